import type { AttachedPolicy, PolicySet } from '../engine/policy-set.ts'
import { type AccessSide, type Alternatives, type SideStatement, statementsIn } from './access-side.ts'
import { delegatedTo } from './single-policy.ts'

/** Everything that is attached to one user or role. */
export interface AttachedPolicies {
  readonly identity: readonly AttachedPolicy[]
  readonly permissionsBoundary?: AttachedPolicy
}

/**
 * What a user or role may do by the policies that are attached to it: some identity policy allows, the permissions boundary allows too, and
 * neither denies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function principalSide({ identity, permissionsBoundary }: AttachedPolicies, account: string): AccessSide {
  const own = identity.flatMap(({ name, policy }) => statementsIn(policy, 'identity', name))
  const bound =
    permissionsBoundary === undefined ? [] : statementsIn(permissionsBoundary.policy, 'permissionsBoundary', permissionsBoundary.name)
  const set: PolicySet = {
    identity,
    resource: delegatedTo(account),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  }
  return {
    statements: [...own, ...bound],
    paths: [[allowsOf(own), ...(permissionsBoundary === undefined ? [] : [allowsOf(bound)])]],
    policies: () => set,
  }
}

const allowsOf = (statements: readonly SideStatement[]): Alternatives => statements.filter(({ statement }) => statement.effect === 'Allow')

/** Nothing is attached, or there is no policy: nothing is allowed. */
export const nothingAttached: AccessSide = { statements: [], paths: [], policies: () => ({ identity: [] }) }
