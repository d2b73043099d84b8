import type { AccountId } from '../../policy/account-id.ts'

/** Who owns a bucket or an object: an account, or nobody that S3 knows. */
export type Owner = AccountId | 'anonymous'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions */
export type AclPermission = 'FULL_CONTROL' | 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups */
export type AclGroup = 'AllUsers' | 'AuthenticatedUsers' | 'LogDelivery'

export type AclGrantee = { readonly type: 'account'; readonly owner: Owner } | { readonly type: 'group'; readonly group: AclGroup }

export interface AclGrant {
  readonly grantee: AclGrantee
  readonly permission: AclPermission
}

/** The grants of a bucket or object. Its owner is not repeated here: it is the owner of what the list belongs to. */
export type Acl = readonly AclGrant[]

/** What S3 gives where a request names no ACL. */
export const privateAcl = (owner: Owner): Acl => [{ grantee: { type: 'account', owner }, permission: 'FULL_CONTROL' }]

/** The same grants, in the same order. */
export const isSameAcl = (a: Acl, b: Acl): boolean => JSON.stringify(a) === JSON.stringify(b)

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status */
export const isPublicGrant = ({ grantee }: AclGrant): boolean => grantee.type === 'group' && grantee.group !== 'LogDelivery'

const covers = (granted: AclPermission, asked: AclPermission): boolean => granted === asked || granted === 'FULL_CONTROL'

const names = (grantee: AclGrantee, caller: Owner): boolean => {
  if (grantee.type === 'account') return grantee.owner === caller
  return grantee.group === 'AllUsers' || (grantee.group === 'AuthenticatedUsers' && caller !== 'anonymous')
}

/** Whether a grant gives `permission` to the caller; `ignorePublic` voids what the public gets. */
export const aclGrants = (acl: Acl, caller: Owner, permission: AclPermission, ignorePublic: boolean): boolean =>
  acl.some((grant) => covers(grant.permission, permission) && names(grant.grantee, caller) && !(ignorePublic && isPublicGrant(grant)))
