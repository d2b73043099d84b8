import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import type { BucketInput } from './find-bucket.ts'
import { deleteMarkerHeaders, invalidVersionId, noSuchKey, noSuchVersion, refuseDeleteMarker, refuseMissing } from './missing-object.ts'
import type { ObjectVersion } from './object-version.ts'
import { findVersion, isVersionId } from './versions.ts'

/** What every operation on a stored object says. */
export interface ObjectInput extends BucketInput {
  readonly Key: string
  readonly VersionId?: string | undefined
}

/** The object that a request means. Not to be found is one answer for who may list the bucket, and another for who may not. */
export function findObject(bucket: Bucket, input: ObjectInput, call: Call, stores: Stores): Result<ObjectVersion, AwsError> {
  const { Key: key, VersionId: versionId } = input
  if (versionId !== undefined && !isVersionId(versionId)) return err(invalidVersionId(versionId))
  const version = findVersion(bucket, key, versionId)
  if (version?.deleteMarker === false) return ok(version)
  if (version !== undefined && versionId !== undefined) return err(refuseDeleteMarker(version, call.method))
  const missing = versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
  const error = version === undefined ? missing : { ...missing, headers: deleteMarkerHeaders(version) }
  return err(refuseMissing(bucket, error, call, stores))
}

/** The action on the current object, or on the version that the request names. */
export const versionedAction = (action: string, { VersionId }: ObjectInput): string =>
  VersionId === undefined ? action : action.replace(/^s3:([A-Z][a-z]+)Object/, 's3:$1ObjectVersion')

/** `s3:VersionId` @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
export const versionContext = ({ VersionId }: ObjectInput): { 's3:VersionId'?: string } =>
  VersionId === undefined ? {} : { 's3:VersionId': VersionId }
