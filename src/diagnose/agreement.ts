import type { Observation } from '../connectors/observation.ts'
import type { Decided } from '../faults/cause.ts'
import { isMet } from '../faults/find-causes.ts'
import { sentence } from '../faults/sentence.ts'
import { answersOf } from './answers.ts'
import type { Disagreement } from './diagnosis.ts'
import { isRefusalOfKey } from './symptom.ts'

/** Needs on which the policies and AWS do not agree. */
export interface Disagreeing {
  readonly observation: Observation
  readonly decided: readonly Decided[]
}

/**
 * Steps that AWS let pass although the policies that were read refuse them. What AWS did counts: the causes that the engine saw for them are none.
 */
export function passedThough(decided: readonly Decided[], observations: readonly Observation[]): readonly Disagreeing[] {
  return observations
    .filter(({ outcome }) => outcome === 'ok')
    .map((observation) => ({ observation, decided: decided.filter((one) => isOfStep(one, observation) && !isMet(one)) }))
    .filter(({ decided: refused }) => refused.length > 0)
}

/** Steps that AWS denied although the policies that were read allow all they need. */
export function deniedThough(decided: readonly Decided[], observations: readonly Observation[]): readonly Disagreeing[] {
  return observations
    .filter(isDenial)
    .map((observation) => ({ observation, decided: decided.filter((one) => isOfStep(one, observation)) }))
    .filter(({ decided: needed }) => needed.length > 0 && needed.every(isMet))
}

export const isDenial = ({ outcome, code, message = '', facts }: Observation): boolean =>
  outcome === 'failed' &&
  (code === 'AccessDenied' ||
    code === 'AccessDeniedException' ||
    facts.refused === false ||
    (code === 'GlueEncryptionException' && isRefusalOfKey(message)))

/** A file that was read is one of several; what is written has a name of its own at each probe. */
function isOfStep({ need }: Decided, { step, facts }: Observation): boolean {
  if (step === 's3.get-second') return need.step === 's3.get' && need.resource.endsWith(`/${facts.key}`)
  if (need.step !== step) return false
  return step !== 's3.get' || facts.key === undefined || need.resource.endsWith(`/${facts.key}`) || need.action.startsWith('kms:')
}

export function toldDisagreement({ observation, decided }: Disagreeing, kind: Disagreement['decided']): Disagreement {
  const { title, step } = observation
  const says = step.startsWith('sts.assume-') ? ofStranger(kind) : ofConnection(title, kind)
  const unknown = [
    ...new Set(
      decided.flatMap(({ question }) => [
        ...question.unread.map((arn) => `policy ${arn}`),
        ...question.assumed.map(({ key }) => `condition key ${key}`),
      ]),
    ),
  ]
  return { kind: 'disagreement', says, decided: kind, unknown, steps: [step], answers: answersOf([observation]) }
}

const ofConnection = (title: string, kind: Disagreement['decided']): string =>
  kind === 'allowed'
    ? sentence`AWS refuses to ${title} although the policies that were read allow it: something else has a say, or a change has not spread yet.`
    : sentence`AWS lets the connection ${title} although the policies that were read refuse it: they are not the ones in force.`

const ofStranger = (kind: Disagreement['decided']): string =>
  kind === 'allowed'
    ? 'AWS insists on the external ID although the policies that were read do not: they are not the ones in force.'
    : 'AWS lets a stranger use the role although the policies that were read insist on the external ID: they are not the ones in force.'
