import type { Effect } from '../policy/policy.ts'
import type { Applied } from './applied.ts'
import { type BindingLayers, bindingLayers } from './binding-layers.ts'
import type { Outcome } from './decision.ts'
import type { ExceptionName } from './exception-rules.ts'
import * as exceptions from './exceptions.ts'
import { findGrant, type Gap } from './grant.ts'
import { isPublicPolicy } from './is-public.ts'
import { findDenials, type Layer, withoutAllow } from './layer.ts'
import { isCrossAccount, type RequestFacts } from './request-facts.ts'
import { traceLayer } from './traced-layer.ts'

/** What settles a request, before anything is put into a tree. */
export interface Verdict {
  readonly outcome: Outcome
  readonly crossAccount: boolean
  readonly exceptions: readonly ExceptionName[]
  readonly grounds: Grounds
}

export type Grounds =
  /** Explicit denies in the order of reporting; without the tree the first of them. */
  | { readonly kind: 'denied'; readonly by: readonly Applied[] }
  /** An exception settles the request by itself. */
  | { readonly kind: 'settled'; readonly exception: ExceptionName; readonly effect: Effect }
  /** Layers whose missing Allow stops the request, and those whose Allow was needed. */
  | { readonly kind: 'weighed'; readonly gaps: readonly Gap[]; readonly guardrails: readonly Layer[]; readonly needed: readonly Layer[] }

/**
 * Decides, in the order in which AWS documents it: explicit deny, then the ceilings of the organization and the endpoint, then the grant.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function reachVerdict(facts: RequestFacts, all: BindingLayers): Verdict {
  const binding = bindingLayers(all, facts)
  if (facts.traced !== undefined) for (const layer of binding.layers) facts.traced[layer.place] = traceLayer(layer, facts)
  const crossAccount = belongsToAnother(facts)

  if (exceptions.getCallerIdentityIsAlwaysAllowed(facts))
    return settled('allowed', 'getCallerIdentityIsAlwaysAllowed', binding.exceptions, crossAccount)
  const by = denialsOf(binding.layers, facts)
  if (by.length > 0) return { outcome: 'explicitDeny', crossAccount, exceptions: binding.exceptions, grounds: { kind: 'denied', by } }
  if (publicPolicyIsCutOff(facts)) return settled('explicitDeny', 'publicPolicyIsCutOff', binding.exceptions, crossAccount)
  const refusal = findRefusal(facts)
  if (refusal !== undefined) return settled('implicitDeny', refusal, binding.exceptions, crossAccount)
  if (exceptions.getSessionTokenNeedsNoPermission(facts))
    return settled('allowed', 'getSessionTokenNeedsNoPermission', binding.exceptions, crossAccount)

  const grant = findGrant(facts, binding, crossAccount)
  const gaps = joined<Gap>(withoutAllow(binding.guardrails, facts), grant.gaps)
  return {
    outcome: gaps.length === 0 ? 'allowed' : 'implicitDeny',
    crossAccount,
    exceptions: joined(binding.exceptions, grant.exceptions),
    grounds: { kind: 'weighed', gaps, guardrails: binding.guardrails, needed: grant.needed },
  }
}

const belongsToAnother = (facts: RequestFacts): boolean =>
  exceptions.objectBelongsToAnotherAccount(facts)
    ? facts.account !== undefined && facts.account !== facts.request.objectOwner
    : isCrossAccount(facts)

const settled = (outcome: Outcome, exception: ExceptionName, others: readonly ExceptionName[], crossAccount: boolean): Verdict => ({
  outcome,
  crossAccount,
  exceptions: [...others, exception],
  grounds: { kind: 'settled', exception, effect: outcome === 'allowed' ? 'Allow' : 'Deny' },
})

/** One list after the other; most often one is empty. */
function joined<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  if (first.length === 0) return second
  return second.length === 0 ? first : [...first, ...second]
}

function denialsOf(layers: readonly Layer[], facts: RequestFacts): readonly Applied[] {
  const withoutPolicyOfResource = exceptions.rootUserKeepsTheBucketPolicy(facts)
  let denials: readonly Applied[] = []
  for (const layer of layers) {
    if (withoutPolicyOfResource && layer.layer === 'resource') continue
    denials = joined(denials, findDenials(layer, facts))
    if (denials.length > 0 && facts.traced === undefined) break
  }
  return denials
}

/** Why a request fails whatever the policies allow, by the name of the exception. */
function findRefusal(facts: RequestFacts): ExceptionName | undefined {
  if (exceptions.accessNeverCrossesPartitions(facts)) return 'accessNeverCrossesPartitions'
  if (exceptions.rootUserCannotAssumeRoles(facts)) return 'rootUserCannotAssumeRoles'
  return exceptions.keyOperationIsNotCrossAccount(facts) ? 'keyOperationIsNotCrossAccount' : undefined
}

/**
 * With RestrictPublicBuckets a bucket whose policy is public is open to its own account and to AWS services only; AWS reports an explicit deny
 * in a resource-based policy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
function publicPolicyIsCutOff(facts: RequestFacts): boolean {
  const { restrictPublicBuckets, resource } = facts.policies
  if (!restrictPublicBuckets || resource === undefined || facts.service !== 's3') return false
  if (facts.principal.type === 'service' || facts.account === facts.resourceAccount) return false
  return isPublicPolicy(resource.policy)
}
