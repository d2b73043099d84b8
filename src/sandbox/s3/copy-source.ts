import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { parseAccessPointArn } from '../wire/access-point-address.ts'
import type { Bucket } from './bucket.ts'
import { isImpossibleBucket, noSuchBucket } from './bucket-name.ts'
import type { CustomerKeyInput } from './choose-encryption.ts'
import { type ReadConditions, refuseCopy } from './conditional.ts'
import { accessPointOfAlias, findAccessPoint, noSuchAccessPoint } from './find-access-point.ts'
import { refuseOwner } from './find-bucket.ts'
import { findObject, versionContext, versionedAction } from './find-object.ts'
import { kmsPermissions, readWithKmsKey } from './kms-access.ts'
import { objectPermission } from './object-permission.ts'
import type { ObjectVersion } from './object-version.ts'
import { isOutOfReach, refuseCustomerKey } from './read-object.ts'
import { refusePayer } from './requester-pays.ts'
import { findVersion } from './versions.ts'

/** What CopyObject and UploadPartCopy say about the object that they read. */
export interface CopySourceInput {
  readonly CopySource: string
  readonly CopySourceIfMatch?: string | undefined
  readonly CopySourceIfNoneMatch?: string | undefined
  readonly CopySourceIfModifiedSince?: Date | undefined
  readonly CopySourceIfUnmodifiedSince?: Date | undefined
  readonly CopySourceSSECustomerAlgorithm?: string | undefined
  readonly CopySourceSSECustomerKey?: string | undefined
  readonly CopySourceSSECustomerKeyMD5?: string | undefined
  readonly ExpectedSourceBucketOwner?: string | undefined
  readonly RequestPayer?: string | undefined
}

export interface CopySource {
  /** Where it is read through one. */
  readonly accessPoint?: NonNullable<Call['accessPoint']>
  readonly bucket: Bucket
  readonly key: string
  readonly versionId?: string
}

/** Where a copy reads from. The bucket may stand in any Region. */
export function findCopySource(input: CopySourceInput, call: Call, stores: Stores): Result<CopySource, AwsError> {
  const place = parseCopySource(input.CopySource)
  if (!place.ok) return place
  const { point: name, ...rest } = place.value
  const accessPoint = name === undefined ? accessPointOfAlias(rest.bucket, stores.s3) : findAccessPoint(name, call.region, stores.s3)
  if (name !== undefined && accessPoint === undefined) return err(noSuchAccessPoint(name.name))
  const bucket = stores.s3.buckets.get(accessPoint?.bucket ?? rest.bucket)
  if (bucket === undefined) return err(noSuchBucket(rest.bucket))
  const refused = refuseOwner(bucket, input.ExpectedSourceBucketOwner) ?? refusePayer(bucket, input, call)
  if (refused !== undefined) return err(refused)
  return ok({ ...rest, bucket, ...(accessPoint === undefined ? {} : { accessPoint: { point: accessPoint, alias: name === undefined } }) })
}

interface Place {
  /** An access point, in place of the bucket. */
  readonly point?: NonNullable<ReturnType<typeof parseAccessPointArn>>
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
}

/** `/BUCKET/KEY?versionId=ID`, percent-encoded; an address is taken for its path (observed by LocalStack's tests on AWS). @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export function parseCopySource(text: string): Result<Place, AwsError> {
  const [path = '', versionId] = text.split('?versionId=')
  const decoded = decode(path.replace(/^(?:https?:\/\/[^/]+)?\//, ''))
  if (decoded === undefined) return err({ ...invalidSource, message: 'Invalid copy source encoding' })
  if (decoded.startsWith('arn:')) return placeOfArn(decoded, versionId)
  const slash = decoded.indexOf('/')
  if (slash < 1 || slash === decoded.length - 1) return err(invalidSource)
  if (isImpossibleBucket(decoded.slice(0, slash))) return err({ ...invalidSource, message: 'Invalid copy source bucket name' })
  return ok({
    bucket: decoded.slice(0, slash),
    key: decoded.slice(slash + 1),
    ...(versionId === undefined ? {} : { versionId }),
  })
}

/** A plus is a space, as some clients encode it (observed by LocalStack's tests on AWS). */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/**
 * Recorded from AWS; that of a bucket that cannot be in https://github.com/aws/aws-sdk-cpp/issues/1647. That of an encoding is what the suite of
 * versity/versitygw (tests/integration/CopyObject.go), which is run against S3 too, expects.
 */
const invalidSource: AwsError = {
  code: 'InvalidArgument',
  message: 'Invalid copy source object key',
  status: 400,
  fields: { ArgumentName: 'x-amz-copy-source', ArgumentValue: 'x-amz-copy-source' },
}

/** `arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/object/KEY` */
function placeOfArn(arn: string, versionId: string | undefined): Result<Place, AwsError> {
  const point = parseAccessPointArn(arn)
  if (point?.key === undefined) return err(invalidSource)
  return ok({ point, bucket: '', key: point.key, ...(versionId === undefined ? {} : { versionId }) })
}

/** The same call, as far as it reads the source. */
export const callOfSource = ({ accessPoint }: CopySource, call: Call): Call => ({ ...call, accessPoint })

/** Reading the source, and what encrypts it. */
export function sourcePermissions(source: CopySource, writing: Call, stores: Stores): readonly Permission[] {
  const { bucket, key, versionId } = source
  const call = callOfSource(source, writing)
  const version = findVersion(bucket, key, versionId)
  const read = sourcePermission('s3:GetObject', source, writing, stores)
  if (version === undefined || version.deleteMarker) return [read]
  return [read, ...kmsPermissions({ actions: ['kms:Decrypt'], bucket, key, encryption: version.encryption }, call, stores)]
}

/** The action on the source's current object, or on the version that the copy names. */
export function sourcePermission(action: string, source: CopySource, writing: Call, stores: Stores): Permission {
  const { bucket, key, versionId } = source
  const input = { Bucket: bucket.name, Key: key, VersionId: versionId }
  const version = findVersion(bucket, key, versionId)
  const object = { action: versionedAction(action, input), bucket, key, version, context: versionContext(input) }
  return objectPermission(object, callOfSource(source, writing), stores)
}

/** The object to copy, if the request's conditions hold for it. */
export function readCopySource(source: CopySource, input: CopySourceInput, call: Call, stores: Stores): Result<ObjectVersion, AwsError> {
  const { bucket, key, versionId } = source
  const found = findObject(bucket, { Bucket: bucket.name, Key: key, VersionId: versionId }, callOfSource(source, call), stores)
  if (!found.ok) return found.error.code === 'MethodNotAllowed' ? err(namesDeleteMarker) : found
  const refused =
    refuseCopy(conditionsOf(input), found.value, { now: call.now, profile: stores.profile }) ??
    refuseCustomerKey(customerKeyOf(input), found.value, call) ??
    readWithKmsKey(found.value.encryption, call, stores) ??
    (isOutOfReach(found.value, call.now) ? notInActiveTier : undefined)
  return refused === undefined ? found : err(refused)
}

const conditionsOf = (input: CopySourceInput): ReadConditions => ({
  IfMatch: input.CopySourceIfMatch,
  IfNoneMatch: input.CopySourceIfNoneMatch,
  IfModifiedSince: input.CopySourceIfModifiedSince,
  IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
})

const customerKeyOf = (input: CopySourceInput): CustomerKeyInput => ({
  SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
  SSECustomerKey: input.CopySourceSSECustomerKey,
  SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
})

/** Recorded from AWS. */
const namesDeleteMarker: AwsError = {
  code: 'InvalidRequest',
  message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
  status: 400,
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html#API_CopyObject_Errors */
const notInActiveTier: AwsError = {
  code: 'ObjectNotInActiveTierError',
  message: 'The source object of the COPY action is not in the active tier and is only stored in Amazon S3 Glacier.',
  status: 403,
}
