import type { Effect, Policy } from '../policy/policy.ts'
import { type CompiledStatement, compileStatement } from './compiled-statement.ts'
import { matchesAction } from './match-action.ts'
import { prefixesOf, type ResourceTest } from './match-resource.ts'
import type { AttachedPolicy } from './policy-set.ts'
import type { TraceableStatement } from './traced-statement.ts'

const compiled = new WeakMap<Policy, readonly TraceableStatement[]>()

/** The statements of a policy, compiled on first use. A parsed policy never changes. */
export function statementsOf(policy: Policy): readonly TraceableStatement[] {
  const known = compiled.get(policy)
  if (known !== undefined) return known
  const shared = new Map<string, ResourceTest>()
  const statements = policy.statements.map((statement) => ({
    compiled: compileStatement(statement, policy.version, shared),
    first: undefined,
  }))
  compiled.set(policy, statements)
  return statements
}

/** Statements of one effect about one action, by the literal text with which the ARNs of their resources begin. */
export interface Candidates {
  /** Those that may cover any resource; all of them when they are few. */
  readonly anywhere: readonly CompiledStatement[]
  readonly byPrefix: ReadonlyMap<string, readonly CompiledStatement[]>
  /** Lengths of the prefixes, each once. */
  readonly lengths: readonly number[]
}

/** Statements about an action, given in lower case, by their effect. */
export type StatementIndex = Readonly<Record<Effect, Candidates>>

export function indexStatements(policies: readonly AttachedPolicy[], action: string): StatementIndex {
  const about: Record<Effect, CompiledStatement[]> = { Allow: [], Deny: [] }
  for (const { policy } of policies) for (const statement of statementsAbout(policy, action)) about[statement.effect].push(statement)
  return { Allow: indexByPrefix(about.Allow), Deny: indexByPrefix(about.Deny) }
}

/** How many actions are remembered for one policy. */
const mostActions = 256

const byAction = new WeakMap<Policy, Map<string, readonly CompiledStatement[]>>()

/** The statements of a policy that are about an action; asked again, they are at hand. */
function statementsAbout(policy: Policy, action: string): readonly CompiledStatement[] {
  const known = byAction.get(policy) ?? new Map<string, readonly CompiledStatement[]>()
  byAction.set(policy, known)
  const found = known.get(action)
  if (found !== undefined) return found
  if (known.size >= mostActions) known.clear()
  const about = statementsOf(policy)
    .map((statement) => statement.compiled)
    .filter((statement) => matchesAction(statement.action, action))
  known.set(action, about)
  return about
}

/** Below this an index costs more than it saves. */
const few = 8

const noPrefixes: Pick<Candidates, 'byPrefix' | 'lengths'> = { byPrefix: new Map(), lengths: [] }

function indexByPrefix(candidates: readonly CompiledStatement[]): Candidates {
  if (candidates.length <= few) return { anywhere: candidates, byPrefix: noPrefixes.byPrefix, lengths: noPrefixes.lengths }
  const byPrefix = new Map<string, CompiledStatement[]>()
  for (const candidate of candidates) {
    const { resource } = candidate
    for (const prefix of new Set(resource === undefined ? [''] : prefixesOf(resource))) {
      const listed = byPrefix.get(prefix)
      if (listed === undefined) byPrefix.set(prefix, [candidate])
      else listed.push(candidate)
    }
  }
  const anywhere = byPrefix.get('') ?? []
  byPrefix.delete('')
  return { anywhere, byPrefix, lengths: [...new Set([...byPrefix.keys()].map(({ length }) => length))] }
}

/** Those that may cover the resource. One of several resources may be there twice. */
export function candidatesFor({ anywhere, byPrefix, lengths }: Candidates, resource: string): readonly CompiledStatement[] {
  if (lengths.length === 0) return anywhere
  const found = [...anywhere]
  for (const length of lengths) if (length <= resource.length) found.push(...(byPrefix.get(resource.slice(0, length)) ?? []))
  return found
}
