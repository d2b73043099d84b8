import type { LayerName } from '../engine/decision.ts'
import type { AttachedPolicy, PolicySet } from '../engine/policy-set.ts'
import { parsePolicyText } from '../policy/parse-policy.ts'
import type { Policy, PolicyType } from '../policy/policy.ts'
import { type AccessSide, namesPrincipals, statementsIn } from './access-side.ts'

const layers = {
  identity: 'identity',
  managed: 'identity',
  permissionsBoundary: 'permissionsBoundary',
  session: 'session',
  trust: 'resource',
  bucket: 'resource',
  key: 'resource',
  resource: 'resource',
  serviceControl: 'serviceControl',
  resourceControl: 'resourceControl',
  vpcEndpoint: 'vpcEndpoint',
} as const satisfies Record<PolicyType, LayerName>

/** The layer in which policies of a type have their say. */
export const layerOf = (type: PolicyType): LayerName => layers[type]

const exampleAccount = '111122223333'

/** One policy by itself: what it allows, with nothing else in the way. */
export function singlePolicy(policy: Policy, type: PolicyType, name: string): AccessSide {
  const layer = layerOf(type)
  const statements = statementsIn(policy, layer, name)
  const known = new Map<string, PolicySet>()
  const allows = statements.filter(({ statement }) => statement.effect === 'Allow')
  return {
    statements,
    paths: [layer === 'resourceControl' ? [] : [allows]],
    policies: ({ principal }) => {
      const account = 'account' in principal ? principal.account : exampleAccount
      const set = known.get(account) ?? around({ name, policy }, layer, account)
      known.set(account, set)
      return set
    },
  }
}

/** Surroundings in which nothing but the policy decides. */
function around(attached: AttachedPolicy, layer: LayerName, account: string): PolicySet {
  switch (layer) {
    case 'identity':
      return { identity: [attached], resource: delegatedTo(account) }
    case 'permissionsBoundary':
      return { identity: [everythingAllowed], permissionsBoundary: attached, resource: delegatedTo(account) }
    case 'session':
      return { identity: [everythingAllowed], session: [attached], resource: delegatedTo(account) }
    case 'serviceControl':
      return { identity: [everythingAllowed], serviceControl: [[attached]], resource: delegatedTo(account) }
    case 'resourceControl':
      return { identity: [everythingAllowed], resource: openToAll, resourceControl: [[attached]] }
    case 'vpcEndpoint':
      return { identity: [everythingAllowed], resource: openToAll, vpcEndpoint: attached }
    case 'resource':
      return { identity: [everythingAllowed], resource: attached }
  }
}

const builtIn = (name: string, statement: object, type: PolicyType): AttachedPolicy => ({ name, policy: madeUp(name, [statement], type) })

export const everythingAllowed: AttachedPolicy = builtIn('everything', { Effect: 'Allow', Action: '*', Resource: '*' }, 'identity')

export const openToAll: AttachedPolicy = builtIn('everybody', { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }, 'resource')

const delegations = new Map<string, AttachedPolicy>()

/** Roles and keys need a policy of their own; this one leaves the decision to the identity policies of the caller's account. */
export function delegatedTo(account: string): AttachedPolicy {
  const known = delegations.get(account)
  if (known !== undefined) return known
  const made = builtIn('account', { Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' }, 'resource')
  delegations.set(account, made)
  return made
}

/** Whether statements of such a policy say whom they mean. */
export const namesWho = (type: PolicyType): boolean => namesPrincipals(layerOf(type))

/** A policy that the analysis makes up, to compare with. */
export function madeUp(name: string, statements: readonly object[], type: PolicyType): Policy {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const policy = parsePolicyText(text, name, type)
  if (!policy.ok) throw new Error(`internal error: ${name} does not parse`)
  return policy.value
}
