import type { BindingLayers } from './binding-layers.ts'
import type { ExceptionName } from './exception-rules.ts'
import * as exceptions from './exceptions.ts'
import { findAllApplying, findApplying, type Layer } from './layer.ts'
import { farther, type Reach, reachOf } from './naming.ts'
import type { PolicySet } from './policy-set.ts'
import type { RequestFacts } from './request-facts.ts'

/** A layer without the Allow that the request needs. */
export type Gap = Pick<Layer, 'layer' | 'level'>

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
export function findGrant(facts: RequestFacts, policies: PolicySet, layers: BindingLayers, crossAccount: boolean): Grant {
  const grant = weighSides(facts, policies, layers, crossAccount)
  if (!exceptions.objectBelongsToAnotherAccount(facts)) return grant
  return { gaps: grant.gaps, needed: grant.needed, exceptions: ['objectBelongsToAnotherAccount', ...grant.exceptions] }
}

function weighSides(facts: RequestFacts, policies: PolicySet, layers: BindingLayers, crossAccount: boolean): Grant {
  const named = resourceSide(facts, policies, layers.resource)
  if (exceptions.callerHasNoAccount(facts)) return fromResource(named)
  const caller = callerSide(facts, policies, layers.caller)
  if (crossAccount) return fromBoth(named, caller)
  if (exceptions.trustPolicyMustAllow(facts)) return fromResourceFirst(named, caller, 'trustPolicyMustAllow')
  if (exceptions.keyPolicyMustAllow(facts)) return fromResourceFirst(named, caller, 'keyPolicyMustAllow')
  return fromEither(named, caller)
}

/** How far the resource's own grants reach to the caller, and the exceptions that made it so. */
interface ResourceSide {
  readonly reach: Reach | undefined
  readonly layers: readonly Layer[]
  readonly exceptions: readonly ExceptionName[]
}

function resourceSide(facts: RequestFacts, policies: PolicySet, layers: readonly Layer[]): ResourceSide {
  const taken: ExceptionName[] = []
  let reach = exceptions.objectBelongsToAnotherAccount(facts) ? undefined : reachOfPolicies(facts, layers)
  if (policies.keyGrant === true && exceptions.keyPolicyMustAllow(facts)) {
    reach = 'direct'
    taken.push('keyGrantAllows')
  }
  if (policies.aclGrants === true && facts.service === 's3') {
    reach = farther(reach, facts.principal.type === 'anonymous' ? 'direct' : 'delegated')
    taken.push('aclGrants')
  }
  if (reach === 'direct' && exceptions.trustPolicyDoesNotPassTheBoundary(facts)) {
    reach = 'limited'
    taken.push('trustPolicyDoesNotPassTheBoundary')
  }
  return { reach, layers, exceptions: taken }
}

function reachOfPolicies(facts: RequestFacts, layers: readonly Layer[]): Reach | undefined {
  let reach: Reach | undefined
  for (const layer of layers)
    for (const { principal } of findAllApplying(layer, 'Allow', facts)) reach = farther(reach, reachOf(principal.names, facts))
  return reach
}

/** Identity policies, permissions boundary and session policies together. */
interface CallerSide {
  readonly needed: readonly Layer[]
  readonly gaps: readonly Gap[]
  readonly exceptions: readonly ExceptionName[]
}

function callerSide(facts: RequestFacts, policies: PolicySet, needed: readonly Layer[]): CallerSide {
  if (exceptions.rootUserNeedsNoPolicy(facts)) return rootUser
  const gaps: readonly Gap[] = needed.filter((layer) => findApplying(layer, 'Allow', facts) === undefined)
  if (!exceptions.federatedUserNeedsSessionPolicy(facts, policies)) return { needed, gaps, exceptions: none }
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
  if (caller.gaps.length === 0) return caller
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
