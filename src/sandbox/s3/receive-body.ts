import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { BodyFacts, Call, ChecksumAlgorithm } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type Body, BodyWriter } from './body.ts'
import type { Encryption } from './encryption.ts'

/** Bytes that arrived, and what was verified or computed on the way. */
export interface Received {
  readonly body: Body
  readonly etag: string
  /** What the client declared, and what was computed. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>
  readonly declared?: ChecksumAlgorithm
}

/** The most that one request can upload. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxSize = 5 * 1024 ** 3

/** Reads the payload; `compute` are the checksums that are wanted whatever the client declares. */
export async function receiveBody(
  call: Call,
  encryption: Encryption,
  compute: readonly ChecksumAlgorithm[],
  { s3 }: Stores,
): Promise<Result<Received, AwsError>> {
  const { length } = call.body
  if (length !== undefined && length > maxSize) return err(entityTooLarge(length))
  const writer = new BodyWriter(length, s3.blobs)
  try {
    const facts = await call.body.read((chunk) => writer.write(chunk), compute)
    if (facts.ok) return ok(received(facts.value, await writer.finish(), encryption, call))
    await writer.discard()
    return facts
  } catch (error) {
    await writer.discard()
    throw error
  }
}

const received = ({ md5, checksums, declared }: BodyFacts, body: Body, encryption: Encryption, call: Call): Received => ({
  body,
  etag: etagOf(md5, encryption, call),
  checksums,
  ...(declared === undefined ? {} : { declared }),
})

/** Whether headers or trailer bring a checksum. */
export const declaresChecksum = ({ header }: Call): boolean => declaring.some((name) => header(name) !== undefined)

const declaring = [...['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'].map((name) => `x-amz-checksum-${name}`), 'x-amz-trailer']

/** The MD5 of the bytes, but for keys of KMS and of customers. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html */
export const etagOf = (md5: string, encryption: Encryption, { random }: Call): string =>
  encryption.type === 'AES256' ? md5 : random.bytes(16).toString('hex')

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export const entityTooLarge = (size: number): AwsError => ({
  code: 'EntityTooLarge',
  message: 'Your proposed upload exceeds the maximum allowed size',
  status: 400,
  fields: { ProposedSize: String(size), MaxSizeAllowed: String(maxSize) },
})
