import type { Bucket } from '../fixture/fixture.ts'

/** Canned ACLs that let in others than the owners. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const publicAcls = ['public-read', 'public-read-write', 'authenticated-read']

/**
 * What in the settings of a bucket refuses uploads with an ACL, if anything: public ones are blocked, as in every new bucket, or ACLs are off.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html
 */
export function refusalOfAcl(bucket: Bucket | undefined, acl: string | undefined): 'publicAclsAreBlocked' | 'aclsAreOff' | undefined {
  if (bucket === undefined || acl === undefined || !publicAcls.includes(acl)) return undefined
  if (bucket.publicAccessBlock?.blockPublicAcls ?? true) return 'publicAclsAreBlocked'
  return bucket.ownership === 'BucketOwnerEnforced' ? 'aclsAreOff' : undefined
}
