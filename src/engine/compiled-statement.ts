import type { Span } from '../base/span.ts'
import type { Effect, PolicyVersion, Statement } from '../policy/policy.ts'
import type { LayerName } from './decision.ts'
import { type CompiledAction, compileAction } from './match-action.ts'
import { type CompiledCondition, compileCondition, matchesCondition } from './match-condition.ts'
import { type CompiledPrincipal, compilePrincipal, matchPrincipal, type PrincipalMatch } from './match-principal.ts'
import { type CompiledResource, compileResource, matchesResource, type ResourceTest } from './match-resource.ts'
import { namesPrincipals, type RequestFacts } from './request-facts.ts'

/** A statement with its patterns ready to match. */
export interface CompiledStatement {
  readonly at: Span
  readonly index: number
  readonly sid: string | undefined
  readonly effect: Effect
  readonly principal: CompiledPrincipal | undefined
  readonly action: CompiledAction
  readonly resource: CompiledResource | undefined
  readonly conditions: readonly CompiledCondition[]
}

export function compileStatement(statement: Statement, version: PolicyVersion, shared: Map<string, ResourceTest>): CompiledStatement {
  return {
    at: statement.at,
    index: statement.index,
    sid: statement.sid,
    effect: statement.effect,
    principal: statement.principal === undefined ? undefined : compilePrincipal(statement.principal),
    action: compileAction(statement.action),
    resource: statement.resource === undefined ? undefined : compileResource(statement.resource, version, shared),
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
