import { viewOf } from './action-view.ts'
import type { Decision, DecisionReason, Outcome } from './decision.ts'
import type { ExceptionName } from './exception-rules.ts'
import type { Gap } from './grant.ts'
import { type Applied, findAllApplying, traceOf } from './layer.ts'
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
  const because = facts.traces?.filter((trace) => trace !== undefined) ?? []
  return { node: 'decision', outcome, crossAccount, by: reasonsOf(verdict, facts), exceptions, because }
}

/** The outcome alone, by the same steps; nothing is put into a tree. */
export function decideOutcome(request: Request, policies: PolicySet): Outcome {
  const { name, facts, layers } = viewOf(policies, request.action)
  return reachVerdict(new RequestFacts(request, name, facts, false), layers).outcome
}

function reasonsOf(verdict: Verdict, facts: RequestFacts): readonly DecisionReason[] {
  const { grounds } = verdict
  if (grounds.kind === 'settled') return [{ reason: 'exception', exception: grounds.exception, effect: grounds.effect }]
  const reasons: DecisionReason[] = []
  const addStatement = (reason: 'allow' | 'explicitDeny', applied: Applied): void => {
    const statement = traceOf(applied, facts)
    if (statement !== undefined) reasons.push({ reason, layer: applied.layer.layer, statement })
  }
  if (grounds.kind === 'denied') for (const applied of grounds.by) addStatement('explicitDeny', applied)
  else if (grounds.gaps.length > 0) for (const gap of grounds.gaps) reasons.push(missingAllow(gap))
  else {
    for (const exception of verdict.exceptions) if (grants(exception)) reasons.push({ reason: 'exception', exception, effect: 'Allow' })
    for (const layers of [grounds.guardrails, grounds.needed])
      for (const layer of layers) for (const applied of findAllApplying(layer, 'Allow', facts)) addStatement('allow', applied)
  }
  return reasons
}

const missingAllow = ({ layer, level }: Gap): DecisionReason =>
  level === undefined ? { reason: 'noAllow', layer } : { reason: 'noAllow', layer, level }

/** Exceptions that allow without a statement. */
const grants = (exception: ExceptionName): boolean =>
  exception === 'rootUserNeedsNoPolicy' || exception === 'keyGrantAllows' || exception === 'aclGrants'
