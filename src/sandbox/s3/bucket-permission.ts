import type { PolicySet } from '../../engine/policy-set.ts'
import type { Call, ContextKeys, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type AclPermission, aclGrants, type Owner } from './acl.ts'
import type { Bucket } from './bucket.ts'
import { type PublicAccessBlock, strictest } from './public-access-block.ts'
import { throughAccessPoint } from './through-access-point.ts'

/** What an ACL of a bucket gives. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping */
const byBucketAcl: Readonly<Record<string, AclPermission>> = {
  's3:ListBucket': 'READ',
  's3:ListBucketVersions': 'READ',
  's3:ListBucketMultipartUploads': 'READ',
  's3:PutObject': 'WRITE',
  // Who may write an object may say in its headers whom it is for, and tag it (inferred).
  's3:PutObjectAcl': 'WRITE',
  's3:PutObjectTagging': 'WRITE',
  // Only of objects that are not there: what is has an ACL of its own. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  's3:GetObject': 'READ',
  's3:GetObjectVersion': 'READ',
  's3:GetBucketAcl': 'READ_ACP',
  's3:PutBucketAcl': 'WRITE_ACP',
}

export const ownerOf = (call: Call): Owner => call.caller.account ?? 'anonymous'

export interface BucketAccess {
  readonly action: string
  readonly bucket: Bucket
  /** Keys that the operation supplies beside those of every request. */
  readonly context?: ContextKeys
}

/** The permission for an action on the bucket itself. */
export const bucketPermission = (access: BucketAccess, call: Call, stores: Stores): Permission =>
  throughAccessPoint(onBucketItself(access, call, stores), undefined, access.bucket, call, stores)

const onBucketItself = ({ action, bucket, context }: BucketAccess, call: Call, stores: Stores): Permission => ({
  action,
  resource: bucket.arn,
  resourceAccount: bucket.owner,
  ...(bucket.abac && bucket.tags !== undefined ? { resourceTags: bucket.tags } : {}),
  context: { ...bucketTags(bucket), ...context },
  policies: { ...bucketPolicies(bucket, stores), aclGrants: bucketAclGrants(action, bucket, call, stores) },
})

/** Where the owner has turned attribute-based access control on. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging.html */
const bucketTags = ({ abac, tags }: Bucket): ContextKeys =>
  abac ? Object.fromEntries([...(tags ?? [])].map(([key, value]) => [`s3:BucketTag/${key}`, value])) : {}

export const objectArn = (bucket: Bucket, key: string): string => `${bucket.arn}/${key}`

/**
 * The permission for an action on an object in which the bucket alone has a say: it creates or deletes the object.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-auth-workflow-object-operation.html
 */
export const writePermission = (access: BucketAccess & { readonly key: string }, call: Call, stores: Stores): Permission =>
  throughAccessPoint(
    { ...onBucketItself(access, call, stores), resource: objectArn(access.bucket, access.key) },
    access.key,
    access.bucket,
    call,
    stores,
  )

/** Whoever compares with what is there learns something of it. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export const comparePermissions = (
  bucket: Bucket,
  { Key: key, IfMatch }: { readonly Key: string; readonly IfMatch?: string | undefined },
  call: Call,
  stores: Stores,
): readonly Permission[] => (IfMatch === undefined ? [] : [writePermission({ action: 's3:GetObject', bucket, key }, call, stores)])

/** Bucket policy and Block Public Access, as the engine wants them. */
export function bucketPolicies(bucket: Bucket, stores: Stores): Pick<PolicySet, 'resource' | 'restrictPublicBuckets'> {
  const { policy, publicAccessBlock } = stores.s3.deciding(bucket)
  if (policy === undefined) return {}
  return {
    resource: { name: bucket.name, policy: policy.current(stores.iam).policy },
    restrictPublicBuckets: publicAccessBlock.RestrictPublicBuckets,
  }
}

function bucketAclGrants(action: string, bucket: Bucket, call: Call, stores: Stores): boolean {
  const permission = byBucketAcl[action]
  if (permission === undefined || bucket.aclsDisabled) return false
  return aclGrants(bucket.acl, ownerOf(call), permission, blockOf(bucket, call, stores).IgnorePublicAcls)
}

/** What bucket, account and the access point of the request block together. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html */
export const blockOf = (bucket: Bucket, { accessPoint }: Call, { s3 }: Stores): PublicAccessBlock =>
  strictest(accessPoint?.point.publicAccessBlock, s3.publicAccessBlock(bucket))
