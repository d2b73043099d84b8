import type { Effect } from '../policy/policy.ts'
import type { Outcome } from './decision.ts'
import * as exceptions from './exceptions.ts'
import { farther, type Reach, reachOf } from './grant.ts'
import { isPublicPolicy } from './is-public.ts'
import { type Applied, type BindingLayers, bindingLayers, findApplying, type Layer } from './layer.ts'
import type { PolicySet } from './policy-set.ts'
import { isCrossAccount, type RequestFacts } from './request-facts.ts'

/** What settles a request, before anything is put into a tree. */
export interface Verdict extends BindingLayers {
  readonly outcome: Outcome
  readonly crossAccount: boolean
  /** Explicit denies, in the order in which AWS reports them; unless the verdict is thorough, only the first. */
  readonly denials: readonly Applied[]
  /** Layers whose missing Allow stops the request. */
  readonly gaps: readonly Pick<Layer, 'layer' | 'level'>[]
  /** Layers whose Allow was needed. */
  readonly needed: readonly Layer[]
  /** An exception that settles the request by itself. */
  readonly settledBy?: { readonly exception: string; readonly effect: Effect }
}

interface Question {
  readonly facts: RequestFacts
  readonly policies: PolicySet
  readonly binding: BindingLayers
  readonly crossAccount: boolean
  /** Look for all that apply, not only for enough to decide. */
  readonly thorough: boolean
}

/**
 * Decides, in the order in which AWS documents it: explicit deny, then the ceilings of the organization and the endpoint, then the grant.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function reachVerdict(facts: RequestFacts, policies: PolicySet, thorough: boolean): Verdict {
  const binding = bindingLayers(policies, facts)
  const crossAccount = exceptions.objectBelongsToAnotherAccount(facts)
    ? facts.account !== undefined && facts.account !== facts.request.objectOwner
    : isCrossAccount(facts)
  const question: Question = { facts, policies, binding, crossAccount, thorough }
  return settleByException(question) ?? settleByDenial(question) ?? settleByGrant(question)
}

function settleByException(question: Question): Verdict | undefined {
  const { facts } = question
  if (exceptions.getCallerIdentityIsAlwaysAllowed(facts)) return settle(question, 'allowed', 'getCallerIdentityIsAlwaysAllowed')
  return undefined
}

function settleByDenial(question: Question): Verdict | undefined {
  const { facts, policies, binding, thorough } = question
  const denials: Applied[] = []
  for (const layer of binding.layers) {
    if (layer.layer === 'resource' && exceptions.rootUserKeepsTheBucketPolicy(facts)) continue
    denials.push(...findApplying(layer, 'Deny', facts, () => !thorough))
    if (denials.length > 0 && !thorough) break
  }
  if (denials.length > 0) return { ...verdictOf(question, 'explicitDeny'), denials }
  if (publicPolicyIsCutOff(facts, policies)) return settle(question, 'explicitDeny', 'publicPolicyIsCutOff')
  for (const [exception, applies] of refusals) if (applies(facts)) return settle(question, 'implicitDeny', exception)
  return undefined
}

/** Requests that fail whatever the policies allow. */
const refusals: readonly (readonly [string, (facts: RequestFacts) => boolean])[] = [
  ['accessNeverCrossesPartitions', exceptions.accessNeverCrossesPartitions],
  ['rootUserCannotAssumeRoles', exceptions.rootUserCannotAssumeRoles],
  ['keyOperationIsNotCrossAccount', exceptions.keyOperationIsNotCrossAccount],
]

/**
 * With RestrictPublicBuckets a bucket whose policy is public is open to its own account and to AWS services only; AWS reports an explicit deny
 * in a resource-based policy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function publicPolicyIsCutOff(facts: RequestFacts, { restrictPublicBuckets, resource }: PolicySet): boolean {
  if (restrictPublicBuckets !== true || resource === undefined || facts.service !== 's3') return false
  if (facts.principal.type === 'service' || facts.account === facts.resourceAccount) return false
  return isPublicPolicy(resource.policy)
}

function settleByGrant(question: Question): Verdict {
  const { facts, binding } = question
  const guardrails = binding.layers.filter(isGuardrail)
  if (exceptions.getSessionTokenNeedsNoPermission(facts)) return settle(question, 'allowed', 'getSessionTokenNeedsNoPermission')
  const stopping = guardrails.filter((layer) => !allows(layer, facts))
  const grant = findGrant(question)
  const foreign = exceptions.objectBelongsToAnotherAccount(facts) ? ['objectBelongsToAnotherAccount'] : []
  const gaps = [...stopping, ...grant.gaps]
  return {
    ...verdictOf(question, gaps.length === 0 ? 'allowed' : 'implicitDeny'),
    exceptions: [...binding.exceptions, ...foreign, ...grant.exceptions],
    gaps,
    needed: [...guardrails, ...grant.needed],
  }
}

/** Layers that limit and never grant, for the whole account or endpoint. RCPs are not here: one that does not deny allows. */
const isGuardrail = ({ layer }: Layer): boolean => layer === 'serviceControl' || layer === 'vpcEndpoint'

const allows = (layer: Layer, facts: RequestFacts): boolean => findApplying(layer, 'Allow', facts, () => true).length > 0

type Grant = Pick<Verdict, 'gaps' | 'needed' | 'exceptions'>

/** Where the permission comes from, or what is missing for it. */
function findGrant(question: Question): Grant {
  const { facts, crossAccount } = question
  const named = findReach(question)
  if (exceptions.callerHasNoAccount(facts)) return fromResource(question, named)
  const caller = callerSide(question)
  if (crossAccount) return bothSides(question, named, caller)
  if (exceptions.trustPolicyMustAllow(facts)) return resourceMustAllow(question, named, caller, 'trustPolicyMustAllow')
  if (exceptions.keyPolicyMustAllow(facts)) return resourceMustAllow(question, named, caller, 'keyPolicyMustAllow')
  return eitherSide(question, named, caller)
}

/** How far the resource's own grants reach to the caller, and the exceptions that made it so. */
interface Named {
  readonly reach: Reach | undefined
  readonly exceptions: readonly string[]
}

function findReach({ facts, policies, binding }: Question): Named {
  const { principal, request } = facts
  let reach: Reach | undefined
  const taken: string[] = []
  if (!exceptions.objectBelongsToAnotherAccount(facts)) {
    for (const layer of binding.layers.filter(({ layer }) => layer === 'resource'))
      for (const applied of findApplying(layer, 'Allow', facts, ({ principal: { names } }) => reachOf(names, facts) === 'direct'))
        reach = farther(reach, reachOf(applied.principal.names, facts))
  }
  if (policies.keyGrant === true && exceptions.keyPolicyMustAllow(facts)) {
    reach = 'direct'
    taken.push('keyGrantAllows')
  }
  if (policies.aclGrants === true && request.action.startsWith('s3:')) {
    reach = farther(reach, principal.type === 'anonymous' ? 'direct' : 'delegated')
    taken.push('aclGrants')
  }
  if (reach === 'direct' && exceptions.trustPolicyDoesNotPassTheBoundary(facts)) {
    reach = 'limited'
    taken.push('trustPolicyDoesNotPassTheBoundary')
  }
  return { reach, exceptions: taken }
}

interface CallerSide {
  readonly needed: readonly Layer[]
  readonly gaps: readonly Pick<Layer, 'layer' | 'level'>[]
  readonly exceptions: readonly string[]
}

/** Identity policies, permissions boundary and session policies together. */
function callerSide({ facts, policies, binding }: Question): CallerSide {
  if (exceptions.rootUserNeedsNoPolicy(facts)) return { needed: [], gaps: [], exceptions: ['rootUserNeedsNoPolicy'] }
  const needed = binding.layers.filter(isCallerLayer)
  const gaps: Pick<Layer, 'layer' | 'level'>[] = needed.filter((layer) => !allows(layer, facts))
  if (!exceptions.federatedUserNeedsSessionPolicy(facts, policies)) return { needed, gaps, exceptions: [] }
  return { needed, gaps: [...gaps, { layer: 'session' }], exceptions: ['federatedUserNeedsSessionPolicy'] }
}

const isCallerLayer = ({ layer }: Layer): boolean => layer === 'identity' || layer === 'permissionsBoundary' || layer === 'session'

const resourceLayers = ({ binding }: Question): readonly Layer[] => binding.layers.filter(({ layer }) => layer === 'resource')

const resourceGap = [{ layer: 'resource' }] as const

/** Services, web identities and anonymous callers have nothing but the resource policy. */
function fromResource(question: Question, { reach, exceptions: taken }: Named): Grant {
  return { gaps: reach === undefined ? resourceGap : [], needed: resourceLayers(question), exceptions: taken }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
function bothSides(question: Question, { reach, exceptions: taken }: Named, caller: CallerSide): Grant {
  return {
    gaps: [...(reach === undefined ? resourceGap : []), ...caller.gaps],
    needed: [...resourceLayers(question), ...caller.needed],
    exceptions: [...taken, ...caller.exceptions],
  }
}

/** Within the account either side is enough; how the resource policy names the caller decides what still limits its grant. */
function eitherSide(question: Question, named: Named, caller: CallerSide): Grant {
  if (caller.gaps.length === 0) return { gaps: [], needed: caller.needed, exceptions: caller.exceptions }
  if (named.reach === 'direct' || named.reach === 'limited') return fromNaming(question, named, caller)
  return { gaps: caller.gaps, needed: caller.needed, exceptions: [...named.exceptions, ...caller.exceptions] }
}

/** Trust and key policies: without them no identity policy counts. */
function resourceMustAllow(question: Question, named: Named, caller: CallerSide, exception: string): Grant {
  if (named.reach === undefined)
    return { gaps: resourceGap, needed: resourceLayers(question), exceptions: [exception, ...named.exceptions] }
  if (named.reach !== 'delegated') return fromNaming(question, named, caller)
  return {
    gaps: caller.gaps,
    needed: [...resourceLayers(question), ...caller.needed],
    exceptions: [...named.exceptions, ...caller.exceptions],
  }
}

function fromNaming(question: Question, { reach, exceptions: taken }: Named, caller: CallerSide): Grant {
  const resource = resourceLayers(question)
  if (reach === 'direct') {
    const passed = caller.gaps.some(({ layer }) => layer !== 'identity') ? ['directGrantIsNotLimited'] : []
    return { gaps: [], needed: resource, exceptions: [...taken, ...passed] }
  }
  const limits = ({ layer }: Pick<Layer, 'layer'>): boolean => layer !== 'identity'
  return { gaps: caller.gaps.filter(limits), needed: [...resource, ...caller.needed.filter(limits)], exceptions: taken }
}

function settle(question: Question, outcome: Outcome, exception: string): Verdict {
  const verdict = verdictOf(question, outcome)
  return {
    ...verdict,
    exceptions: [...verdict.exceptions, exception],
    settledBy: { exception, effect: outcome === 'allowed' ? 'Allow' : 'Deny' },
  }
}

const verdictOf = ({ binding, crossAccount }: Question, outcome: Outcome): Verdict => ({
  ...binding,
  outcome,
  crossAccount,
  denials: [],
  gaps: [],
  needed: [],
})
