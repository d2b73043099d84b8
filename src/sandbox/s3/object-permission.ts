import type { AccountId } from '../../policy/account-id.ts'
import { parseAccountId } from '../../policy/account-id.ts'
import type { Call, ContextKeys, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type AclPermission, aclGrants, type Owner } from './acl.ts'
import type { Bucket } from './bucket.ts'
import { type BucketAccess, blockOf, bucketPolicies, ownerOf, writePermission } from './bucket-permission.ts'
import type { ObjectVersion, Version } from './object-version.ts'

/** What an ACL of an object gives. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping */
const byObjectAcl: Readonly<Record<string, AclPermission>> = {
  's3:GetObject': 'READ',
  's3:GetObjectVersion': 'READ',
  's3:GetObjectAcl': 'READ_ACP',
  's3:GetObjectVersionAcl': 'READ_ACP',
  's3:PutObjectAcl': 'WRITE_ACP',
  's3:PutObjectVersionAcl': 'WRITE_ACP',
}

/** Who owns an object: the bucket's owner where ACLs are disabled, else who wrote it. */
export const objectOwner = (bucket: Bucket, version: Version): Owner => (bucket.aclsDisabled ? bucket.owner : version.owner)

export interface ObjectAccess extends BucketAccess {
  readonly key: string
  /** Absent when there is none: then the bucket decides what is said about it. */
  readonly version: Version | undefined
}

/**
 * The permission for an action on a stored object, on which its owner decides: when that is not the bucket's owner, the bucket policy can
 * deny but not allow.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-auth-workflow-object-operation.html
 */
export function objectPermission(access: ObjectAccess, call: Call, stores: Stores): Permission {
  const { bucket, version } = access
  if (version === undefined || version.deleteMarker) return writePermission(access, call, stores)
  const owner = objectOwner(bucket, version)
  return {
    ...writePermission({ ...access, context: { ...existingTags(access.action, version.tags), ...access.context } }, call, stores),
    ...(owner === bucket.owner || ofBucketOwner.test(access.action) ? {} : { objectOwner: owner === 'anonymous' ? nobody : owner }),
    policies: { ...bucketPolicies(bucket, stores), aclGrants: objectAclGrants(access.action, bucket, version, call, stores) },
  }
}

/** Tags are the bucket owner's, whoever wrote the object. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
const ofBucketOwner = /Object(?:Version)?Tagging$/

/** Keys of the tags that the object has. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html */
const existingTags = (action: string, tags: ReadonlyMap<string, string>): ContextKeys =>
  heedless.has(action) ? {} : Object.fromEntries([...tags].map(([key, value]) => [`s3:ExistingObjectTag/${key}`, value]))

/** Actions on a stored object that its tags do not reach. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const heedless = new Set([
  's3:BypassGovernanceRetention',
  's3:GetObjectLegalHold',
  's3:GetObjectRetention',
  's3:PutObjectLegalHold',
  's3:PutObjectRetention',
  's3:RestoreObject',
])

/** The owner of what an unsigned request wrote: an account that nobody is in. */
const nobody = ((): AccountId => {
  const id = parseAccountId('000000000000')
  if (!id.ok) throw new Error('internal error: the account of nobody')
  return id.value
})()

function objectAclGrants(action: string, bucket: Bucket, version: ObjectVersion, call: Call, stores: Stores): boolean {
  const permission = byObjectAcl[action]
  if (permission === undefined || bucket.aclsDisabled) return false
  return aclGrants(version.acl, ownerOf(call), permission, blockOf(bucket, call, stores).IgnorePublicAcls)
}
