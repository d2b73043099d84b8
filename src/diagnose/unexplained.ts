import type { LayerName } from '../engine/decision.ts'
import type { Cause, Unreachable } from '../faults/cause.ts'
import type { Evidence } from '../faults/evidence.ts'
import { homeOf, nearestStatement } from '../faults/findings.ts'
import { type Name, name, sentence } from '../faults/sentence.ts'
import { bucketOf, deedsOf, isOnCatalog, keyNameOf, roleNameOf, whoNeeds } from '../faults/subject.ts'
import type { Need } from '../fixture/need.ts'
import { answersOf } from './answers.ts'
import type { UnexplainedDenial } from './diagnosis.ts'

/** How a sentence calls the policies of a layer. */
const layerWords: Readonly<Record<LayerName, readonly [words: string, number: 'one' | 'several']>> = {
  identity: ['its own policies', 'several'],
  resource: ['the policy of what it asks for', 'one'],
  permissionsBoundary: ['its permissions boundary', 'one'],
  session: ['the policy of its session', 'one'],
  serviceControl: ['the policies of its organization', 'several'],
  resourceControl: ['the policies of the organization that owns it', 'several'],
  vpcEndpoint: ['the policy of the VPC endpoint', 'one'],
}

const trustWords = ['the trust policy of the role', 'one'] as const

/** A denial that no fault explains: still, who is refused what by which policies, and the statement that decides or comes nearest. */
export function toldUnexplained(causes: readonly [Cause, ...Cause[]], evidence: Evidence): UnexplainedDenial {
  const [first] = causes
  const { need, layer } = first
  const steps = [...new Set(causes.map((cause) => cause.need.step))]
  const at = placeOf(first, evidence)
  if (first.cause === 'unreachable') return toldWay(first, steps, evidence)
  const isForbidden = first.cause === 'denial' || first.cause === 'override'
  const [words, number] = layer === 'resource' && need.action === 'sts:AssumeRole' ? trustWords : layerWords[layer]
  const verb = number === 'one' ? (isForbidden ? 'forbids' : 'does not allow') : isForbidden ? 'forbid' : 'do not allow'
  return {
    kind: 'unexplainedDenial',
    says: sentence`The ${whoNeeds(need)} may not ${deedsOf([need])}${subjectOf(need)}: ${words} ${verb} it${conditionOf(first)}.`,
    action: need.action,
    resource: need.resource,
    layer,
    ...(at === undefined ? {} : { at }),
    steps,
    answers: answersOf(evidence.observations.filter(({ step }) => steps.includes(step))),
  }
}

/** The condition that keeps an Allow from applying, as the end of a clause. */
function conditionOf(cause: Cause): Name {
  const key = cause.cause === 'miss' && cause.element.element === 'condition' ? cause.element.condition.key : undefined
  return key === undefined ? name('') : name(key, ' without a condition on ')
}

/** Nothing was decided: the request does not get to the service. */
function toldWay({ need, layer, way }: Unreachable, steps: readonly string[], { observations }: Evidence): UnexplainedDenial {
  const [blocker] = way.verdict.blockers
  return {
    kind: 'unexplainedDenial',
    says: sentence`The connector does not reach ${way.service.toUpperCase()} from where it runs.`,
    action: need.action,
    resource: need.resource,
    layer,
    ...(blocker === undefined ? {} : { at: blocker.at }),
    steps,
    answers: answersOf(observations.filter(({ step }) => steps.includes(step))),
  }
}

/** What it is about, as the end of a clause. */
function subjectOf(need: Need): Name {
  const bucket = bucketOf(need)
  if (bucket !== undefined) return name(bucket, ' in ')
  if (isOnCatalog(need)) return name(need.resource.split(':')[5] ?? '', ' on ')
  return need.action.startsWith('kms:') ? name(keyNameOf(need), ' with the key ') : name(roleNameOf(need.resource), ' ')
}

function placeOf(cause: Cause, evidence: Evidence): UnexplainedDenial['at'] {
  if (cause.cause === 'miss') return cause.element.at
  if ('placed' in cause) return cause.placed.statement.at
  return nearestStatement(evidence, cause)?.statement.at ?? homeOf(evidence, cause)?.file.policy.at
}
