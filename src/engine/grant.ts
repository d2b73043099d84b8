import type { BindingLayers } from './binding-layers.ts'
import type { LayerName } from './decision.ts'
import type { ExceptionName } from './exception-rules.ts'
import * as exceptions from './exceptions.ts'
import { findReach, type Layer, withoutAllow } from './layer.ts'
import { farther, type Reach } from './naming.ts'
import type { RequestFacts } from './request-facts.ts'

/** A layer without the Allow that the request needs. */
export interface Gap {
  readonly layer: LayerName
  readonly level?: number | undefined
}

/** Where a permission comes from, or what is missing for it. */
export interface Grant {
  /** Layers whose missing Allow stops the request; none when it is granted. */
  readonly gaps: readonly Gap[]
  /** Layers whose Allow is needed. */
  readonly needed: readonly Layer[]
  /** Exceptions that took part. */
  readonly exceptions: readonly ExceptionName[]
}

/** Whether the resource's side and the caller's side together grant the request. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export function findGrant(facts: RequestFacts, layers: BindingLayers, crossAccount: boolean): Grant {
  const grant = weighSides(facts, layers, crossAccount)
  if (!exceptions.objectBelongsToAnotherAccount(facts)) return grant
  return { gaps: grant.gaps, needed: grant.needed, exceptions: ['objectBelongsToAnotherAccount', ...grant.exceptions] }
}

function weighSides(facts: RequestFacts, layers: BindingLayers, crossAccount: boolean): Grant {
  if (exceptions.callerHasNoAccount(facts)) return fromResource(resourceSide(facts, layers.resource))
  const caller = callerSide(facts, layers.caller)
  const first = crossAccount ? undefined : resourceComesFirst(facts)
  if (!crossAccount && first === undefined && caller.gaps.length === 0) return caller
  const named = resourceSide(facts, layers.resource)
  if (crossAccount) return fromBoth(named, caller)
  return first === undefined ? fromEither(named, caller) : fromResourceFirst(named, caller, first)
}

/** Why the policy of the resource must itself allow, in the same account too. */
function resourceComesFirst(facts: RequestFacts): ExceptionName | undefined {
  if (exceptions.trustPolicyMustAllow(facts)) return 'trustPolicyMustAllow'
  return exceptions.keyPolicyMustAllow(facts) ? 'keyPolicyMustAllow' : undefined
}

/** How far the resource's own grants reach to the caller, and the exceptions that made it so. */
interface ResourceSide {
  readonly reach: Reach | undefined
  readonly layers: readonly Layer[]
  readonly exceptions: readonly ExceptionName[]
}

function resourceSide(facts: RequestFacts, layers: readonly Layer[]): ResourceSide {
  const taken: ExceptionName[] = []
  let reach = exceptions.objectBelongsToAnotherAccount(facts) ? undefined : reachOfLayers(facts, layers)
  const { keyGrant } = facts.policies
  if (keyGrant !== undefined && exceptions.keyPolicyMustAllow(facts)) {
    reach = farther(reach, keyGrant)
    taken.push('keyGrantAllows')
  }
  if (facts.policies.aclGrants && facts.service === 's3') {
    reach = farther(reach, facts.principal.type === 'anonymous' ? 'direct' : 'delegated')
    taken.push('aclGrants')
  }
  if (reach === 'direct' && exceptions.trustPolicyDoesNotPassTheBoundary(facts)) {
    reach = 'limited'
    taken.push('trustPolicyDoesNotPassTheBoundary')
  }
  return { reach, layers, exceptions: taken }
}

function reachOfLayers(facts: RequestFacts, layers: readonly Layer[]): Reach | undefined {
  let reach: Reach | undefined
  for (const layer of layers) reach = farther(reach, findReach(layer, facts))
  return reach
}

/** Identity policies, permissions boundary and session policies together. */
interface CallerSide {
  readonly needed: readonly Layer[]
  readonly gaps: readonly Gap[]
  readonly exceptions: readonly ExceptionName[]
}

function callerSide(facts: RequestFacts, needed: readonly Layer[]): CallerSide {
  if (exceptions.rootUserNeedsNoPolicy(facts)) return rootUser
  const gaps: readonly Gap[] = withoutAllow(needed, facts)
  if (!exceptions.federatedUserNeedsSessionPolicy(facts)) return { needed, gaps, exceptions: none }
  return { needed, gaps: [...gaps, { layer: 'session' }], exceptions: ['federatedUserNeedsSessionPolicy'] }
}

const rootUser: CallerSide = { needed: [], gaps: [], exceptions: ['rootUserNeedsNoPolicy'] }

const none: readonly never[] = []

const resourceGap: readonly Gap[] = [{ layer: 'resource' }]

/** Services, web identities and anonymous callers have nothing but the resource policy. */
const fromResource = ({ reach, layers, exceptions: taken }: ResourceSide): Grant => ({
  gaps: reach === undefined ? resourceGap : none,
  needed: layers,
  exceptions: taken,
})

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
const fromBoth = (named: ResourceSide, caller: CallerSide): Grant => ({
  gaps: named.reach === undefined ? [...resourceGap, ...caller.gaps] : caller.gaps,
  needed: [...named.layers, ...caller.needed],
  exceptions: [...named.exceptions, ...caller.exceptions],
})

/** Within the account either side is enough; how the resource policy names the caller decides what still limits its grant. */
function fromEither(named: ResourceSide, caller: CallerSide): Grant {
  if (named.reach === 'direct' || named.reach === 'limited') return fromNaming(named, caller)
  return { gaps: caller.gaps, needed: caller.needed, exceptions: [...named.exceptions, ...caller.exceptions] }
}

/** Trust and key policies: without them no identity policy counts. */
function fromResourceFirst(named: ResourceSide, caller: CallerSide, exception: ExceptionName): Grant {
  if (named.reach === undefined) return { gaps: resourceGap, needed: named.layers, exceptions: [exception, ...named.exceptions] }
  return named.reach === 'delegated' ? fromBoth(named, caller) : fromNaming(named, caller)
}

/** The policy names the caller: a direct grant passes all limits, one to the role boundary and session policy still limit. */
function fromNaming({ reach, layers, exceptions: taken }: ResourceSide, caller: CallerSide): Grant {
  const limits = ({ layer }: Gap): boolean => layer !== 'identity'
  const limiting = caller.gaps.filter(limits)
  if (reach !== 'direct') return { gaps: limiting, needed: [...layers, ...caller.needed.filter(limits)], exceptions: taken }
  return { gaps: [], needed: layers, exceptions: limiting.length > 0 ? [...taken, 'directGrantIsNotLimited'] : taken }
}
