import type { Policy, PolicyVersion, Statement } from '../policy/policy.ts'
import type { ElementTrace, LayerName, StatementTrace } from './decision.ts'
import { type CompiledAction, compileAction, matchesAction, traceAction } from './match-action.ts'
import { type CompiledCondition, compileCondition, matchesCondition, traceCondition } from './match-condition.ts'
import { matchPrincipal, type PrincipalMatch, tracePrincipal } from './match-principal.ts'
import { type CompiledResource, compileResource, matchesResource, traceResource } from './match-resource.ts'
import { namesPrincipals, type RequestFacts } from './request-facts.ts'

/** A statement with its patterns ready to match. */
export interface CompiledStatement {
  readonly statement: Statement
  /** Position among the policy's statements. */
  readonly position: number
  readonly action: CompiledAction
  readonly resource: CompiledResource | undefined
  readonly conditions: readonly CompiledCondition[]
}

export function compileStatement(statement: Statement, position: number, version: PolicyVersion): CompiledStatement {
  return {
    statement,
    position,
    action: compileAction(statement.action),
    resource: statement.resource === undefined ? undefined : compileResource(statement.resource, version),
    conditions: statement.conditions.map((condition) => compileCondition(condition, version)),
  }
}

const compiled = new WeakMap<Policy, readonly CompiledStatement[]>()

/** The statements of a policy, compiled on first use. A parsed policy never changes. */
export function statementsOf(policy: Policy): readonly CompiledStatement[] {
  const known = compiled.get(policy)
  if (known !== undefined) return known
  const statements = policy.statements.map((statement, position) => compileStatement(statement, position, policy.version))
  compiled.set(policy, statements)
  return statements
}

/** Where nobody is named, the statement is about whoever the policy is attached to. */
const theAttached: PrincipalMatch = { names: 'everyone' }

/**
 * Whether each element of the statement matches, and by which principal pattern; undefined when it does not apply.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function applyStatement(compiled: CompiledStatement, facts: RequestFacts, layer: LayerName): PrincipalMatch | undefined {
  const { action, resource, conditions } = compiled
  if (!matchesAction(action, facts) || (resource !== undefined && !matchesResource(resource, facts))) return undefined
  const principal = matchCaller(compiled, facts, layer)
  if (principal === undefined) return undefined
  for (const condition of conditions) if (!matchesCondition(condition, facts)) return undefined
  return principal
}

function matchCaller(
  { statement: { principal, effect } }: CompiledStatement,
  facts: RequestFacts,
  layer: LayerName,
): PrincipalMatch | undefined {
  if (principal === undefined) return namesPrincipals(layer) ? undefined : theAttached
  return matchPrincipal(principal, facts, { layer, effect })
}

/** The same elements, all of them, each with its reason. */
export function traceStatement(compiled: CompiledStatement, facts: RequestFacts, layer: LayerName): StatementTrace {
  const { at, index, sid, effect } = compiled.statement
  const because = traceElements(compiled, facts, layer)
  return {
    node: 'statement',
    at,
    index,
    ...(sid === undefined ? {} : { sid }),
    effect,
    applies: because.every(({ matches }) => matches),
    because,
  }
}

function traceElements(
  { statement, action, resource, conditions }: CompiledStatement,
  facts: RequestFacts,
  layer: LayerName,
): readonly ElementTrace[] {
  const { principal, effect, at } = statement
  const missing: ElementTrace = { node: 'element', element: 'principal', at, matches: false, why: { code: 'elementMissing' } }
  return [
    ...(principal === undefined ? (namesPrincipals(layer) ? [missing] : []) : [tracePrincipal(principal, facts, { layer, effect })]),
    traceAction(action, facts),
    ...(resource === undefined ? [] : [traceResource(resource, facts)]),
    ...conditions.map((condition) => traceCondition(condition, facts)),
  ]
}
