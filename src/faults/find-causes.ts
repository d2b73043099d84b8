import { authorize } from '../engine/authorize.ts'
import type { Decision, StatementTrace } from '../engine/decision.ts'
import type { PolicySet } from '../engine/policy-set.ts'
import { ask, type Circumstances } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Need } from '../fixture/need.ts'
import type { Absence, Cause, Decided, Denial, Miss, Opening, Override, ShutOut, Ungranted, Unreachable } from './cause.ts'
import { findStatement } from './find-statement.ts'
import { findIntended } from './intended-statement.ts'

/** Decides every need that the fixture can decide. */
export const decideNeeds = (fixture: Fixture, needs: readonly Need[], circumstances: Circumstances): readonly Decided[] =>
  needs.flatMap((need) => {
    const question = ask(fixture, need, circumstances)
    return question === undefined ? [] : [{ need, question, decision: authorize(question.request, question.policies) }]
  })

export const isMet = ({ need, decision, question: { way, lacking, shut } }: Decided): boolean =>
  (decision.outcome === 'allowed' && way?.reached !== false && lacking === undefined && shut === undefined) ===
  (need.expected === 'allowed')

/** Everything that keeps a need from being met, hidden causes too: what would still be missing without the denials. */
export function findCauses(fixture: Fixture, decided: Decided, ownBuckets: readonly string[]): readonly Cause[] {
  if (isMet(decided)) return []
  const unreached = unreachable(decided)
  // What the policies would say depends on a way that is not there.
  if (unreached.length > 0) return unreached
  if (decided.need.expected === 'denied') return openings(fixture, decided)
  const { need, question } = decided
  const denied = denials(fixture, decided)
  const beneath = beneathDenials(decided) ?? decided.decision
  const overridden = overrides({ ...decided, decision: beneath })
  const rest =
    overridden.length === 0 ? beneath : authorize(question.request, withoutDenials(question.policies, decided.decision, overridden))
  const missing = rest.outcome === 'allowed' ? [] : gaps(fixture, { need, question, decision: rest }, ownBuckets)
  return [...denied, ...overridden, ...missing, ...shutOut(decided), ...ungranted(decided)]
}

/** What would be decided if no statement denied it; undefined where none does. */
export function beneathDenials({ question, decision }: Decided): Decision | undefined {
  const isDenied = decision.because.flatMap(({ because }) => because.flatMap(denyingIn)).length > 0
  return isDenied ? authorize(question.request, withoutDenials(question.policies, decision, [])) : undefined
}

/** The layer is the one that the network belongs to: the way itself. */
const unreachable = ({ need, decision, question: { way } }: Decided): readonly Unreachable[] =>
  way === undefined || way.reached ? [] : [{ cause: 'unreachable', need, decision, layer: 'vpcEndpoint', way }]

/** The layer is that of the resource: the access point is asked before its policy. */
const shutOut = ({ need, decision, question: { shut } }: Decided): readonly ShutOut[] =>
  shut === undefined ? [] : [{ cause: 'shutOut', need, decision, layer: 'resource', point: shut }]

/** The layer is that of the resource: Lake Formation guards the catalog. */
const ungranted = ({ need, decision, question: { lacking = [] } }: Decided): readonly Ungranted[] =>
  lacking.map((one) => ({ cause: 'ungranted', need, decision, layer: 'resource', lacking: one }))

function denials(fixture: Fixture, { need, decision }: Decided): readonly Denial[] {
  return decision.because.flatMap(({ layer, because }) =>
    because.flatMap(denyingIn).flatMap((trace) => {
      const placed = findStatement(fixture, need, layer, trace)
      return placed === undefined ? [] : [{ cause: 'denial', need, decision, layer, placed, trace } as const]
    }),
  )
}

const denyingIn = ({ because }: Decision['because'][number]['because'][number]): readonly StatementTrace[] =>
  because.filter(({ effect, applies }) => effect === 'Deny' && applies)

function overrides({ need, decision }: Decided): readonly Override[] {
  return decision.by.flatMap((reason) =>
    reason.reason === 'exception' && reason.effect === 'Deny'
      ? [{ cause: 'override', need, decision, layer: 'resource', exception: reason.exception } as const]
      : [],
  )
}

/** The policies as they would be if nothing denied, those of AWS too. */
function withoutDenials(policies: PolicySet, decision: Decision, overridden: readonly Override[]): PolicySet {
  const gone = new Set(decision.because.flatMap(({ because }) => because.flatMap(denyingIn)).map(({ at }) => at))
  const stripped = <T extends PolicySet['identity'][number]>(attached: T): T => ({
    ...attached,
    policy: { ...attached.policy, statements: attached.policy.statements.filter(({ at }) => !gone.has(at)) },
  })
  const { identity, resource, permissionsBoundary, session, serviceControl, resourceControl, vpcEndpoint } = policies
  return {
    ...policies,
    identity: identity.map(stripped),
    ...(resource === undefined ? {} : { resource: stripped(resource) }),
    ...(permissionsBoundary === undefined || permissionsBoundary === 'deleted'
      ? {}
      : { permissionsBoundary: stripped(permissionsBoundary) }),
    ...(session === undefined ? {} : { session: session.map(stripped) }),
    ...(serviceControl === undefined ? {} : { serviceControl: serviceControl.map((level) => level.map(stripped)) }),
    ...(resourceControl === undefined ? {} : { resourceControl: resourceControl.map((level) => level.map(stripped)) }),
    ...(vpcEndpoint === undefined ? {} : { vpcEndpoint: stripped(vpcEndpoint) }),
    ...(overridden.length === 0 ? {} : { restrictPublicBuckets: false }),
  }
}

function gaps(fixture: Fixture, decided: Decided, ownBuckets: readonly string[]): readonly (Miss | Absence)[] {
  return decided.decision.by.flatMap((reason): readonly (Miss | Absence)[] => {
    if (reason.reason !== 'noAllow') return []
    const common = { need: decided.need, decision: decided.decision, layer: reason.layer }
    const intended = findIntended(fixture, decided, reason.layer, ownBuckets)
    if (intended === undefined) return [{ cause: 'absence', ...common }]
    return intended.misses.map((element) => ({ cause: 'miss', ...common, placed: intended.placed, element }))
  })
}

function openings(fixture: Fixture, { need, decision }: Decided): readonly Opening[] {
  return decision.by.flatMap((reason) => {
    if (reason.reason !== 'allow' || reason.layer !== 'resource') return []
    const placed = findStatement(fixture, need, reason.layer, reason.statement)
    return placed === undefined ? [] : [{ cause: 'opening', need, decision, layer: reason.layer, placed } as const]
  })
}
