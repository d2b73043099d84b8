import type { Observation } from '../connectors/observation.ts'
import type { UnexplainedDenial } from '../diagnose/diagnosis.ts'
import { authorize } from '../engine/authorize.ts'
import type { Decision } from '../engine/decision.ts'
import { denialMessage } from '../engine/denial-message.ts'
import type { PolicySet } from '../engine/policy-set.ts'
import { decideNeeds, isMet } from '../faults/find-causes.ts'
import { needsOf } from '../faults/needs-of.ts'
import { name, sentence } from '../faults/sentence.ts'
import type { SetUp } from '../faults/set-up.ts'
import { bucketOf, deedsOf, whoNeeds } from '../faults/subject.ts'
import type { Circumstances } from '../fixture/decide.ts'
import type { Need } from '../fixture/need.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import type { Policy } from '../policy/policy.ts'
import type { Ticket, TicketPolicy } from './ticket.ts'

/** Policies that limit a connection on its way, or by what its session was given. The sandbox of a replay has none of them. */
const guardrails = ['session', 'vpcEndpoint'] as const
type Guardrail = (typeof guardrails)[number]

/** What the guardrails of a ticket refuse, by the engine alone. */
export interface Guarded {
  readonly problems: readonly UnexplainedDenial[]
  /** What AWS would answer. */
  readonly observations: readonly Observation[]
}

export const isGuardrail = (type: TicketPolicy['type']): type is Guardrail => guardrails.some((one) => one === type)

/** Decides every need of a connection once more, with each guardrail that the ticket has. */
export function decideGuardrails({ policies }: Ticket, setUp: SetUp, circumstances: Circumstances): Guarded {
  const refused = policies.flatMap(({ type, document }) => {
    const read = isGuardrail(type) ? parsePolicy(document, type) : undefined
    return isGuardrail(type) && read?.ok === true ? refusedBy(type, read.value, setUp, circumstances) : []
  })
  return { problems: refused.flatMap(({ problem }) => problem ?? []), observations: refused.flatMap(({ observations }) => observations) }
}

interface Refused {
  readonly problem?: UnexplainedDenial
  readonly observations: readonly Observation[]
}

function refusedBy(type: Guardrail, policy: Policy, setUp: SetUp, circumstances: Circumstances): readonly Refused[] {
  const decided = decideNeeds(setUp.fixture, needsOf(setUp), circumstances)
    .filter((one) => isMet(one) && one.need.expected === 'allowed' && (type !== 'session' || one.need.action !== 'sts:AssumeRole'))
    .map(({ need, question: { request, policies } }) => ({
      need,
      request,
      decision: authorize(request, withGuardrail(policies, type, policy)),
    }))
    .filter(({ decision }) => decision.outcome !== 'allowed')
  const [first] = decided
  if (first === undefined) return []
  const needs = decided.map(({ need }) => need)
  const at = placeIn(first.decision, policy)
  const problem: UnexplainedDenial = {
    kind: 'unexplainedDenial',
    says: says(type, needs, first.need),
    action: first.need.action,
    resource: first.need.resource,
    layer: type,
    at,
    steps: [...new Set(needs.map(({ step }) => step))],
    answers: [],
  }
  const observations = decided.map(({ need, request, decision }): Observation => {
    const service = request.action.startsWith('sts:') ? 'sts' : 's3'
    const message = denialMessage(decision, request, { service, detail: true })
    return { step: need.step, title: '', outcome: 'failed', code: 'AccessDenied', message, durationMs: 0, facts: {} }
  })
  return [{ problem, observations }]
}

const withGuardrail = (policies: PolicySet, type: Guardrail, policy: Policy): PolicySet => {
  const own = { name: 'ticket', policy }
  return type === 'session' ? { ...policies, session: [own] } : { ...policies, vpcEndpoint: own }
}

/** The statement that denies; for what nothing allows, the whole document. */
const placeIn = ({ by }: Decision, policy: Policy): UnexplainedDenial['at'] & object =>
  by.flatMap((reason) => (reason.reason === 'explicitDeny' ? [reason.statement.at] : []))[0] ?? policy.at

function says(type: Guardrail, needs: readonly Need[], first: Need): string {
  const [who, what, where] = [whoNeeds(first), deedsOf(needs), name(bucketOf(first) ?? first.resource)]
  return type === 'session'
    ? sentence`The session of the ${who} is limited so that it may not ${what} in ${where}.`
    : sentence`The VPC endpoint on the way does not let the ${who} ${what} in ${where}.`
}
