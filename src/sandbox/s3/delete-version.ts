import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Profiled } from '../profile.ts'
import type { Stores } from '../stores.ts'
import { aclGrants } from './acl.ts'
import type { Bucket } from './bucket.ts'
import { comparePermissions, ownerOf, writePermission } from './bucket-permission.ts'
import { refuseDelete, refuseOlderDelete } from './conditional.ts'
import { invalidVersionId } from './missing-object.ts'
import { isLocked, protectedByLock } from './object-lock.ts'
import { objectOwner } from './object-permission.ts'
import type { Version } from './object-version.ts'
import { addVersion, currentObject, findVersion, isVersionId, newVersionId, nullVersionId, removeVersion } from './versions.ts'

/** One object or version to delete. */
export interface Deletion {
  readonly key: string
  readonly versionId?: string | undefined
  readonly ifMatch?: string | undefined
  /** In the profile `legacy-s3`, as `ifSize`. */
  readonly ifLastModified?: Date | undefined
  readonly ifSize?: number | undefined
  readonly bypassesGovernance: boolean
}

/** What the caller must be allowed. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export function deletePermissions(deletion: Deletion, bucket: Bucket, call: Call, stores: Stores): readonly Permission[] {
  const { key, versionId, ifMatch, bypassesGovernance } = deletion
  const context = { 's3:VersionId': versionId, ...(versionId === undefined ? { 's3:if-match': ifMatch?.replaceAll('"', '') } : {}) }
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
  const access = writePermission({ action, bucket, key, context }, call, stores)
  const aclGrant = ownsAndMayWrite(bucket, findVersion(bucket, key, versionId), call, stores)
  return [
    { ...access, policies: { ...access.policies, aclGrants: aclGrant } },
    ...comparePermissions(bucket, { Key: key, IfMatch: ifMatch }, call, stores),
    ...(bypassesGovernance ? [writePermission({ action: 's3:BypassGovernanceRetention', bucket, key }, call, stores)] : []),
  ]
}

/** An ACL that gives WRITE on the bucket lets owners of objects delete them. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions */
function ownsAndMayWrite(bucket: Bucket, version: Version | undefined, call: Call, stores: Stores): boolean {
  if (bucket.aclsDisabled || version === undefined || objectOwner(bucket, version) !== ownerOf(call)) return false
  return aclGrants(bucket.acl, ownerOf(call), 'WRITE', stores.s3.publicAccessBlock(bucket).IgnorePublicAcls)
}

/** What a deletion left behind: the version that is gone, or the delete marker that now stands on top. */
export interface Deleted {
  readonly versionId?: string
  readonly deleteMarker?: true
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html */
export function deleteVersion(deletion: Deletion, bucket: Bucket, call: Call, { profile }: Profiled): Result<Deleted, AwsError> {
  const refused =
    profile === 'legacy-s3'
      ? refuseOlderDelete(deletion, findVersion(bucket, deletion.key, deletion.versionId))
      : refuseDelete(deletion, currentObject(bucket, deletion.key))
  if (refused !== undefined) return err(refused)
  const { key, versionId } = deletion
  if (versionId !== undefined) return deleteForGood(deletion, versionId, bucket, call)
  if (bucket.versioning === undefined) {
    removeVersion(bucket, key, nullVersionId)
    return ok({})
  }
  const marker = {
    key,
    versionId: newVersionId(bucket, key, call.random),
    lastModified: call.now,
    owner: ownerOf(call),
    deleteMarker: true,
  } as const
  const replaced = marker.versionId === nullVersionId ? findVersion(bucket, key, nullVersionId) : undefined
  if (replaced !== undefined && isProtected(replaced, deletion, call)) return err(protectedByLock)
  addVersion(bucket, marker)
  return ok({ versionId: marker.versionId, deleteMarker: true })
}

function deleteForGood(deletion: Deletion, versionId: string, bucket: Bucket, call: Call): Result<Deleted, AwsError> {
  if (!isVersionId(versionId)) return err(invalidVersionId(versionId))
  const version = findVersion(bucket, deletion.key, versionId)
  if (version === undefined) return ok({ versionId })
  if (isProtected(version, deletion, call)) return err(protectedByLock)
  removeVersion(bucket, deletion.key, versionId)
  return ok({ versionId, ...(version.deleteMarker ? { deleteMarker: true } : {}) })
}

const isProtected = (version: Version, { bypassesGovernance }: Deletion, call: Call): boolean =>
  !version.deleteMarker && isLocked(version, call.now, bypassesGovernance)

/** Recorded from AWS. */
export const bypassWithoutLock: AwsError = {
  code: 'InvalidArgument',
  message: 'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
  status: 400,
  fields: { ArgumentName: 'x-amz-bypass-governance-retention' },
}
