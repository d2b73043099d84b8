import type { Decision, DecisionReason, LayerTrace, Outcome, StatementTrace } from './decision.ts'
import { type Applied, findApplying, traceLayer } from './layer.ts'
import type { PolicySet } from './policy-set.ts'
import type { Request } from './request.ts'
import { factsOf, type RequestFacts } from './request-facts.ts'
import { reachVerdict, type Verdict } from './verdict.ts'

/**
 * Decides one request and says why: every layer, statement and element is in the tree.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function authorize(request: Request, policies: PolicySet): Decision {
  const facts = factsOf(request, policies)
  const verdict = reachVerdict(facts, policies, true)
  const because = verdict.layers.map((layer) => traceLayer(layer, facts))
  const { outcome, crossAccount, exceptions } = verdict
  return { node: 'decision', outcome, crossAccount, by: reasonsOf(verdict, because, facts), exceptions, because }
}

/** The outcome alone, by the same steps; nothing is put into a tree. */
export function decideOutcome(request: Request, policies: PolicySet): Outcome {
  return reachVerdict(factsOf(request, policies), policies, false).outcome
}

function reasonsOf(verdict: Verdict, because: readonly LayerTrace[], facts: RequestFacts): readonly DecisionReason[] {
  const traceOf = ({ layer, policy, statement }: Applied): StatementTrace | undefined =>
    because[verdict.layers.indexOf(layer)]?.because[policy]?.because[statement.position]
  const statements = (reason: 'allow' | 'explicitDeny', applied: readonly Applied[]): readonly DecisionReason[] =>
    applied.flatMap((one) => {
      const statement = traceOf(one)
      return statement === undefined ? [] : [{ reason, layer: one.layer.layer, statement }]
    })
  const { settledBy, outcome, denials, gaps, needed } = verdict
  if (settledBy !== undefined) return [{ reason: 'exception', ...settledBy }]
  if (outcome === 'explicitDeny') return statements('explicitDeny', denials)
  if (outcome === 'implicitDeny')
    return gaps.map(({ layer, level }) => ({ reason: 'noAllow', layer, ...(level === undefined ? {} : { level }) }))
  const allowing = needed.flatMap((layer) =>
    statements(
      'allow',
      findApplying(layer, 'Allow', facts, () => false),
    ),
  )
  return [
    ...verdict.exceptions.filter(grants).map((exception) => ({ reason: 'exception', exception, effect: 'Allow' }) as const),
    ...allowing,
  ]
}

/** Exceptions that allow without a statement. */
const grants = (exception: string): boolean =>
  exception === 'rootUserNeedsNoPolicy' || exception === 'keyGrantAllows' || exception === 'aclGrants'
