import type { GrantOperation } from '@aws-sdk/client-kms'
import type { KeyGrant } from '../../engine/key-grant.ts'
import type { AccountId } from '../../policy/account-id.ts'

/** A grant as KMS keeps it. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html */
export interface Grant extends KeyGrant {
  readonly id: string
  readonly token: string
  readonly name?: string
  readonly creationDate: Date
  /** Unique ids of the principals, where they are known: what the grant is bound to. */
  readonly granteeId?: string
  readonly retiringPrincipal?: string
  readonly retiringId?: string
  readonly issuingAccount: AccountId
  readonly operations: readonly GrantOperation[]
}
