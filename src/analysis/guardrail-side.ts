import type { AttachedPolicy } from '../engine/policy-set.ts'
import type { Policy, PolicyType } from '../policy/policy.ts'
import { type AccessSide, statementsIn } from './access-side.ts'
import { everythingAllowed, layerOf, openToAll } from './single-policy.ts'

/** Policies that only deny, beside one that allows everything: what is left is what they let through. */
export function guardrailSide(policies: readonly Policy[], type: PolicyType, name: string): AccessSide {
  const ofResource = layerOf(type) === 'resource' || layerOf(type) === 'vpcEndpoint' || layerOf(type) === 'resourceControl'
  const open = ofResource ? openToAll : everythingAllowed
  const layer = ofResource ? 'resource' : 'identity'
  const statements = policies.flatMap((policy) => statementsIn(policy, layer, name))
  const allows = statementsIn(open.policy, layer, open.name)
  const merged: AttachedPolicy = {
    name,
    policy: { ...open.policy, statements: [...policies.flatMap((policy) => policy.statements), ...open.policy.statements] },
  }
  return {
    statements: [...statements, ...allows],
    paths: [[allows]],
    policies: () => (ofResource ? { identity: [everythingAllowed], resource: merged } : { identity: [merged], resource: openToAll }),
  }
}
