import { createHash } from 'node:crypto'
import type { CompletedPart, CompleteMultipartUploadOutput, CompleteMultipartUploadRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { prepareChecksum } from '../wire/checksum.ts'
import { joinBodies } from './body.ts'
import type { Bucket } from './bucket.ts'
import { comparePermissions } from './bucket-permission.ts'
import { checksumOutput } from './checksum.ts'
import { refuseConflict, refuseWrite, refuseWriteConditions, writeConditionKeys } from './conditional.ts'
import { encryptionOutput } from './encryption.ts'
import { expirationOutput } from './expiration.ts'
import { findBucket } from './find-bucket.ts'
import { findUpload, removeUpload, uploadPermissions } from './find-upload.ts'
import { invalidPart, unquoted } from './invalid-part.ts'
import { refuseKmsKey } from './kms-access.ts'
import { malformedXml } from './malformed-xml.ts'
import { checksumOfParts, refuseChecksums } from './multipart-checksum.ts'
import type { ObjectVersion } from './object-version.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import type { Upload, UploadedPart } from './upload.ts'
import { refusePartKey } from './upload-part.ts'
import { addVersion, currentObject, newVersionId, newVersionIdOutput } from './versions.ts'

type Input = Parsed<CompleteMultipartUploadRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: Operation<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput> = {
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const refused = refuseWriteConditions(input, stores) ?? refusePayer(bucket.value, input, call)
    const context = { ...writeConditionKeys(input), 's3:ObjectCreationOperation': 'true' }
    if (refused !== undefined) return err(refused)
    return ok([...uploadPermissions(bucket.value, input, context, call, stores), ...comparePermissions(bucket.value, input, call, stores)])
  },
  run: async (input, call, stores) => {
    const algorithm = bucketsUpload(input, call, stores)?.checksum?.algorithm
    if (algorithm !== undefined) await prepareChecksum(algorithm)
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const upload = findUpload(bucket.value, input)
    if (!upload.ok) return completedBefore(bucket.value, input) ?? upload
    const parts = chooseParts(input, upload.value, stores)
    if (!parts.ok) return parts
    const refused = refuseKey(input, upload.value, call) ?? refuse(input, bucket.value, upload.value, parts.value, call, stores)
    if (refused !== undefined) return err(refused)
    const output = complete({ bucket: bucket.value, upload: upload.value, parts: parts.value }, call, stores)
    remember(bucket.value, input, output)
    return ok(output)
  },
}

function bucketsUpload(input: Input, call: Call, stores: Stores): Upload | undefined {
  const bucket = findBucket(input, call, stores)
  const upload = bucket.ok ? findUpload(bucket.value, input) : bucket
  return upload.ok ? upload.value : undefined
}

/**
 * A client that missed the answer asks again, and gets it, while the object is there.
 *
 * @see https://github.com/minio/minio/issues/13318, where it was measured
 */
function completedBefore(bucket: Bucket, input: Input): Result<CompleteMultipartUploadOutput, AwsError> | undefined {
  const before = bucket.completed.get(input.UploadId)
  if (currentObject(bucket, input.Key) === undefined) return undefined
  return before !== undefined && before.key === input.Key && before.parts === spellParts(input) ? ok(before.output) : undefined
}

const remembered = 1000

function remember({ completed }: Bucket, input: Input, output: CompleteMultipartUploadOutput): void {
  const [oldest] = completed.keys()
  if (completed.size >= remembered && oldest !== undefined) completed.delete(oldest)
  completed.set(input.UploadId, { key: input.Key, parts: spellParts(input), output })
}

const spellParts = ({ MultipartUpload: document }: Input): string =>
  (document?.Parts ?? []).map(({ PartNumber, ETag }) => `${PartNumber} ${unquoted(ETag)}`).join()

/** The parts that the request lists, in its order. The words were recorded from AWS. */
function chooseParts(
  { MultipartUpload: document, UploadId }: Input,
  upload: Upload,
  { profile }: Stores,
): Result<readonly UploadedPart[], AwsError> {
  if (document?.Parts === undefined) return err(document === undefined ? noParts : malformedXml)
  if (document.Parts.length === 0) return err(malformedXml)
  const chosen: UploadedPart[] = []
  for (const listed of profile === 'current' ? document.Parts : lastOfEach(document.Parts)) {
    const before = chosen.at(-1)?.partNumber ?? 0
    if (listed.PartNumber === undefined || listed.ETag === undefined) return err(malformedXml)
    if (listed.PartNumber < 1) return err(noPartNumber(listed.PartNumber))
    if (listed.PartNumber <= before) return err(invalidPartOrder(UploadId))
    const part = upload.parts.get(listed.PartNumber)
    if (part === undefined || unquoted(listed.ETag) !== part.etag) return err(invalidPart(listed, UploadId))
    chosen.push(part)
  }
  return ok(chosen)
}

/** On older servers a part that is listed again counts as it is listed last. */
const lastOfEach = (parts: readonly Parsed<CompletedPart>[]): readonly Parsed<CompletedPart>[] =>
  parts.filter(({ PartNumber: number }, index) => number === undefined || number !== parts[index + 1]?.PartNumber)

const noParts: AwsError = { code: 'InvalidRequest', message: 'You must specify at least one part', status: 400 }

/** The sentence about numbers below one was recorded from S3: https://github.com/versity/versitygw/issues/1072 */
const noPartNumber = (number: number): AwsError => ({
  code: 'InvalidArgument',
  message: 'PartNumber must be >= 1',
  status: 400,
  fields: { ArgumentName: 'PartNumber', ArgumentValue: String(number) },
})

const invalidPartOrder = (uploadId: string): AwsError => ({
  code: 'InvalidPartOrder',
  message: 'The list of parts was not in ascending order. Parts must be ordered by part number.',
  status: 400,
  fields: { UploadId: uploadId },
})

/** The customer's key comes once more where checksums were asked for. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
const refuseKey = (input: Input, upload: Upload, call: Call): AwsError | undefined =>
  upload.checksum === undefined && input.SSECustomerKey === undefined ? undefined : refusePartKey(input, upload, call)

function refuse(
  input: Input,
  bucket: Bucket,
  upload: Upload,
  parts: readonly UploadedPart[],
  call: Call,
  stores: Stores,
): AwsError | undefined {
  const { key } = upload.object
  const current = currentObject(bucket, key)
  return (
    refuseChecksums(input, upload, parts, stores) ??
    refuseSizes(input, parts) ??
    refuseWrite(input, key, current) ??
    (stores.profile === 'current' ? refuseConflict(input, key, upload.over, current) : undefined) ??
    refuseKmsKey(upload.object.encryption, call, stores)
  )
}

/** All parts but the last have this size at least. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const minPartSize = 5 * 1024 ** 2

/** Recorded from AWS. */
function refuseSizes({ MpuObjectSize: expected }: Input, parts: readonly UploadedPart[]): AwsError | undefined {
  if (expected !== undefined && expected < 0) {
    // As the suite of versity/versitygw (tests/integration/CompleteMultipartUpload.go), which is run against S3 too, expects.
    return { code: 'InvalidRequest', message: `Value for x-amz-mp-object-size header is less than zero: '${expected}'`, status: 400 }
  }
  const size = parts.reduce((sum, { body }) => sum + body.length, 0)
  if (expected !== undefined && expected !== size) {
    const message = `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${size}`
    return { code: 'InvalidRequest', message, status: 400 }
  }
  const small = parts.slice(0, -1).find(({ body }) => body.length < minPartSize)
  if (small === undefined) return undefined
  return {
    code: 'EntityTooSmall',
    message: 'Your proposed upload is smaller than the minimum allowed size',
    status: 400,
    fields: {
      ETag: small.etag,
      MinSizeAllowed: String(minPartSize),
      PartNumber: String(small.partNumber),
      ProposedSize: String(small.body.length),
    },
  }
}

interface Completion {
  readonly bucket: Bucket
  readonly upload: Upload
  readonly parts: readonly UploadedPart[]
}

function complete({ bucket, upload, parts }: Completion, call: Call, stores: Stores): CompleteMultipartUploadOutput {
  const checksum = checksumOfParts(upload, parts)
  const version: ObjectVersion = {
    ...upload.object,
    deleteMarker: false,
    versionId: newVersionId(bucket, upload.object.key, call.random),
    lastModified: call.now,
    body: joinBodies(parts.map(({ body }) => body)),
    etag: etagOfParts(parts),
    checksum,
    parts: parts.map(({ partNumber, body, checksums, etag }) => {
      const value = checksums.get(checksum.algorithm)
      const own = stores.profile === 'legacy-s3' ? { etag } : {}
      return { partNumber, size: body.length, ...(value === undefined ? {} : { checksum: value }), ...own }
    }),
  }
  addVersion(bucket, version)
  removeUpload(bucket, upload)
  return {
    Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(upload.object.key)}`,
    Bucket: bucket.name,
    Key: upload.object.key,
    ETag: `"${version.etag}"`,
    VersionId: newVersionIdOutput(bucket, version, stores),
    ...checksumOutput(checksum),
    ...expirationOutput(bucket, version),
    ...encryptionOutput(version.encryption),
    ...chargedOutput(bucket, call),
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html */
function etagOfParts(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5')
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'))
  return `${hash.digest('hex')}-${parts.length}`
}
