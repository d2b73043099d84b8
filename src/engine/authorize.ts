import { viewOf } from './action-view.ts'
import type { Applied } from './applied.ts'
import type { Decision, DecisionReason, LayerTrace, Outcome } from './decision.ts'
import type { ExceptionName } from './exception-rules.ts'
import type { Gap } from './grant.ts'
import { findTracedAllows } from './layer.ts'
import type { PolicySet } from './policy-set.ts'
import type { Request } from './request.ts'
import { RequestFacts } from './request-facts.ts'
import { reachVerdict, type Verdict } from './verdict.ts'

/**
 * Decides one request and says why: every layer, statement and element is in the tree.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function authorize(request: Request, policies: PolicySet): Decision {
  const view = viewOf(policies, request.action)
  const facts = new RequestFacts(request, view.name, view.facts, true)
  const verdict = reachVerdict(facts, view.layers)
  const { outcome, crossAccount, exceptions } = verdict
  const because: LayerTrace[] = []
  for (const layer of facts.traced ?? []) if (layer !== undefined) because.push(layer.trace)
  return { node: 'decision', outcome, crossAccount, by: reasonsOf(verdict, facts), exceptions, because }
}

/** The outcome alone, by the same steps; nothing is put into a tree. */
export function decideOutcome(request: Request, policies: PolicySet): Outcome {
  const { name, facts, layers } = viewOf(policies, request.action)
  return reachVerdict(new RequestFacts(request, name, facts, false), layers).outcome
}

function reasonsOf(verdict: Verdict, facts: RequestFacts): readonly DecisionReason[] {
  const { grounds, exceptions } = verdict
  if (grounds.kind === 'settled') return [{ reason: 'exception', exception: grounds.exception, effect: grounds.effect }]
  const reasons: DecisionReason[] = []
  if (grounds.kind === 'denied') for (const applied of grounds.by) addStatement(reasons, 'explicitDeny', applied)
  else if (grounds.gaps.length > 0) for (const gap of grounds.gaps) reasons.push(missingAllow(gap))
  else {
    for (const exception of exceptions) if (grants(exception)) reasons.push({ reason: 'exception', exception, effect: 'Allow' })
    for (const layer of grounds.guardrails) for (const applied of findTracedAllows(layer, facts)) addStatement(reasons, 'allow', applied)
    for (const layer of grounds.needed) for (const applied of findTracedAllows(layer, facts)) addStatement(reasons, 'allow', applied)
  }
  return reasons
}

function addStatement(reasons: DecisionReason[], reason: 'allow' | 'explicitDeny', { layer, trace }: Applied): void {
  if (trace !== undefined) reasons.push({ reason, layer, statement: trace })
}

const missingAllow = ({ layer, level }: Gap): DecisionReason =>
  level === undefined ? { reason: 'noAllow', layer } : { reason: 'noAllow', layer, level }

/** Exceptions that allow without a statement. */
const grants = (exception: ExceptionName): boolean =>
  exception === 'rootUserNeedsNoPolicy' || exception === 'keyGrantAllows' || exception === 'aclGrants'
