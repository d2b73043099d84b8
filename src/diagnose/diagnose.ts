import type { S3Connection } from '../connectors/connection.ts'
import type { Observation } from '../connectors/observation.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import { catalogue } from '../faults/catalogue.ts'
import type { Cause } from '../faults/cause.ts'
import { collectEvidence, type Evidence } from '../faults/evidence.ts'
import type { Fault } from '../faults/fault.ts'
import { group } from '../faults/findings.ts'
import { type Recognised, recogniseFaults } from '../faults/recognise.ts'
import { sentence } from '../faults/sentence.ts'
import { isServerConnection } from '../faults/server-set-up.ts'
import type { Circumstances } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { deniedThough, isDenial, passedThough, toldDisagreement } from './agreement.ts'
import { answersOf } from './answers.ts'
import { diagnoseServer } from './diagnose-server.ts'
import type { DiagnosedProblem, Diagnosis, InputProblem, KnownFault, UnknownFailure } from './diagnosis.ts'
import { findLookAlikes } from './look-alikes.ts'
import { patchesOf } from './patch.ts'
import { isNarrowing } from './symptom.ts'
import { toldUnexplained } from './unexplained.ts'

export interface Case {
  readonly connection: S3Connection | ServerConnection
  /** What the probe saw; empty when only policies are at hand. */
  readonly observations: readonly Observation[]
  /** The policies, where they can be read. */
  readonly fixture?: Fixture
  /** When, and from where, the connector calls; only conditions on time and address ask. */
  readonly circumstances: Circumstances
}

/**
 * Says what is wrong with a connection: with the policies at hand the exact faults, all of them; without them the classes of faults that look like
 * what was observed.
 */
export function diagnose({ connection, observations, fixture, circumstances }: Case): Diagnosis {
  if (isServerConnection(connection)) return diagnoseServer({ connection, observations, ...(fixture === undefined ? {} : { fixture }) })
  if (fixture === undefined) return { problems: inOrder(withoutPolicies(connection, observations), observations) }
  const evidence = evidenceOf({ fixture, connection }, observations, circumstances)
  return { problems: inOrder(withPolicies(evidence), observations) }
}

/** What AWS let pass is no cause, whatever the policies say. */
function evidenceOf(
  setUp: Pick<Evidence, 'fixture' | 'connection'>,
  observations: readonly Observation[],
  circumstances: Circumstances,
): Evidence {
  const evidence = collectEvidence(setUp, observations, circumstances)
  const passed = new Set(passedThough(evidence.decided, observations).flatMap(({ decided }) => decided.map(({ need }) => need)))
  return { ...evidence, causes: evidence.causes.filter(({ need }) => !passed.has(need)) }
}

function withPolicies(evidence: Evidence): readonly DiagnosedProblem[] {
  const { observations, decided, typed } = evidence
  const { recognised, unexplained } = recogniseFaults(evidence)
  const faults = recognised.map((one) => toldFault(one, evidence))
  const denials = group(unexplained, keyOfCause).map((causes) => toldUnexplained(causes, evidence))
  const explained = new Set([...faults, ...denials].flatMap(({ steps }) => steps))
  const left = observations.filter(({ step }) => !explained.has(step))
  const disagreements = [
    ...passedThough(decided, observations).map((one) => toldDisagreement(one, 'refused')),
    ...deniedThough(decided, left).map((one) => toldDisagreement(one, 'allowed')),
  ]
  const disagreed = new Set(disagreements.flatMap(({ steps }) => steps))
  const rest = left.filter((observation) => !disagreed.has(observation.step))
  return [...faults, ...toldInput(evidence), ...denials, ...disagreements, ...withoutPolicies(typed, rest, faults.length === 0)]
}

const keyOfCause = ({ need, layer, ...cause }: Cause): string =>
  `${layer} ${'placed' in cause ? `${cause.placed.document.file.file} ${cause.placed.statement.index}` : need.action}`

/** What is said without policies: classes of look-alikes, and failures of which nothing is known. An empty folder is told only when nothing else is wrong. */
function withoutPolicies(connection: S3Connection, observations: readonly Observation[], alone = true): readonly DiagnosedProblem[] {
  const classes = findLookAlikes(connection, observations).filter(({ class: name }) => name !== 'empty-listing' || alone)
  const told = new Set(classes.flatMap(({ steps }) => steps))
  return [...classes, ...unknownFailures(observations.filter(({ step }) => !told.has(step)))]
}

function toldFault({ fault, finding }: Recognised, evidence: Evidence): KnownFault {
  const steps = [...new Set([...finding.claims.map(({ need }) => need.step), ...(finding.steps ?? [])])]
  const edits = fault.fix(finding, evidence)
  const failed = evidence.observations.filter(({ step }) => steps.includes(step))
  return {
    kind: 'fault',
    fault: fault.id,
    says: fault.say(finding, evidence),
    ...(finding.at === undefined ? {} : { at: finding.at }),
    where: fault.where(finding, evidence),
    advice: fault.advise(finding, evidence),
    fix: { edits, patches: patchesOf({ fixture: evidence.fixture, connection: evidence.typed }, edits) },
    steps,
    answers: answersOf(failed),
  }
}

/** Fields that cannot be right, and that no fault of the catalogue speaks about. */
function toldInput({ lint, observations }: Evidence): readonly InputProblem[] {
  return lint
    .filter(({ code }) => !inCatalogue.has(code))
    .map(({ field, message }) => ({
      kind: 'input',
      field,
      says: sentence`The setting ${field} of the connection cannot be right: ${message}.`,
      steps: ['input.lint'],
      answers: answersOf(observations.filter(({ step }) => step === 'input.lint')),
    }))
}

const inCatalogue: ReadonlySet<string> = new Set(catalogue.map(({ id }) => id))

/** Steps that failed without a denial and without a known code: the network, or something new. */
function unknownFailures(observations: readonly Observation[]): readonly UnknownFailure[] {
  const failed = observations.filter(
    (observation) => observation.outcome === 'failed' && !isNarrowing(observation) && !isDenial(observation),
  )
  return group(failed, ({ code, message }) => `${code} ${message}`).map((same) => {
    const [{ title, code = 'no code' }] = same
    return {
      kind: 'unknownFailure',
      says: sentence`The connection cannot ${title}: the answer was ${code}.`,
      steps: same.map(({ step }) => step),
      answers: answersOf(same),
    }
  })
}

/** In the order in which a connection meets them: by the first step that fails. What is wrong with a whole policy comes before what is wrong in one. */
function inOrder(problems: readonly DiagnosedProblem[], observations: readonly Observation[]): readonly DiagnosedProblem[] {
  const place = new Map(observations.map(({ step }, index) => [step, index]))
  const first = ({ steps }: DiagnosedProblem): number => Math.min(...steps.map((step) => place.get(step) ?? observations.length))
  const inPolicies = Math.min(...problems.filter((problem) => layerOf(problem) === 'identity-policy').map(first))
  const order = (problem: DiagnosedProblem): number => (isAboutWholePolicy(problem) ? inPolicies - 0.5 : first(problem))
  return problems.toSorted((a, b) => order(a) - order(b))
}

const faultOf = (problem: DiagnosedProblem): Fault | undefined =>
  problem.kind === 'fault' ? catalogue.find(({ id }) => id === problem.fault) : undefined

const layerOf = (problem: DiagnosedProblem): Fault['layer'] | undefined => faultOf(problem)?.layer

const isAboutWholePolicy = (problem: DiagnosedProblem): boolean => faultOf(problem)?.isAboutWholePolicy === true
