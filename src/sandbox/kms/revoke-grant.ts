import type { RevokeGrantRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseDryRun } from './cryptographic-use.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html */
export const revokeGrant: Operation<RevokeGrantRequest, object> = onKey({
  action: 'kms:RevokeGrant',
  use: () => ({ context: { 'kms:GrantIsForAWSResource': 'false' } }),
  run: ({ key }, input: Parsed<RevokeGrantRequest>) => {
    if (!key.grants.has(input.GrantId)) return err(noSuchGrant(input.GrantId))
    const refused = refuseDryRun(input)
    if (refused !== undefined) return err(refused)
    key.grants.delete(input.GrantId)
    return ok({})
  },
})

/** The sentence is inferred. */
export const noSuchGrant = (grantId: string): AwsError => ({
  code: 'NotFoundException',
  message: `Grant ${grantId} does not exist`,
  status: 400,
})
