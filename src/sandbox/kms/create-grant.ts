import type { CreateGrantRequest, CreateGrantResponse, GrantOperation } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import { constrainedContext, isAsStrict } from '../../engine/grant-constraints.ts'
import { covers } from '../../engine/key-grant.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { refuseDryRun, refuseGrantTokens } from './cryptographic-use.ts'
import type { Grant } from './grant.ts'
import type { Key } from './key.ts'
import { keyPermission } from './key-permission.ts'
import { refuseKeyState } from './key-state.ts'
import type { NamedKey } from './named-key.ts'
import { findKey, scopeOf } from './on-key.ts'

type Input = Parsed<CreateGrantRequest>

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html */
export const createGrant: Operation<CreateGrantRequest, CreateGrantResponse> = {
  requires: (input, call, stores) => {
    const named = find(input, call, stores)
    if (!named.ok) return named
    const permission = keyPermission(
      'kms:CreateGrant',
      named.value,
      { encryptionContext: constrainedContext(input.Constraints), context: contextOf(input) },
      call,
      stores,
    )
    return ok([{ ...permission, policies: { ...permission.policies, keyGrant: isWithinGrant(input, named.value.key, call) } }])
  },
  run: (input, call, stores) => {
    const named = find(input, call, stores)
    if (!named.ok) return named
    const { key } = named.value
    const refused =
      refuseKeyState(key) ??
      refusePrincipals(input, stores) ??
      refuseConstraints(input) ??
      refuseGrantTokens(input, stores.kms) ??
      refuseDryRun(input)
    if (refused !== undefined) return err(refused)
    const grant = sameNamed(input, key) ?? makeGrant(input, call)
    key.grants.set(grant.id, grant)
    return ok({ GrantId: grant.id, GrantToken: grant.token })
  },
}

function find(input: Input, call: Call, stores: Stores): Result<NamedKey, AwsError> {
  if (
    input.GranteeServicePrincipal === undefined &&
    input.RetiringServicePrincipal === undefined &&
    input.Constraints?.SourceArn === undefined
  ) {
    return findKey(input.KeyId, { action: 'kms:CreateGrant' }, call, stores)
  }
  return err({ code: 'UnsupportedOperationException', message: 'Grants to services are not implemented by the Sallyport sandbox' })
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-constraint-type */
const contextOf = (input: Input): ContextKeys => ({
  'kms:GrantConstraintType': Object.keys(input.Constraints ?? {}),
  'kms:GrantIsForAWSResource': 'false',
  'kms:GrantOperations': input.Operations,
  'kms:GranteePrincipal': input.GranteePrincipal,
  'kms:RetiringPrincipal': input.RetiringPrincipal,
})

/** Who may create grants by a grant can pass on no more than it gives, under constraints that are as strict. @see https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html#grant-creategrant */
const isWithinGrant = (input: Input, key: Key, { caller }: Call): boolean =>
  [...key.grants.values()].some(
    (grant) =>
      covers(grant, caller.principal, 'kms:CreateGrant', {}) &&
      input.Operations.every((operation) => grant.operations.includes(operation)) &&
      isAsStrict(input.Constraints ?? {}, grant.constraints ?? {}),
  )

/** Users and roles of accounts that are known must be there. */
function refusePrincipals({ GranteePrincipal, RetiringPrincipal }: Input, { iam }: Stores): AwsError | undefined {
  for (const arn of [GranteePrincipal, RetiringPrincipal]) {
    if (arn === undefined) continue
    const [, , service, , account = '', resource = ''] = arn.split(':')
    const isKnown = service !== 'iam' || resource === 'root' || !iam.knowsAccount(account) || iam.principalId(arn) !== undefined
    if (!arn.startsWith('arn:') || !isKnown)
      return { code: 'InvalidArnException', message: `ARN does not refer to a valid principal: ${arn}`, status: 400 }
  }
  return GranteePrincipal === undefined ? { code: 'ValidationException', message: 'GranteePrincipal is required.', status: 400 } : undefined
}

/** Operations that have no encryption context cannot be constrained by one. The sentence is inferred. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
function refuseConstraints({ Constraints: constraints, Operations: operations }: Input): AwsError | undefined {
  const withoutContext: readonly GrantOperation[] = ['Sign', 'Verify', 'GetPublicKey', 'GenerateMac', 'VerifyMac', 'DeriveSharedSecret']
  const wrong = constraints === undefined ? undefined : operations.find((operation) => withoutContext.includes(operation))
  return wrong === undefined
    ? undefined
    : { code: 'ValidationException', message: `Operation ${wrong} cannot have grant constraints.`, status: 400 }
}

/** A named grant that is asked for once more is the same grant. */
const sameNamed = (input: Input, key: Key): Grant | undefined =>
  input.Name === undefined
    ? undefined
    : [...key.grants.values()].find(
        (grant) =>
          grant.name === input.Name &&
          grant.granteePrincipal === input.GranteePrincipal &&
          grant.retiringPrincipal === input.RetiringPrincipal &&
          JSON.stringify([...grant.operations].sort()) === JSON.stringify([...input.Operations].sort()) &&
          JSON.stringify(grant.constraints ?? {}) === JSON.stringify(input.Constraints ?? {}),
      )

function makeGrant(input: Input, call: Call): Grant {
  const { EncryptionContextSubset, EncryptionContextEquals } = input.Constraints ?? {}
  return {
    id: Buffer.from(call.random.bytes(32)).toString('hex'),
    token: Buffer.from(call.random.bytes(128)).toString('base64'),
    ...(input.Name === undefined ? {} : { name: input.Name }),
    creationDate: call.now,
    granteePrincipal: input.GranteePrincipal ?? '',
    ...(input.RetiringPrincipal === undefined ? {} : { retiringPrincipal: input.RetiringPrincipal }),
    issuingAccount: scopeOf(call).account,
    operations: input.Operations,
    ...(input.Constraints === undefined
      ? {}
      : {
          constraints: {
            ...(EncryptionContextSubset === undefined ? {} : { EncryptionContextSubset }),
            ...(EncryptionContextEquals === undefined ? {} : { EncryptionContextEquals }),
          },
        }),
  }
}
