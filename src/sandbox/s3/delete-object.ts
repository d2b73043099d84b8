import type { DeleteObjectOutput, DeleteObjectRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bypassWithoutLock, type Deletion, deletePermissions, deleteVersion } from './delete-version.ts'
import { findBucket } from './find-bucket.ts'
import { refuseUnbuilt } from './not-implemented.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: Operation<DeleteObjectRequest, DeleteObjectOutput> = {
  requires: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    return prepared.ok ? ok(deletePermissions(prepared.value.deletion, prepared.value.bucket, call, stores)) : prepared
  },
  run: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    if (!prepared.ok) return prepared
    const { bucket, deletion } = prepared.value
    const deleted = deleteVersion(deletion, bucket, call, stores)
    if (!deleted.ok) return deleted
    return ok({ VersionId: deleted.value.versionId, DeleteMarker: deleted.value.deleteMarker, ...chargedOutput(bucket, call) })
  },
}

interface Prepared {
  readonly bucket: Bucket
  readonly deletion: Deletion
}

/** Recorded: general purpose buckets do not compare size and time. Older servers do. */
const unbuilt = { IfMatchLastModifiedTime: 'x-amz-if-match-last-modified-time', IfMatchSize: 'x-amz-if-match-size' } as const

function prepare(input: Parsed<DeleteObjectRequest>, call: Call, stores: Stores): Result<Prepared, AwsError> {
  const found = findBucket(input, call, stores)
  if (!found.ok) return found
  const bucket = found.value
  const withoutLock = input.BypassGovernanceRetention !== undefined && bucket.objectLock === undefined
  const refused =
    (stores.profile === 'legacy-s3' ? undefined : refuseUnbuilt(input, unbuilt)) ??
    refusePayer(bucket, input, call) ??
    (withoutLock ? bypassWithoutLock : undefined)
  if (refused !== undefined) return err(refused)
  const deletion = {
    key: input.Key,
    versionId: input.VersionId,
    ifMatch: input.IfMatch,
    ifLastModified: input.IfMatchLastModifiedTime,
    ifSize: input.IfMatchSize,
    bypassesGovernance: input.BypassGovernanceRetention === true,
  }
  return ok({ bucket, deletion })
}
