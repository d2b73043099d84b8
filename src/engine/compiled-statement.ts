import type { Effect, PolicyVersion, Statement } from '../policy/policy.ts'
import type { ElementTrace, LayerName, StatementTrace } from './decision.ts'
import { type CompiledAction, compileAction } from './match-action.ts'
import { type CompiledCondition, compileCondition, matchesCondition, traceCondition } from './match-condition.ts'
import { type CompiledPrincipal, compilePrincipal, matchPrincipal, type PrincipalMatch, tracePrincipal } from './match-principal.ts'
import { type CompiledResource, compileResource, matchesResource, traceResource } from './match-resource.ts'
import { namesPrincipals, type RequestFacts } from './request-facts.ts'

/** A statement with its patterns ready to match. */
export interface CompiledStatement {
  readonly statement: Statement
  /** Position among the policy's statements. */
  readonly position: number
  readonly effect: Effect
  readonly principal: CompiledPrincipal | undefined
  readonly action: CompiledAction
  readonly resource: CompiledResource | undefined
  readonly conditions: readonly CompiledCondition[]
}

export function compileStatement(statement: Statement, position: number, version: PolicyVersion): CompiledStatement {
  return {
    statement,
    position,
    effect: statement.effect,
    principal: statement.principal === undefined ? undefined : compilePrincipal(statement.principal),
    action: compileAction(statement.action),
    resource: statement.resource === undefined ? undefined : compileResource(statement.resource, version),
    conditions: statement.conditions.map((condition) => compileCondition(condition, version)),
  }
}

/** Where nobody is named, the statement is about whoever the policy is attached to. */
const theAttached: PrincipalMatch = { names: 'everyone' }

/**
 * Whether a statement about the action applies: whether each of its other elements matches, and by which principal pattern. Undefined when it
 * does not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function applyStatement(compiled: CompiledStatement, facts: RequestFacts, layer: LayerName): PrincipalMatch | undefined {
  const { resource, conditions } = compiled
  if (resource !== undefined && !matchesResource(resource, facts)) return undefined
  const principal = matchCaller(compiled, facts, layer)
  if (principal === undefined) return undefined
  for (const condition of conditions) if (!matchesCondition(condition, facts)) return undefined
  return principal
}

/** By which principal pattern the statement means the caller; undefined when it does not. */
export function matchCaller({ principal, effect }: CompiledStatement, facts: RequestFacts, layer: LayerName): PrincipalMatch | undefined {
  if (principal === undefined) return namesPrincipals(layer) ? undefined : theAttached
  return matchPrincipal(principal, facts, layer, effect)
}

/** All elements of a statement, each with its reason. */
export function traceStatement(compiled: CompiledStatement, facts: RequestFacts, layer: LayerName): StatementTrace {
  const { at, index, sid, effect } = compiled.statement
  const because = traceElements(compiled, facts, layer)
  let applies = true
  for (const { matches } of because) if (!matches) applies = false
  if (sid === undefined) return { node: 'statement', at, index, effect, applies, because }
  return { node: 'statement', at, index, sid, effect, applies, because }
}

function traceElements(compiled: CompiledStatement, facts: RequestFacts, layer: LayerName): readonly ElementTrace[] {
  const { action, resource, conditions } = compiled
  const who = traceCaller(compiled, facts, layer)
  const what = action.trace(facts.request.action)
  const about = who === undefined ? [what] : [who, what]
  if (resource !== undefined) about.push(traceResource(resource, facts))
  for (const condition of conditions) about.push(traceCondition(condition, facts))
  return about
}

/** Undefined where nobody is named and nobody has to be. */
function traceCaller({ principal, effect, statement }: CompiledStatement, facts: RequestFacts, layer: LayerName): ElementTrace | undefined {
  if (principal !== undefined) return tracePrincipal(principal, facts, layer, effect)
  if (!namesPrincipals(layer)) return undefined
  return { node: 'element', element: 'principal', at: statement.at, matches: false, why: { code: 'elementMissing' } }
}
