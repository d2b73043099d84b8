import type { Effect } from '../policy/policy.ts'
import { applyStatement, type CompiledStatement, matchCaller, traceStatement } from './compiled-statement.ts'
import type { LayerName, LayerTrace, Outcome, PolicyTrace, StatementTrace } from './decision.ts'
import type { PrincipalMatch } from './match-principal.ts'
import { farther, type Reach, reachOf } from './naming.ts'
import type { AttachedPolicy } from './policy-set.ts'
import type { RequestFacts } from './request-facts.ts'
import { type Candidate, type Candidates, candidatesFor } from './statement-index.ts'

/** The policies of one type, and those of their statements that are about the action; SCPs and RCPs have one layer a level. */
export interface Layer {
  readonly layer: LayerName
  readonly level: number | undefined
  /** Among the layers of the policy set, those that do not bind included. */
  readonly place: number
  readonly policies: readonly AttachedPolicy[]
  /** Of each policy. */
  readonly statements: readonly (readonly CompiledStatement[])[]
  readonly allows: Candidates
  readonly denies: Candidates
}

/** A statement that applies, where it stands, and how it names the caller. */
export interface Applied {
  readonly layer: Layer
  /** Position of the policy in its layer. */
  readonly policy: number
  readonly statement: CompiledStatement
  readonly principal: PrincipalMatch
}

/** The first statement of the effect that the search comes upon. */
export function findApplying(layer: Layer, effect: Effect, facts: RequestFacts): Applied | undefined {
  for (const candidate of candidatesFor(effect === 'Allow' ? layer.allows : layer.denies, facts.request.resource)) {
    const principal = judge(layer, candidate, facts)
    if (principal !== undefined) return { layer, policy: candidate.policy, statement: candidate.statement, principal }
  }
  return undefined
}

/** How far the grants of the layer reach to the caller. */
export function findReach(layer: Layer, facts: RequestFacts): Reach | undefined {
  let reach: Reach | undefined
  for (const candidate of candidatesFor(layer.allows, facts.request.resource)) {
    const principal = judge(layer, candidate, facts)
    if (principal !== undefined) reach = farther(reach, reachOf(principal.names, facts))
    if (reach === 'direct') break
  }
  return reach
}

function allows(layer: Layer, facts: RequestFacts): boolean {
  for (const candidate of candidatesFor(layer.allows, facts.request.resource)) if (judge(layer, candidate, facts) !== undefined) return true
  return false
}

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

const none: readonly Layer[] = []

/** Every statement of the effect that applies, in their order. */
export function findAllApplying(layer: Layer, effect: Effect, facts: RequestFacts): readonly Applied[] {
  const found: Applied[] = []
  for (const candidate of candidatesFor(effect === 'Allow' ? layer.allows : layer.denies, facts.request.resource)) {
    const principal = judge(layer, candidate, facts)
    if (principal !== undefined) found.push({ layer, policy: candidate.policy, statement: candidate.statement, principal })
  }
  return found.length > 1 ? inOrder(found) : found
}

/** Whether a statement applies, and by which principal pattern. */
function judge(layer: Layer, { policy, statement }: Candidate, facts: RequestFacts): PrincipalMatch | undefined {
  if (facts.traces === undefined) return applyStatement(statement, facts, layer.layer)
  const applies = facts.traces[layer.place]?.because[policy]?.because[statement.position]?.applies
  return applies === true ? matchCaller(statement, facts, layer.layer) : undefined
}

/** What the tree says of a statement that applies. */
export const traceOf = ({ layer, policy, statement }: Applied, { traces }: RequestFacts): StatementTrace | undefined =>
  traces?.[layer.place]?.because[policy]?.because[statement.position]

/** An index finds statements in its own order, and one of several resources more than once. */
function inOrder(found: readonly Applied[]): readonly Applied[] {
  const sorted = found.toSorted((a, b) => a.policy - b.policy || a.statement.position - b.statement.position)
  return sorted.filter((applied, place) => {
    const before = sorted[place - 1]
    return before?.policy !== applied.policy || before.statement !== applied.statement
  })
}

/** Every statement of the layer with its reasons. */
export function traceLayer({ layer, level, policies, statements }: Layer, facts: RequestFacts): LayerTrace {
  const because: PolicyTrace[] = []
  for (let place = 0; place < policies.length; place += 1) {
    const attached = policies[place]
    const compiled = statements[place]
    if (attached !== undefined && compiled !== undefined) because.push(tracePolicy(attached, compiled, facts, layer))
  }
  const outcome = layerOutcome(layer, because)
  return level === undefined ? { node: 'layer', layer, outcome, because } : { node: 'layer', layer, level, outcome, because }
}

function tracePolicy(
  { name, arn }: AttachedPolicy,
  statements: readonly CompiledStatement[],
  facts: RequestFacts,
  layer: LayerName,
): PolicyTrace {
  const because = statements.map((statement) => traceStatement(statement, facts, layer))
  return arn === undefined ? { node: 'policy', name, because } : { node: 'policy', name, arn, because }
}

/**
 * What the statements of a layer come to. RCPFullAWSAccess is attached at every level and cannot be detached, so an RCP only ever denies.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function layerOutcome(layer: LayerName, policies: readonly PolicyTrace[]): Outcome {
  let allowed = layer === 'resourceControl'
  for (const { because } of policies)
    for (const { applies, effect } of because) {
      if (applies && effect === 'Deny') return 'explicitDeny'
      if (applies) allowed = true
    }
  return allowed ? 'allowed' : 'implicitDeny'
}
