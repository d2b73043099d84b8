import type { Observation } from '../connectors/observation.ts'
import type { UnexplainedDenial } from '../diagnose/diagnosis.ts'
import { authorize } from '../engine/authorize.ts'
import type { Decision, LayerName } from '../engine/decision.ts'
import { denialMessage } from '../engine/denial-message.ts'
import type { PolicySet } from '../engine/policy-set.ts'
import { decideNeeds, isMet } from '../faults/find-causes.ts'
import { needsOf } from '../faults/needs-of.ts'
import { name, sentence } from '../faults/sentence.ts'
import type { SetUp } from '../faults/set-up.ts'
import { bucketOf, deedsOf, whoNeeds } from '../faults/subject.ts'
import type { Circumstances } from '../fixture/decide.ts'
import type { Need } from '../fixture/need.ts'
import { parsePolicy, parsePolicyText } from '../policy/parse-policy.ts'
import type { Policy } from '../policy/policy.ts'
import type { Ticket, TicketPolicy } from './ticket.ts'

/** Policies that limit a connection from outside of its accounts' own documents. The sandbox of a replay has none of them. */
const guardrails = ['serviceControl', 'resourceControl', 'session', 'vpcEndpoint'] as const
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

/** AWS attaches a policy that allows everything, beside which one that only denies stands. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
function withGuardrail(policies: PolicySet, type: Guardrail, policy: Policy): PolicySet {
  const own = { name: 'ticket', policy }
  const allows = policy.statements.some(({ effect }) => effect === 'Allow')
  const level = type === 'resourceControl' || !allows ? [own, { name: 'FullAWSAccess', policy: everything(type) }] : [own]
  switch (type) {
    case 'serviceControl':
      return { ...policies, serviceControl: [level] }
    case 'resourceControl':
      return { ...policies, resourceControl: [level] }
    case 'session':
      return { ...policies, session: [own] }
    case 'vpcEndpoint':
      return { ...policies, vpcEndpoint: own }
  }
}

function everything(type: Guardrail): Policy {
  const principal = type === 'resourceControl' ? { Principal: '*' } : {}
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...principal, Action: '*', Resource: '*' }] })
  const read = parsePolicyText(text, 'FullAWSAccess.json', type)
  if (!read.ok) throw new Error('internal error: the policy that allows everything is broken')
  return read.value
}

/** The statement that denies; for what nothing allows, the whole document. */
const placeIn = ({ by }: Decision, policy: Policy): UnexplainedDenial['at'] & object =>
  by.flatMap((reason) => (reason.reason === 'explicitDeny' ? [reason.statement.at] : []))[0] ?? policy.at

function says(type: LayerName, needs: readonly Need[], first: Need): string {
  const [who, what, where] = [whoNeeds(first), deedsOf(needs), name(bucketOf(first) ?? first.resource)]
  switch (type) {
    case 'serviceControl':
      return sentence`The organization of the ${who} forbids it to ${what} in ${where}.`
    case 'resourceControl':
      return sentence`The organization that owns ${where} forbids the ${who} to ${what} in it.`
    case 'session':
      return sentence`The session of the ${who} is limited so that it may not ${what} in ${where}.`
    default:
      return sentence`The VPC endpoint on the way does not let the ${who} ${what} in ${where}.`
  }
}
