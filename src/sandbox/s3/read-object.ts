import type { HeadObjectOutput } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { type ByteRange, contentRange, parseRange } from './byte-range.ts'
import { checksumMembers, checksumOutput } from './checksum.ts'
import { type CustomerKeyInput, namesCustomerKey, parseCustomerKey } from './choose-encryption.ts'
import { type ReadConditions, refuseRead } from './conditional.ts'
import { encryptionOutput } from './encryption.ts'
import { expirationOutput } from './expiration.ts'
import { findBucket } from './find-bucket.ts'
import { findObject, type ObjectInput, versionContext, versionedAction } from './find-object.ts'
import { kmsPermissions, readWithKmsKey } from './kms-access.ts'
import { lockOutput } from './object-lock.ts'
import { objectPermission } from './object-permission.ts'
import type { ObjectPart, ObjectVersion } from './object-version.ts'
import type { Found } from './on-object.ts'
import { chargedOutput, type PayerInput, refusePayer } from './requester-pays.ts'
import { isArchived } from './storage-class.ts'
import { refusePartNumber } from './upload-part.ts'
import { findVersion, versionIdOutput } from './versions.ts'

/** What GetObject and HeadObject have in common. */
export interface ReadInput extends ObjectInput, PayerInput, ReadConditions, CustomerKeyInput {
  readonly Range?: string | undefined
  readonly PartNumber?: number | undefined
  readonly ChecksumMode?: string | undefined
  readonly ResponseCacheControl?: string | undefined
  readonly ResponseContentDisposition?: string | undefined
  readonly ResponseContentEncoding?: string | undefined
  readonly ResponseContentLanguage?: string | undefined
  readonly ResponseContentType?: string | undefined
  readonly ResponseExpires?: Date | undefined
}

/** `decrypts` is whether the operation reads what KMS protects: bytes, or their checksum. */
export function readPermissions(input: ReadInput, decrypts: boolean, call: Call, stores: Stores): Result<readonly Permission[], AwsError> {
  const found = findBucket(input, call, stores)
  if (!found.ok) return found
  const bucket = found.value
  const refused = refusePayer(bucket, input, call) ?? refuseUnsignedResponse(input, call)
  if (refused !== undefined) return err(refused)
  const version = findVersion(bucket, input.Key, input.VersionId)
  const action = versionedAction('s3:GetObject', input)
  const permission = objectPermission({ action, bucket, key: input.Key, version, context: versionContext(input) }, call, stores)
  if (!decrypts || version === undefined || version.deleteMarker) return ok([permission])
  const use = { actions: ['kms:Decrypt'], bucket, key: input.Key, encryption: version.encryption } as const
  return ok([permission, ...kmsPermissions(use, call, stores)])
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function refuseUnsignedResponse(input: ReadInput, call: Call): AwsError | undefined {
  if (call.authType !== 'anonymous' || !namesResponse(input)) return undefined
  return { code: 'InvalidRequest', message: 'Request specific response headers cannot be used for anonymous GET requests.', status: 400 }
}

/** The object, the bytes of it that are asked for, and what is said about them. */
export interface Reading {
  readonly object: ObjectVersion
  readonly range: ByteRange
  readonly output: HeadObjectOutput
}

/** What GetObject and HeadObject answer, but for the bytes. */
export function readObject(input: ReadInput, decrypts: boolean, call: Call, stores: Stores): Result<Reading, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const found = findObject(bucket.value, input, call, stores)
  if (!found.ok) return found
  const object = found.value
  const refused =
    refuseEncryptionHeader(call) ??
    refuseRead(input, object, { now: call.now, profile: stores.profile }) ??
    refuseCustomerKey(input, object, call) ??
    (decrypts ? readWithKmsKey(object.encryption, call, stores) : undefined) ??
    (input.Range !== undefined && input.PartNumber !== undefined ? rangeAndPart : undefined)
  if (refused !== undefined) return err(refused)
  const slice = input.PartNumber === undefined ? rangeOf(input, object) : partOf(input.PartNumber, object)
  if (!slice.ok) return slice
  return ok({ object, range: slice.value.range, output: describe(bucket.value, object, slice.value, input, call, stores) })
}

const rangeAndPart: AwsError = {
  code: 'InvalidRequest',
  message: 'Cannot specify both Range header and partNumber query parameter',
  status: 400,
}

/** Headers that speak of writing. The sentence: https://github.com/s3tools/s3cmd/issues/276. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function refuseEncryptionHeader(call: Call): AwsError | undefined {
  const header = 'x-amz-server-side-encryption'
  const value = call.header(header)
  if (value === undefined) return undefined
  const fields = { ArgumentName: header, ArgumentValue: value }
  return { code: 'InvalidArgument', message: `${header} header is not supported for this operation.`, status: 400, fields }
}

/** A customer's key must come with each read, and no other. The words were recorded from AWS. */
export function refuseCustomerKey(input: CustomerKeyInput, { encryption }: ObjectVersion, call: Call): AwsError | undefined {
  if (encryption.type !== 'SSE-C') return namesCustomerKey(input) ? unwantedKey : undefined
  if (!namesCustomerKey(input)) return missingKey
  const key = parseCustomerKey(input, call)
  if (!key.ok) return key.error
  return key.value === encryption.keyMd5 ? undefined : wrongKey
}

const missingKey: AwsError = {
  code: 'InvalidRequest',
  message: 'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
  status: 400,
}

const wrongKey: AwsError = {
  code: 'AccessDenied',
  message: 'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.',
  status: 403,
}

const unwantedKey: AwsError = {
  code: 'InvalidRequest',
  message: 'The encryption parameters are not applicable to this object.',
  status: 400,
}

/** Bytes of an object: all, a range, or a part. */
interface Slice {
  readonly kind: 'whole' | 'range' | 'part'
  readonly range: ByteRange
  readonly part?: ObjectPart
}

function rangeOf(input: ReadInput, { body }: ObjectVersion): Result<Slice, AwsError> {
  const range = parseRange(input.Range, body.length)
  if (!range.ok) return range
  return ok(range.value === undefined ? { kind: 'whole', range: { first: 0, length: body.length } } : { kind: 'range', range: range.value })
}

/**
 * An object that was put in one piece is its own first part. Parts are counted as they stand in the object, whatever numbers they were uploaded under
 * (run against S3 by OpenStack Swift's suite, test/s3api/test_mpu.py).
 */
function partOf(partNumber: number, { body, parts }: ObjectVersion): Result<Slice, AwsError> {
  const refused = refusePartNumber(partNumber)
  if (refused !== undefined) return err(refused)
  let first = 0
  for (const [index, part] of (parts ?? [{ partNumber: 1, size: body.length }]).entries()) {
    if (index + 1 === partNumber) return ok({ kind: 'part', range: { first, length: part.size }, part })
    first += part.size
  }
  return err(invalidPartNumber(partNumber, parts?.length ?? 1))
}

/** Recorded from AWS. */
const invalidPartNumber = (partNumber: number, count: number): AwsError => ({
  code: 'InvalidPartNumber',
  message: 'The requested partnumber is not satisfiable',
  status: 416,
  fields: { ActualPartCount: String(count), PartNumberRequested: String(partNumber) },
})

function describe(bucket: Bucket, object: ObjectVersion, slice: Slice, input: ReadInput, call: Call, stores: Stores): HeadObjectOutput {
  return {
    AcceptRanges: 'bytes',
    ...object.headers,
    ...responseHeaders(input),
    Metadata: object.metadata,
    ETag: `"${slice.part?.etag ?? object.etag}"`,
    LastModified: object.lastModified,
    ContentLength: slice.range.length,
    ...(slice.kind === 'whole' || slice.range.length === 0 ? {} : { ContentRange: contentRange(slice.range, object.body.length) }),
    ...(slice.kind === 'part' && object.parts !== undefined ? { PartsCount: object.parts.length } : {}),
    ...(input.ChecksumMode?.toUpperCase() === 'ENABLED' ? checksumOf(object, slice) : {}),
    VersionId: versionIdOutput(bucket, object),
    ...(object.storageClass === 'STANDARD' ? {} : { StorageClass: object.storageClass }),
    ...restoreOutput(object, call.now),
    ...(input.VersionId === undefined ? expirationOutput(bucket, object) : {}),
    ...encryptionOutput(object.encryption),
    ...whatElseMayBeRead({ bucket, object }, input, call, stores),
    ...chargedOutput(bucket, call),
  }
}

/**
 * S3 keeps no checksum of a range; one that takes in every byte has the object's.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_api.snapshot.json (test_get_object_range), recorded from AWS
 */
function checksumOf(object: ObjectVersion, { kind, range, part }: Slice): HeadObjectOutput {
  if (kind === 'whole' || (kind === 'range' && range.length === object.body.length)) return checksumOutput(object.checksum)
  if (kind === 'range' || part?.checksum === undefined) return {}
  return { ...checksumMembers({ algorithm: object.checksum.algorithm, value: part.checksum }), ChecksumType: object.checksum.type }
}

/** What the request wants the headers of the answer to be. */
function responseHeaders(input: ReadInput): HeadObjectOutput | undefined {
  if (!namesResponse(input)) return undefined
  return {
    ...(input.ResponseCacheControl === undefined ? {} : { CacheControl: input.ResponseCacheControl }),
    ...(input.ResponseContentDisposition === undefined ? {} : { ContentDisposition: input.ResponseContentDisposition }),
    ...(input.ResponseContentEncoding === undefined ? {} : { ContentEncoding: input.ResponseContentEncoding }),
    ...(input.ResponseContentLanguage === undefined ? {} : { ContentLanguage: input.ResponseContentLanguage }),
    ...(input.ResponseContentType === undefined ? {} : { ContentType: input.ResponseContentType }),
    ...(input.ResponseExpires === undefined ? {} : { Expires: input.ResponseExpires }),
  }
}

const namesResponse = (input: ReadInput): boolean =>
  input.ResponseCacheControl !== undefined ||
  input.ResponseContentDisposition !== undefined ||
  input.ResponseContentEncoding !== undefined ||
  input.ResponseContentLanguage !== undefined ||
  input.ResponseContentType !== undefined ||
  input.ResponseExpires !== undefined

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html#API_HeadObject_ResponseSyntax */
export function restoreOutput({ storageClass, restored }: ObjectVersion, now: Date): { Restore?: string } {
  if (!isArchived(storageClass) || restored === undefined || restored.until <= now) return {}
  return { Restore: `ongoing-request="false", expiry-date="${restored.until.toUTCString()}"` }
}

/** Tags and locks have permissions of their own, and are told only to who has them. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function whatElseMayBeRead({ bucket, object }: Found, input: ObjectInput, call: Call, stores: Stores): HeadObjectOutput {
  const may = (action: string, context: ContextKeys = {}): boolean =>
    call.permits(objectPermission({ action, bucket, key: object.key, version: object, context }, call, stores)).ok
  const { retention, legalHold, tags } = object
  return {
    ...(tags.size > 0 && may(versionedAction('s3:GetObjectTagging', input), versionContext(input)) ? { TagCount: tags.size } : {}),
    ...(retention !== undefined && may('s3:GetObjectRetention') ? lockOutput({ retention }) : {}),
    ...(legalHold !== undefined && may('s3:GetObjectLegalHold') ? lockOutput({ legalHold }) : {}),
  }
}

/** Whether the bytes must be restored before they can be read. */
export const isOutOfReach = ({ storageClass, restored }: ObjectVersion, now: Date): boolean =>
  isArchived(storageClass) && !(restored !== undefined && restored.until > now)

/** Recorded from AWS. */
export const invalidObjectState = ({ storageClass }: ObjectVersion): AwsError => ({
  code: 'InvalidObjectState',
  message: "The operation is not valid for the object's storage class",
  status: 403,
  fields: { StorageClass: storageClass },
})
