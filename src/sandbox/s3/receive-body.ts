import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import { type Body, BodyWriter } from './body.ts'
import type { Encryption } from './encryption.ts'
import type { Checksum } from './object-version.ts'

/** Bytes that arrived, and what was verified or computed on the way. */
export interface Received {
  readonly body: Body
  readonly etag: string
  readonly checksum: Omit<Checksum, 'type'>
}

/** The most that one request can upload. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxSize = 5 * 1024 ** 3

/** Reads the payload. Where the client sends no checksum S3 computes CRC64NVME. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export async function receiveBody(call: Call, encryption: Encryption): Promise<Result<Received, AwsError>> {
  const { length } = call.body
  if (length !== undefined && length > maxSize) return err(entityTooLarge(length))
  const writer = new BodyWriter(length)
  const facts = await call.body.read((chunk) => writer.write(chunk), declaresChecksum(call) ? [] : ['CRC64NVME'])
  if (!facts.ok) return facts
  const algorithm = facts.value.declared ?? 'CRC64NVME'
  const value = facts.value.checksums.get(algorithm)
  if (value === undefined) throw new Error(`internal error: no ${algorithm} of the payload`)
  return ok({ body: writer.finish(), etag: etagOf(facts.value.md5, encryption, call), checksum: { algorithm, value } })
}

const declaresChecksum = ({ header }: Call): boolean =>
  ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'].some((name) => header(`x-amz-checksum-${name}`) !== undefined) ||
  header('x-amz-trailer') !== undefined

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
