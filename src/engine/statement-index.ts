import type { Effect, Policy } from '../policy/policy.ts'
import { type CompiledStatement, compileStatement } from './compiled-statement.ts'
import { matchesAction } from './match-action.ts'
import { prefixesOf } from './match-resource.ts'

/** The statements of a policy, compiled, and found by action and resource. */
export interface StatementIndex {
  readonly statements: readonly CompiledStatement[]
  /** Statements about an action, by its lower-cased name: those that were asked for. */
  readonly byAction: Map<string, Readonly<Record<Effect, Candidates>>>
}

/** Statements of one effect about one action, by the literal text with which the ARNs of their resources begin. */
interface Candidates {
  /** Those that may cover any resource; all of them when they are few. */
  readonly anywhere: readonly CompiledStatement[]
  readonly byPrefix: ReadonlyMap<string, readonly CompiledStatement[]>
  /** Lengths of the prefixes, each once. */
  readonly lengths: readonly number[]
}

/** Below this an index costs more than it saves. */
const few = 8

/** How many actions are remembered. */
const mostActions = 256

const indexes = new WeakMap<Policy, StatementIndex>()

/** The index of a policy, made on first use. A parsed policy never changes. */
export function indexOf(policy: Policy): StatementIndex {
  const known = indexes.get(policy)
  if (known !== undefined) return known
  const statements = policy.statements.map((statement, position) => compileStatement(statement, position, policy.version))
  const index = { statements, byAction: new Map() }
  indexes.set(policy, index)
  return index
}

/**
 * Calls `visit` with the statements of one effect that are about the action and whose resources may cover the ARN, until one is enough. A
 * statement may come twice.
 */
export function visitCandidates(
  index: StatementIndex,
  effect: Effect,
  action: string,
  resource: string,
  visit: (statement: CompiledStatement) => boolean,
): boolean {
  const { anywhere, byPrefix, lengths } = candidatesFor(index, action)[effect]
  for (const statement of anywhere) if (visit(statement)) return true
  for (const length of lengths) {
    if (length > resource.length) continue
    for (const statement of byPrefix.get(resource.slice(0, length)) ?? []) if (visit(statement)) return true
  }
  return false
}

function candidatesFor({ statements, byAction }: StatementIndex, action: string): Readonly<Record<Effect, Candidates>> {
  const known = byAction.get(action)
  if (known !== undefined) return known
  const about = statements.filter((statement) => matchesAction(statement.action, action))
  const candidates = {
    Allow: indexByPrefix(about.filter(({ statement }) => statement.effect === 'Allow')),
    Deny: indexByPrefix(about.filter(({ statement }) => statement.effect === 'Deny')),
  }
  if (byAction.size >= mostActions) byAction.clear()
  byAction.set(action, candidates)
  return candidates
}

function indexByPrefix(statements: readonly CompiledStatement[]): Candidates {
  if (statements.length <= few) return { anywhere: statements, byPrefix: new Map(), lengths: [] }
  const byPrefix = new Map<string, CompiledStatement[]>()
  for (const statement of statements) {
    const prefixes = statement.resource === undefined ? [''] : prefixesOf(statement.resource)
    for (const prefix of new Set(prefixes)) {
      const listed = byPrefix.get(prefix)
      if (listed === undefined) byPrefix.set(prefix, [statement])
      else listed.push(statement)
    }
  }
  const anywhere = byPrefix.get('') ?? []
  byPrefix.delete('')
  return { anywhere, byPrefix, lengths: [...new Set([...byPrefix.keys()].map(({ length }) => length))] }
}
