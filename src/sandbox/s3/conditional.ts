import type { AwsError } from '../error.ts'
import type { Profiled } from '../profile.ts'
import { noSuchKey } from './missing-object.ts'
import { notImplementedHeader } from './not-implemented.ts'
import type { ObjectVersion, Version } from './object-version.ts'

/** The headers that make a read conditional. */
export interface ReadConditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
  readonly IfModifiedSince?: Date | undefined
  readonly IfUnmodifiedSince?: Date | undefined
}

export interface WriteConditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}

/** What policies see of them: an ETag without its quotes. (crates/s3-tests/tests/bucket_policy.rs of justincormack/argmin) @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html */
export const writeConditionKeys = ({ IfMatch, IfNoneMatch }: WriteConditions): Readonly<Record<string, string | undefined>> => ({
  's3:if-match': IfMatch?.replaceAll('"', ''),
  's3:if-none-match': IfNoneMatch,
})

export const lists = (header: string, etag: string): boolean =>
  header.split(',').some((item) => item.trim() === '*' || item.trim().replace(/^W\//, '').replaceAll('"', '') === etag)

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000)

/** When a request is made, and of whom. */
type Asking = Profiled & { readonly now: Date }

/** A time that is yet to come says nothing: recorded from AWS. Servers of old compare it all the same. @see https://github.com/apache/opendal/pull/5500 */
const isUnmodified = (lastModified: Date, since: Date, { now, profile }: Asking): boolean =>
  (since <= now || profile === 'legacy-s3') && seconds(lastModified) <= seconds(since)

export const preconditionFailed = (condition: string): AwsError => ({
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
  status: 412,
  fields: { Condition: condition },
})

/** `If-Match` outranks `If-Unmodified-Since`, and `If-None-Match` outranks `If-Modified-Since`. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function refuseRead(conditions: ReadConditions, { etag, lastModified }: ObjectVersion, asking: Asking): AwsError | undefined {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions
  if (IfMatch !== undefined && !lists(IfMatch, etag)) return preconditionFailed('If-Match')
  if (IfMatch === undefined && IfUnmodifiedSince !== undefined && seconds(lastModified) > seconds(IfUnmodifiedSince)) {
    return preconditionFailed('If-Unmodified-Since')
  }
  if (IfNoneMatch !== undefined) return lists(IfNoneMatch, etag) ? notModified(etag, lastModified) : undefined
  if (IfModifiedSince !== undefined && isUnmodified(lastModified, IfModifiedSince, asking)) return notModified(etag, lastModified)
  return undefined
}

const notModified = (etag: string, lastModified: Date): AwsError => ({
  code: '304',
  message: 'Not Modified',
  status: 304,
  headers: { ETag: `"${etag}"`, 'Last-Modified': lastModified.toUTCString() },
})

/** The same conditions on the source of a copy, which fail with 412 in any case. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export function refuseCopy(conditions: ReadConditions, { etag, lastModified }: ObjectVersion, asking: Asking): AwsError | undefined {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions
  if (IfMatch !== undefined && !lists(IfMatch, etag)) return preconditionFailed('x-amz-copy-source-If-Match')
  if (IfMatch === undefined && IfUnmodifiedSince !== undefined && seconds(lastModified) > seconds(IfUnmodifiedSince)) {
    return preconditionFailed('x-amz-copy-source-If-Unmodified-Since')
  }
  if (IfNoneMatch !== undefined) return lists(IfNoneMatch, etag) ? preconditionFailed('x-amz-copy-source-If-None-Match') : undefined
  if (IfModifiedSince !== undefined && isUnmodified(lastModified, IfModifiedSince, asking)) {
    return preconditionFailed('x-amz-copy-source-If-Modified-Since')
  }
  return undefined
}

const notAccepted = (header: string): AwsError =>
  notImplementedHeader(header, `We don't accept the provided value of ${header} header for this API`)

/** A write takes `If-None-Match: *` or an ETag in `If-Match`, and not both. Recorded from AWS, a star in quotes by justincormack/argmin. */
export function refuseWriteConditions({ IfMatch, IfNoneMatch }: WriteConditions, { profile }: Profiled): AwsError | undefined {
  // Older servers take what a read takes.
  if (profile === 'legacy-s3') return undefined
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    return notImplementedHeader('If-Match,If-None-Match', 'Multiple conditional request headers present in the request')
  }
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') return notAccepted('If-None-Match')
  return IfMatch === '*' || IfMatch === '"*"' ? notAccepted('If-Match') : undefined
}

/** Whether the write may go ahead over what stands under the key now. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function refuseWrite(
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  current: ObjectVersion | undefined,
): AwsError | undefined {
  if (IfNoneMatch !== undefined && current !== undefined && lists(IfNoneMatch, current.etag)) return preconditionFailed('If-None-Match')
  if (IfMatch === undefined) return undefined
  if (current === undefined) return noSuchKey(key)
  return lists(IfMatch, current.etag) ? undefined : preconditionFailed('If-Match')
}

/** Tells one write of an object from another. */
export const writeOf = (object: ObjectVersion | undefined): string | undefined =>
  object === undefined ? undefined : `${object.versionId} ${object.lastModified.getTime()} ${object.etag}`

/**
 * An upload with a condition that holds conflicts with whatever was done to its key since it began, be it to write the same bytes once more. Recorded
 * from AWS; servers of old know no conflicts.
 *
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_api.snapshot.json (TestS3ObjectWritePrecondition)
 */
export function refuseConflict(
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  over: string | undefined,
  current: ObjectVersion | undefined,
): AwsError | undefined {
  if ((IfMatch === undefined && IfNoneMatch === undefined) || writeOf(current) === over) return undefined
  return {
    code: 'ConditionalRequestConflict',
    message: 'The conditional request cannot succeed due to a conflicting operation against this resource.',
    status: 409,
    fields: { Condition: IfMatch === undefined ? 'If-None-Match' : 'If-Match', Key: key },
  }
}

/** What a deletion may ask of the object, under the names that it has in the request. */
interface DeleteConditions {
  readonly key: string
  readonly ifMatch?: string | undefined
  readonly ifLastModified?: Date | undefined
  readonly ifSize?: number | undefined
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
export const refuseDelete = ({ key, ifMatch }: DeleteConditions, current: ObjectVersion | undefined): AwsError | undefined =>
  refuseWrite({ IfMatch: ifMatch }, key, current)

/** Older servers compare what is to go, be it a marker, and let nothing be deleted. @see https://www.ibm.com/docs/en/storage-ceph/9.9.1?topic=operations-s3-delete-object */
export function refuseOlderDelete(
  { ifMatch, ifLastModified, ifSize }: DeleteConditions,
  version: Version | undefined,
): AwsError | undefined {
  if (version === undefined) return undefined
  const { etag, size } = version.deleteMarker ? { etag: '', size: 0 } : { etag: version.etag, size: version.body.length }
  if (ifMatch !== undefined && !lists(ifMatch, etag)) return preconditionFailed('If-Match')
  if (ifLastModified !== undefined && seconds(version.lastModified) !== seconds(ifLastModified)) {
    return preconditionFailed('x-amz-if-match-last-modified-time')
  }
  return ifSize === undefined || ifSize === size ? undefined : preconditionFailed('x-amz-if-match-size')
}
