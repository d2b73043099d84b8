import type { RetireGrantRequest } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import { constrainedContext } from '../../engine/grant-constraints.ts'
import { isPrincipal } from '../../engine/key-grant.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { refuseDryRun } from './cryptographic-use.ts'
import type { Grant } from './grant.ts'
import { grantsOf } from './grant-principal.ts'
import type { Key } from './key.ts'
import { type KeyUse, keyPermission } from './key-permission.ts'
import { findKey } from './on-key.ts'
import { noSuchGrant } from './revoke-grant.ts'

type Input = Parsed<RetireGrantRequest>

/** The grant itself says who may retire it. @see https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html */
export const retireGrant: Operation<RetireGrantRequest, object> = {
  requires: (input, call, stores) => {
    const found = find(input, call, stores)
    if (!found.ok) return found
    const { key, grant } = found.value
    const permission = keyPermission('kms:RetireGrant', { key }, useOf(grant), call, stores)
    const { keyGrant: _alone, ...policies } = permission.policies ?? {}
    return ok([{ ...permission, policies: { ...policies, ...(mayRetire(grant, call) ? { keyGrant: 'direct' } : {}) } }])
  },
  run: (input, call, stores) => {
    const found = find(input, call, stores)
    if (!found.ok) return found
    const refused = refuseDryRun(input)
    if (refused !== undefined) return err(refused)
    found.value.key.grants.delete(found.value.grant.id)
    return ok({})
  },
}

const useOf = ({ constraints }: Grant): KeyUse => ({
  encryptionContext: constrainedContext(constraints),
  context: { 'kms:GrantConstraintType': Object.keys(constraints ?? {}) },
})

/** The retiring principal, a grantee whose grant includes it, and the root user of the account that issued the grant. */
function mayRetire(grant: Grant, { caller: { principal } }: Call): boolean {
  if (principal.type === 'root' && principal.account === grant.issuingAccount) return true
  if (grant.retiringPrincipal !== undefined && isPrincipal(grant.retiringPrincipal, principal)) return true
  return grant.operations.includes('RetireGrant') && isPrincipal(grant.granteePrincipal, principal)
}

interface Found {
  readonly key: Key
  readonly grant: Grant
}

/** By token, or by key and grant id. */
function find({ GrantToken: token, KeyId: keyId, GrantId: grantId }: Input, call: Call, stores: Stores): Result<Found, AwsError> {
  if (token !== undefined) return findByToken(token, stores)
  if (keyId === undefined || grantId === undefined) {
    return err({
      code: 'ValidationException',
      message: 'Either a grant token, or a key ID and a grant ID, must be specified.',
      status: 400,
    })
  }
  const named = findKey(keyId, { action: 'kms:RetireGrant' }, call, stores)
  if (!named.ok) return named
  const grant = grantsOf(named.value.key, stores.iam).find(({ id }) => id === grantId)
  return grant === undefined ? err(noSuchGrant(grantId)) : ok({ key: named.value.key, grant })
}

function findByToken(token: string, { kms, iam }: Stores): Result<Found, AwsError> {
  for (const key of kms.keys.values()) {
    for (const grant of grantsOf(key, iam)) if (grant.token === token) return ok({ key, grant })
  }
  return err({ code: 'InvalidGrantTokenException', message: '', status: 400 })
}
