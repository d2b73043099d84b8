import type { Applied } from './applied.ts'
import { applyStatement } from './compiled-statement.ts'
import type { LayerName } from './decision.ts'
import { farther, type Reach, reachOf } from './naming.ts'
import type { AttachedPolicy } from './policy-set.ts'
import type { RequestFacts } from './request-facts.ts'
import { type Candidates, candidatesFor } from './statement-index.ts'
import type { TraceableStatement } from './traced-statement.ts'

/** The policies of one type, and those of their statements that are about the action; SCPs and RCPs have one layer a level. */
export interface Layer {
  readonly layer: LayerName
  readonly level: number | undefined
  /** Among the layers of the policy set, those that do not bind included. */
  readonly place: number
  readonly policies: readonly AttachedPolicy[]
  /** Of each policy. */
  readonly statements: readonly (readonly TraceableStatement[])[]
  readonly allows: Candidates
  readonly denies: Candidates
}

/*
 * Where the tree was asked for, each statement has been judged when it was put into the tree; otherwise only those that the index finds are
 * judged, until the answer is known.
 */

/** Denies that apply; without the tree the first that is found. */
export function findDenials({ layer, place, denies }: Layer, facts: RequestFacts): readonly Applied[] {
  if (facts.traced !== undefined) return facts.traced[place]?.denies ?? none
  for (const statement of candidatesFor(denies, facts.request.resource)) {
    const match = applyStatement(statement, facts, layer)
    if (match !== undefined) return [{ layer, names: match.names, trace: undefined }]
  }
  return none
}

/** Whether a statement allows the request. */
export function allows(layer: Layer, facts: RequestFacts): boolean {
  if (facts.traced !== undefined) return findTracedAllows(layer, facts).length > 0
  for (const statement of candidatesFor(layer.allows, facts.request.resource))
    if (applyStatement(statement, facts, layer.layer) !== undefined) return true
  return false
}

/** How far the grants of the layer reach to the caller. */
export function findReach(layer: Layer, facts: RequestFacts): Reach | undefined {
  let reach: Reach | undefined
  if (facts.traced !== undefined) {
    for (const { names } of findTracedAllows(layer, facts)) reach = farther(reach, reachOf(names, facts))
    return reach
  }
  for (const statement of candidatesFor(layer.allows, facts.request.resource)) {
    const match = applyStatement(statement, facts, layer.layer)
    if (match !== undefined) reach = farther(reach, reachOf(match.names, facts))
    if (reach === 'direct') break
  }
  return reach
}

/** Allows that apply, of a decision that has a tree. */
export const findTracedAllows = ({ place }: Layer, { traced }: RequestFacts): readonly Applied[] => traced?.[place]?.allows ?? none

const none: readonly never[] = []

/** The layers in which no statement allows the request. */
export function withoutAllow(layers: readonly Layer[], facts: RequestFacts): readonly Layer[] {
  let found: Layer[] | undefined
  for (const layer of layers) {
    if (allows(layer, facts)) continue
    if (found === undefined) found = [layer]
    else found.push(layer)
  }
  return found ?? none
}
