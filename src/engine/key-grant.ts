import { type EncryptionContext, type GrantConstraints, meetsConstraints } from './grant-constraints.ts'
import type { Principal } from './request.ts'

/**
 * Lets one principal use one KMS key for some operations. It only allows, and counts beside key and identity policy.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export interface KeyGrant {
  /** ARN. */
  readonly granteePrincipal: string
  /** As `Decrypt`. */
  readonly operations: readonly string[]
  readonly constraints?: GrantConstraints
}

/**
 * How far a grant reaches. One to a role is limited by permissions boundary and session policy, one to a session, a user or a federated user is not,
 * as where a policy names them: recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms/grants.json).
 */
export type KeyGrantReach = 'direct' | 'limited'

/** `kms:ReEncryptFrom` is the operation `ReEncryptFrom` of a grant. */
const operationOf = (action: string): string => action.slice('kms:'.length)

/** Whether the grant gives `action` to the caller with this encryption context. */
export const covers = (grant: KeyGrant, principal: Principal, action: string, context: EncryptionContext): boolean =>
  grant.operations.includes(operationOf(action)) &&
  isPrincipal(grant.granteePrincipal, principal) &&
  (unbound.has(action) || meetsConstraints(grant.constraints ?? {}, context))

/** How far the caller gets by some grants; undefined where there are none. */
export function reachOfGrants(grants: readonly KeyGrant[], principal: Principal): KeyGrantReach | undefined {
  if (grants.length === 0) return undefined
  return principal.type === 'assumedRole' && grants.every(({ granteePrincipal }) => granteePrincipal === principal.roleArn)
    ? 'limited'
    : 'direct'
}

/**
 * Whether an ARN of a grant names the caller: a user, a role by its ARN or one of its sessions, or an account, which stands for its root user.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html#KMS-CreateGrant-request-GranteePrincipal
 */
export function isPrincipal(arn: string, principal: Principal): boolean {
  switch (principal.type) {
    case 'root':
    case 'user':
      return arn === principal.arn
    case 'assumedRole':
      return arn === principal.arn || arn === principal.roleArn
    case 'federatedUser':
      return arn === principal.arn || arn === principal.userArn
    case 'service':
      return arn === principal.service
    case 'federated':
    case 'anonymous':
      return false
  }
}

/** DescribeKey and RetireGrant have no encryption context, and of a new grant its constraints are compared. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
const unbound = new Set(['kms:CreateGrant', 'kms:DescribeKey', 'kms:RetireGrant'])
