import type { GrantOperation } from '@aws-sdk/client-kms'
import type { Principal } from '../../engine/request.ts'
import type { AccountId } from '../../policy/account-id.ts'

/**
 * Lets one principal use one key for some operations. It only allows, and counts beside key and identity policy.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export interface Grant {
  readonly id: string
  readonly token: string
  readonly name?: string
  readonly creationDate: Date
  readonly granteePrincipal: string
  readonly retiringPrincipal?: string
  readonly issuingAccount: AccountId
  readonly operations: readonly GrantOperation[]
  readonly constraints?: GrantConstraints
}

/** The encryption context of a request must be this one, or contain it. */
export interface GrantConstraints {
  readonly EncryptionContextSubset?: EncryptionContext | undefined
  readonly EncryptionContextEquals?: EncryptionContext | undefined
}

export type EncryptionContext = Readonly<Record<string, string>>

/** `kms:ReEncryptFrom` is the operation `ReEncryptFrom` of a grant. */
const operationOf = (action: string): string => action.slice('kms:'.length)

/** Whether the grant gives `action` to the caller with this encryption context. */
export const covers = (grant: Grant, principal: Principal, action: string, context: EncryptionContext): boolean =>
  grant.operations.some((operation) => operation === operationOf(action)) &&
  isPrincipal(grant.granteePrincipal, principal) &&
  meetsConstraints(grant, action, context)

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

/** Constraints bind cryptographic operations; DescribeKey and RetireGrant have no encryption context. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
function meetsConstraints(grant: Grant, action: string, context: EncryptionContext): boolean {
  if (action === 'kms:DescribeKey' || action === 'kms:RetireGrant') return true
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = grant.constraints ?? {}
  const contains = (wanted: EncryptionContext): boolean => Object.entries(wanted).every(([key, value]) => context[key] === value)
  if (equals !== undefined && !(contains(equals) && Object.keys(context).length === Object.keys(equals).length)) return false
  return subset === undefined || contains(subset)
}
