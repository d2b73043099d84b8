import type { ConditionTrace, LayerName, StatementTrace } from '../engine/decision.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { PolicyVersion } from '../policy/policy.ts'
import type { Decided, MissedElement } from './cause.ts'
import { findStatement } from './find-statement.ts'
import type { PlacedStatement } from './placed-document.ts'
import { relateAction } from './relate-action.ts'
import { isBroadPattern, isLikeBucket, type ResourceRelation, relateResource, splitObject } from './relate-resource.ts'

/** The statement that was meant to allow a need, and what in it is wrong. */
export interface IntendedStatement {
  readonly placed: PlacedStatement
  readonly misses: readonly MissedElement[]
}

/**
 * Which Allow of a layer was probably meant for the need: the one with the least wrong. A statement about other actions, or about things that
 * have nothing to do with the need, was not meant; one about another bucket only where nothing in the layer is about the right one.
 */
export function findIntended(
  fixture: Fixture,
  decided: Decided,
  layer: LayerName,
  ownBuckets: readonly string[],
): IntendedStatement | undefined {
  const { need, decision } = decided
  const isForeign = layer === 'resource' && decision.exceptions.includes('objectBelongsToAnotherAccount')
  if (!speaksOfNeeds.has(layer) || isForeign) return undefined
  const traces = decision.because
    .filter((trace) => trace.layer === layer)
    .flatMap(({ because }) => because.flatMap((policy) => policy.because))
  const candidates = traces
    .filter(({ effect, applies }) => effect === 'Allow' && !applies)
    .flatMap((trace): readonly Candidate[] => {
      const placed = findStatement(fixture, need, layer, trace)
      return placed === undefined ? [] : [candidateOf(trace, placed, need)]
    })
  const namesIt = traces.some(({ effect, because }) => effect === 'Allow' && because.some(namesResource))
  const isAboutBucket = namesIt || candidates.some(({ resource }) => resource !== undefined && nearness[resource.relation] === 1)
  const meant = candidates.filter((candidate) => wasMeant(candidate, isAboutBucket, ownBuckets, need.resource))
  const [best] = meant.sort((a, b) => a.cost - b.cost)
  return best === undefined ? undefined : { placed: best.placed, misses: best.misses }
}

/** Guardrails are about whole services: what they leave out nobody meant to write there. */
const speaksOfNeeds: ReadonlySet<LayerName> = new Set(['identity', 'resource', 'session'])

interface Candidate {
  readonly placed: PlacedStatement
  readonly misses: readonly MissedElement[]
  /** Whether its actions have the wanted one, or one that was meant to be it. */
  readonly hasAction: boolean
  /** How its resources stand to the wanted one; undefined when they cover it. */
  readonly resource: ResourceRelation | undefined
  /** How much in it is wrong. */
  readonly cost: number
}

const far = 3

/** How much is wrong with a resource element. */
const nearness: Readonly<Record<ResourceRelation['relation'], number>> = {
  literalVariable: 1,
  missingWildcard: 1,
  objectsOfBucket: 1,
  otherFolder: 1,
  excluded: 2,
  otherBucket: far,
  otherOfItsKind: far,
  unrelated: 9,
}

/** A bucket with nearly the same name is nearer than any other. */
function distanceOf(resource: ResourceRelation | undefined, wanted: string): number {
  if (resource === undefined) return 0
  return resource.relation === 'otherBucket' && isLikeBucket(resource.bucket, bucketIn(wanted)) ? far - 1 : nearness[resource.relation]
}

const bucketIn = (arn: string): string => splitObject(arn.slice('arn:aws:s3:::'.length))[0]

function candidateOf(trace: StatementTrace, placed: PlacedStatement, need: Decided['need']): Candidate {
  const misses = trace.because.filter((element): element is MissedElement => !element.matches)
  const { statement, document } = placed
  const missesAction = misses.some(({ element }) => element === 'action' || element === 'notAction')
  const action = missesAction ? relateAction(statement.action, need.action) : undefined
  const missesResource = misses.some(({ element }) => element === 'resource' || element === 'notResource')
  const resource =
    missesResource && statement.resource !== undefined ? relateResource(statement.resource, need.resource, versionOf(document)) : undefined
  const conditions = misses.filter((miss): miss is ConditionTrace & { readonly matches: false } => miss.element === 'condition').length
  const missesPrincipal = misses.some(({ element }) => element === 'principal' || element === 'notPrincipal')
  const principal = missesPrincipal ? (statement.principal?.patterns.some(({ type }) => type === 'AWS') ? 1 : 2) : 0
  const actionCost = { misspelt: 1, excluded: 2, other: 9 }
  return {
    placed,
    misses,
    hasAction: action === undefined || action.relation === 'misspelt' || (action.relation === 'excluded' && action.pattern !== undefined),
    resource,
    cost: (action === undefined ? 0 : actionCost[action.relation]) + distanceOf(resource, need.resource) + conditions + principal,
  }
}

const versionOf = ({ file }: PlacedStatement['document']): PolicyVersion => file.policy.version

/** Whether a statement covers the wanted resource by a pattern that is about little else. */
const namesResource = (element: StatementTrace['because'][number]): boolean =>
  element.node === 'element' &&
  element.element === 'resource' &&
  element.matches &&
  element.pattern !== undefined &&
  !isBroadPattern(element.pattern.text)

function wasMeant({ hasAction, resource }: Candidate, isAboutBucket: boolean, ownBuckets: readonly string[], wanted: string): boolean {
  if (!hasAction || resource?.relation === 'unrelated') return false
  if (resource?.relation !== 'otherBucket') return true
  const { bucket: named } = resource
  if (ownBuckets.includes(named)) return false
  if (isLikeBucket(named, bucketIn(wanted))) return true
  // With nearly the name of another bucket of the connection it was meant for that one.
  return !isAboutBucket && !ownBuckets.some((own) => isLikeBucket(named, own))
}
