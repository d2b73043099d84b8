import type { _Error, DeletedObject, DeleteObjectsOutput, DeleteObjectsRequest, ObjectIdentifier } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bypassWithoutLock, type Deleted, type Deletion, deletePermissions, deleteVersion } from './delete-version.ts'
import { findBucket } from './find-bucket.ts'
import { malformedXml } from './malformed-xml.ts'
import { noSuchVersion } from './missing-object.ts'
import { refuseKey } from './new-object.ts'
import { refuseUnbuilt } from './not-implemented.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import { isVersionId } from './versions.ts'

/** Answers 200 and says for each key how it went. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects: Operation<DeleteObjectsRequest, DeleteObjectsOutput> = {
  requires: (input, call, stores) => {
    const bucket = prepare(input, call, stores)
    return bucket.ok ? ok([]) : bucket
  },
  run: (input, call, stores) => {
    const bucket = prepare(input, call, stores)
    if (!bucket.ok) return bucket
    const deleted: DeletedObject[] = []
    const failed: _Error[] = []
    for (const object of input.Delete.Objects) {
      const outcome = deleteOne(object, input, bucket.value, call, stores)
      if (!outcome.ok)
        failed.push({ Key: object.Key, VersionId: object.VersionId, Code: outcome.error.code, Message: outcome.error.message })
      else if (input.Delete.Quiet !== true) deleted.push(report(object, outcome.value))
    }
    return ok({ Deleted: deleted, Errors: failed, ...chargedOutput(bucket.value, call) })
  },
}

function prepare(input: Parsed<DeleteObjectsRequest>, call: Call, stores: Stores): Result<Bucket, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const count = input.Delete.Objects.length
  const withoutLock = input.BypassGovernanceRetention !== undefined && bucket.value.objectLock === undefined
  const refused =
    (count === 0 || count > 1000 ? malformedXml : undefined) ??
    input.Delete.Objects.map(({ Key }) => refuseKey(Key)).find((tooLong) => tooLong !== undefined) ??
    refusePayer(bucket.value, input, call) ??
    (withoutLock ? bypassWithoutLock : undefined)
  return refused === undefined ? bucket : err(refused)
}

function deleteOne(
  object: Parsed<ObjectIdentifier>,
  input: Parsed<DeleteObjectsRequest>,
  bucket: Bucket,
  call: Call,
  stores: Stores,
): Result<Deleted, AwsError> {
  const refused = stores.profile === 'legacy-s3' ? undefined : refuseUnbuilt(object, { LastModifiedTime: 'LastModifiedTime', Size: 'Size' })
  if (refused !== undefined) return err(refused)
  const deletion: Deletion = {
    key: object.Key,
    versionId: object.VersionId,
    ifMatch: object.ETag,
    ifLastModified: object.LastModifiedTime,
    ifSize: object.Size,
    bypassesGovernance: input.BypassGovernanceRetention === true,
  }
  for (const permission of deletePermissions(deletion, bucket, call, stores)) {
    const permitted = call.permits(permission)
    if (!permitted.ok) return permitted
  }
  // Unlike a deletion by itself: recorded from S3, https://github.com/versity/versitygw/issues/2119
  const { Key: key, VersionId: versionId } = object
  if (versionId !== undefined && !isVersionId(versionId)) return err(noSuchVersion(key, versionId))
  return deleteVersion(deletion, bucket, call, stores)
}

/** Without a version id a deletion makes a marker; with one it takes that version or marker away. */
function report({ Key, VersionId }: Parsed<ObjectIdentifier>, { versionId, deleteMarker }: Deleted): DeletedObject {
  return {
    Key,
    VersionId,
    ...(deleteMarker === undefined ? {} : { DeleteMarker: true, DeleteMarkerVersionId: versionId }),
  }
}
