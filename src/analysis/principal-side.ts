import type { AttachedPolicy, PolicySet } from '../engine/policy-set.ts'
import type { Request } from '../engine/request.ts'
import type { Statement } from '../policy/policy.ts'
import { type AccessSide, type Alternatives, type SideStatement, statementsIn } from './access-side.ts'
import { type EndpointPolicy, endpointCeiling, endpointOf } from './endpoint-ceiling.ts'
import { grantsOf } from './resource-grant.ts'
import { delegatedTo } from './single-policy.ts'

/** Policies of an organization, one list a level from its root down. */
export type Levels = readonly (readonly AttachedPolicy[])[]

/** Everything that is attached to one user or role, and to its account. */
export interface AttachedPolicies {
  readonly identity: readonly AttachedPolicy[]
  readonly permissionsBoundary?: AttachedPolicy
  readonly serviceControl?: Levels
  /** VPC endpoints through which its requests may come. */
  readonly endpoints?: readonly EndpointPolicy[]
}

/** The account of the caller, and what it is; a user unless it is a role session. */
export interface SideCaller {
  readonly account: string
  readonly kind: 'user' | 'role'
}

/** What has a say about the resource that is touched, besides the caller's policies. */
export interface ResourcePolicies {
  readonly policy?: AttachedPolicy
  readonly resourceControl?: Levels
  readonly crossAccount: boolean
  /** Trust and key policies: without them no identity policy counts. */
  readonly mustAllow: 'trust' | 'key' | undefined
  /** A public bucket policy is cut off from other accounts. */
  readonly cutOff: boolean
}

/**
 * What a user or role may do by the policies that are attached to it: some identity policy allows, the permissions boundary and each level of the
 * organization allow too, and nothing denies. With the policies of a resource: what it may do there.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function principalSide(attached: AttachedPolicies, caller: SideCaller, resource?: ResourcePolicies): AccessSide {
  const { identity, permissionsBoundary, serviceControl, endpoints = [] } = attached
  const layers = layersOf(attached, resource)
  const allows = (statements: readonly SideStatement[]): Alternatives => statements.filter(({ statement }) => statement.effect === 'Allow')
  const bound = permissionsBoundary === undefined ? [] : [allows(layers.bound)]
  const gates = endpoints.length === 0 ? [] : endpointCeiling(endpoints)
  const ceilings = [...layers.levels.map(allows), ...(gates.length === 0 ? [] : [allows(gates)])]
  const own = [allows(layers.own), ...bound]
  const granted = allows(layers.resource)
  const paths = resource === undefined ? [own] : waysTo(own, bound, granted, resource, caller, permissionsBoundary !== undefined)
  const set: PolicySet = {
    identity,
    ...(resource === undefined ? { resource: delegatedTo(caller.account) } : setOf(resource)),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    ...(serviceControl === undefined ? {} : { serviceControl }),
  }
  const all = [...layers.own, ...layers.bound, ...layers.levels.flat(), ...gates, ...layers.resource, ...layers.control]
  const policies = (request: Request): PolicySet => {
    const endpoint = endpointOf(endpoints, request)
    return endpoint === undefined ? set : { ...set, vpcEndpoint: endpoint.policy, vpcEndpointType: endpoint.type }
  }
  return { statements: withParts(all, paths), paths: paths.map((path) => [...path, ...ceilings]), policies }
}

interface Layers {
  readonly own: readonly SideStatement[]
  readonly bound: readonly SideStatement[]
  readonly levels: readonly (readonly SideStatement[])[]
  readonly resource: readonly SideStatement[]
  readonly control: readonly SideStatement[]
}

function layersOf(
  { identity, permissionsBoundary, serviceControl = [] }: AttachedPolicies,
  resource: ResourcePolicies | undefined,
): Layers {
  const { policy, resourceControl = [] } = resource ?? {}
  const hasBoundary = permissionsBoundary !== undefined
  const named = policy === undefined ? [] : statementsIn(policy.policy, 'resource', policy.name)
  return {
    own: identity.flatMap(({ name, policy: each }) => statementsIn(each, 'identity', name)),
    bound: hasBoundary ? statementsIn(permissionsBoundary.policy, 'permissionsBoundary', permissionsBoundary.name) : [],
    levels: serviceControl.map((level) => level.flatMap(({ name, policy: each }) => statementsIn(each, 'serviceControl', name))),
    resource: hasBoundary ? named.map(denyingBounded) : named,
    control: resourceControl.flat().flatMap(({ name, policy: each }) => statementsIn(each, 'resourceControl', name)),
  }
}

/** `NotPrincipal` with Deny denies each principal that has a permissions boundary, whatever it lists. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
function denyingBounded(each: SideStatement): SideStatement {
  const { principal, effect } = each.statement
  if (principal?.element !== 'NotPrincipal' || effect !== 'Deny' || principal.patterns.some(({ text }) => text === '*')) return each
  const everyone = { ...principal, element: 'Principal', patterns: [{ type: '*', text: '*', at: principal.at }] } as const
  const statement: Statement = { ...each.statement, principal: everyone }
  return { ...each, statement }
}

/** In one of these ways all alternatives have to be there. */
function waysTo(
  own: readonly Alternatives[],
  bound: readonly Alternatives[],
  granted: Alternatives,
  { crossAccount, mustAllow, cutOff }: ResourcePolicies,
  { kind }: SideCaller,
  hasBoundary: boolean,
): readonly (readonly Alternatives[])[] {
  if (crossAccount) return cutOff ? [] : [[granted, ...own]]
  const { direct, limited, delegated } = grantsOf(granted, kind)
  // A user whom the trust policy names still needs its permissions boundary to allow.
  const passes = !(mustAllow === 'trust' && kind === 'user' && hasBoundary)
  return [
    [...(mustAllow === undefined ? [] : [delegated]), ...own],
    [limited, ...bound],
    [direct, ...(passes ? [] : bound)],
  ].filter((path) => path.every(({ length }) => length > 0))
}

/** Statements that were taken apart stand beside the others. */
function withParts(all: readonly SideStatement[], paths: readonly (readonly Alternatives[])[]): readonly SideStatement[] {
  const known = new Set(all)
  return [...all, ...new Set(paths.flat(2).filter((each) => !known.has(each)))]
}

const setOf = ({ policy, resourceControl, cutOff }: ResourcePolicies): Partial<PolicySet> => ({
  ...(policy === undefined ? {} : { resource: policy }),
  ...(resourceControl === undefined ? {} : { resourceControl }),
  ...(cutOff ? { restrictPublicBuckets: true } : {}),
})

/** Nothing is attached, or there is no policy: nothing is allowed. */
export const nothingAttached: AccessSide = { statements: [], paths: [], policies: () => ({ identity: [] }) }
