import type { GrantListEntry } from '@aws-sdk/client-kms'
import type { Grant } from './grant.ts'
import type { Key } from './key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html */
export const grantOutput = (grant: Grant, key: Key): GrantListEntry => ({
  KeyId: key.arn,
  GrantId: grant.id,
  Name: grant.name ?? '',
  CreationDate: grant.creationDate,
  GranteePrincipal: grant.granteePrincipal,
  RetiringPrincipal: grant.retiringPrincipal,
  IssuingAccount: `arn:aws:iam::${grant.issuingAccount}:root`,
  Operations: [...grant.operations],
  ...(grant.constraints === undefined ? {} : { Constraints: { ...grant.constraints } }),
})
