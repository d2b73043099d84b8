import type { S3Connection } from '../connectors/connection.ts'
import type { Observation } from '../connectors/observation.ts'
import { catalogue } from '../faults/catalogue.ts'
import type { Fault } from '../faults/fault.ts'
import { group } from '../faults/findings.ts'
import { answersOf } from './answers.ts'
import type { Candidate, LookAlikes } from './diagnosis.ts'
import { isNarrowing, type Symptom, type SymptomClass, symptomOf } from './symptom.ts'
import { symptomClasses } from './symptom-class.ts'

/** The classes of faults that look like what was observed, in the order of the probe. */
export function findLookAlikes(connection: S3Connection, observations: readonly Observation[]): readonly LookAlikes[] {
  const symptoms = observations.filter((observation) => !isNarrowing(observation)).flatMap((observation) => symptomOf(observation) ?? [])
  return group(withOwners(symptoms, observations), (symptom) => symptom.class).map((same) => toldClass(same, connection, observations))
}

/** A file that is refused while another one can be read is not like a folder that is refused. */
function withOwners(symptoms: readonly Symptom[], observations: readonly Observation[]): readonly Symptom[] {
  const read = observations.filter(({ step }) => step === 's3.get' || step === 's3.get-second')
  const isMixed = new Set(read.map(({ outcome }) => outcome)).size > 1
  if (!isMixed) return symptoms
  const refused = read.filter(({ outcome }) => outcome === 'failed').flatMap((observation) => symptomOf(observation) ?? [])
  return [
    ...symptoms.filter(({ observation }) => observation.step !== 's3.get'),
    ...refused.map((symptom) => ({ ...symptom, class: 'object-owner' }) as const),
  ]
}

function toldClass(symptoms: readonly [Symptom, ...Symptom[]], connection: S3Connection, observations: readonly Observation[]): LookAlikes {
  const [first] = symptoms
  const facts = symptomClasses[first.class]
  const candidates = candidatesOf(symptoms, connection, observations)
  return {
    kind: 'lookAlikes',
    class: first.class,
    says: facts.says(connection, first),
    candidates,
    next: facts.next(connection, first),
    steps: symptoms.map(({ observation }) => observation.step),
    answers: answersOf(symptoms.map(({ observation }) => observation)),
  }
}

/** The common ones first: by tier, then in the order of the catalogue. */
function candidatesOf(
  symptoms: readonly [Symptom, ...Symptom[]],
  connection: S3Connection,
  observations: readonly Observation[],
): readonly Candidate[] {
  const [{ class: symptomClass }] = symptoms
  const everything = !observations.some(({ step, outcome }) => /^s3\.(list|get|put|delete|mpu)/.test(step) && outcome === 'ok')
  const known = catalogue
    .filter((fault) => fault.connectors.includes(connection.connector) && isPossible(fault, connection, observations))
    .filter((fault) => symptoms.some((symptom) => showsAs(fault, symptom, everything)))
    .filter(({ id }) => id === 'list-prefix-absent-vs-empty' || !isAboutPrefix(symptoms, observations))
    .sort((a, b) => a.tier - b.tier)
    .map(({ id, summary }) => ({ fault: id, summary }))
  return [...known, ...(symptomClasses[symptomClass].others ?? [])]
}

/** Whether the very listing that is refused without a prefix is answered with an empty one: only a condition on the prefix tells them apart. */
const isAboutPrefix = (symptoms: readonly Symptom[], observations: readonly Observation[]): boolean =>
  symptoms.every(({ observation }) => observation.step === 's3.list') &&
  observations.some(({ step, outcome }) => step === 's3.list-empty' && outcome === 'ok') &&
  observations.some(({ step, outcome }) => step === 's3.list-absent' && outcome === 'failed')

/** Classes whose members AWS keeps apart only for callers of the same account or organization. */
const detailed: readonly SymptomClass[] = [
  'identity-implicit',
  'identity-explicit',
  'resource-implicit',
  'resource-explicit',
  'boundary-implicit',
  'boundary-explicit',
]

/** Whether a fault shows as a symptom. `…/all` are faults that keep everything from working. */
function showsAs(fault: Fault, symptom: Symptom, everything: boolean): boolean {
  return fault.classes.some((text) => {
    const [name, action] = text.split('/')
    const same = symptom.class === 's3-403-bare' ? name === 's3-403-bare' || detailed.some((one) => one === name) : name === symptom.class
    if (!same) return false
    if (symptom.class === 'input-lint') return action !== undefined && Object.values(symptom.observation.facts).includes(action)
    return action === undefined || (action === 'all' ? everything : action === symptom.action)
  })
}

/** What the connection itself and the other steps rule out. */
function isPossible({ id, layer }: Fault, connection: S3Connection, observations: readonly Observation[]): boolean {
  const hasExternalId = connection.externalId !== undefined && connection.externalId !== ''
  const passed = (...steps: readonly string[]): boolean =>
    observations.some(({ step, outcome }) => steps.includes(step) && outcome === 'ok')
  const someForm = passed('s3.list-noslash', 's3.list-child', 's3.list-delimiter', 's3.list-empty', 's3.list-absent')
  if (layer === 'access-point' && connection.accessPoint === undefined) return false
  switch (id) {
    case 'trust-external-id-missing-in-request':
      return !hasExternalId
    case 'trust-external-id-mismatch':
    case 'trust-external-id-wrong-key':
      return hasExternalId
    case 'deny-insecure-transport':
      return connection.scheme === 'http'
    case 'deny-unencrypted-uploads':
      return connection.kmsKeyArn === undefined
    case 'list-delimiter-condition':
      return passed('s3.list-delimiter') || !observations.some(({ step }) => step === 's3.list-delimiter')
    case 'list-prefix-absent-vs-empty':
      return passed('s3.list-empty') && !passed('s3.list-absent')
    case 'list-prefix-condition-mismatch':
      return !passed('s3.list-star')
    case 'list-on-object-arn':
    case 'list-action-missing':
    case 'action-name-typo':
      return !someForm && !passed('s3.list-star')
    default:
      return true
  }
}
