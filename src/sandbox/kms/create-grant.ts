import type { CreateGrantRequest, CreateGrantResponse, GrantOperation } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import { constrainedContext, isAsStrict } from '../../engine/grant-constraints.ts'
import { covers } from '../../engine/key-grant.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { refuseDryRun, refuseGrantTokens } from './cryptographic-use.ts'
import type { Grant } from './grant.ts'
import { grantsOf, principalIdOf, refusePrincipal } from './grant-principal.ts'
import { grantedBy, keyPermission } from './key-permission.ts'
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
    const { keyGrant: _alone, ...policies } = permission.policies ?? {}
    return ok([
      { ...permission, policies: { ...policies, ...grantedBy(wideGrants(input, grantsOf(named.value.key, stores.iam), call), call) } },
    ])
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
    const grant = sameNamed(input, grantsOf(key, stores.iam)) ?? makeGrant(input, call, stores)
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
const wideGrants = (input: Input, grants: readonly Grant[], { caller }: Call): readonly Grant[] =>
  grants.filter(
    (grant) =>
      covers(grant, caller.principal, 'kms:CreateGrant', {}) &&
      input.Operations.every((operation) => grant.operations.includes(operation)) &&
      isAsStrict(input.Constraints ?? {}, grant.constraints ?? {}),
  )

function refusePrincipals({ GranteePrincipal, RetiringPrincipal }: Input, { iam }: Stores): AwsError | undefined {
  for (const arn of [GranteePrincipal, RetiringPrincipal]) {
    const refused = arn === undefined ? undefined : refusePrincipal(arn, iam)
    if (refused !== undefined) return refused
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
const sameNamed = (input: Input, grants: readonly Grant[]): Grant | undefined =>
  input.Name === undefined
    ? undefined
    : grants.find(
        (grant) =>
          grant.name === input.Name &&
          grant.granteePrincipal === input.GranteePrincipal &&
          grant.retiringPrincipal === input.RetiringPrincipal &&
          JSON.stringify([...grant.operations].sort()) === JSON.stringify([...input.Operations].sort()) &&
          JSON.stringify(grant.constraints ?? {}) === JSON.stringify(input.Constraints ?? {}),
      )

function makeGrant(input: Input, call: Call, { iam }: Stores): Grant {
  const { EncryptionContextSubset, EncryptionContextEquals } = input.Constraints ?? {}
  const [granteeId, retiringId] = [input.GranteePrincipal, input.RetiringPrincipal].map((arn) =>
    arn === undefined ? undefined : principalIdOf(arn, iam),
  )
  return {
    id: Buffer.from(call.random.bytes(32)).toString('hex'),
    token: Buffer.from(call.random.bytes(128)).toString('base64'),
    ...(input.Name === undefined ? {} : { name: input.Name }),
    creationDate: call.now,
    granteePrincipal: input.GranteePrincipal ?? '',
    ...(granteeId === undefined ? {} : { granteeId }),
    ...(input.RetiringPrincipal === undefined ? {} : { retiringPrincipal: input.RetiringPrincipal }),
    ...(retiringId === undefined ? {} : { retiringId }),
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
