import type { PolicyVersion, ResourceElement, Statement } from '../policy/policy.ts'
import { type Automaton, automatonOf } from './automaton.ts'
import { type CallerKind, type DimensionFacts, keyDimension, keyFacts, principalArnDimension } from './caller-kind.ts'
import { compileCondition } from './compile-condition.ts'
import { compilePrincipal, serviceDimension } from './compile-principal.ts'
import { compileResource, resourceDimension } from './compile-resource.ts'
import { type AtomTable, and, atomTable, type Formula, literal, no, not, or } from './formula.ts'
import { compileValues, type OpenValues } from './open-value.ts'
import { anyRun, literalTokens } from './token.ts'

/** How statements are read in one search. */
export interface Reading {
  readonly kind: CallerKind
  /** The ARN of the one caller that the search is about. */
  readonly principal?: string
  /** The resources that the search is about. */
  readonly within?: readonly ResourceElement[]
  /** Keys, in lower case, whose value is known. */
  readonly facts?: ReadonlyMap<string, string>
  /** Partitions that callers can be of. */
  readonly partitions?: readonly string[]
  /** Values of the variables' keys, lower-cased; undefined where the key is not sent. Absent when variables stay open. */
  readonly variables?: ReadonlyMap<string, string | undefined>
  /** A variable without a value in `NotResource` or a negated operator makes the statement void, instead of matching nothing. */
  readonly voidUnresolved?: boolean
  /** Keys, lower-cased, that some statement compares with a set operator: one that AWS does not list then holds a list. */
  readonly quantified?: ReadonlySet<string>
}

/** Turns statements into formulas over the atoms of one search. */
export interface StatementCompiler {
  readonly reading: Reading
  readonly table: AtomTable
  /** When a statement about the action applies. */
  readonly compile: (statement: Statement, version: PolicyVersion, namesPrincipals: boolean) => Formula
  readonly facts: (dimension: string) => DimensionFacts
  /** What holds of every request: a variable that has a value is a key that is sent. */
  readonly axioms: Formula[]
  /** Keys of variables that stay open, lower-cased. */
  readonly openKeys: Set<string>
  /** Keys as the policies write them, by their lower-cased name. */
  readonly spellings: Map<string, string>
}

export function statementCompiler(reading: Reading): StatementCompiler {
  const known = new Map<string, DimensionFacts>()
  const facts = (dimension: string): DimensionFacts => {
    const before = known.get(dimension)
    if (before !== undefined) return before
    const made = factsOf(dimension, reading)
    known.set(dimension, made)
    return made
  }
  const compiler: StatementCompiler = {
    reading,
    table: atomTable(),
    facts,
    axioms: [],
    openKeys: new Set(),
    spellings: new Map(),
    compile: (statement, version, namesPrincipals) => compileStatement(statement, version, namesPrincipals, compiler),
  }
  return compiler
}

const always: DimensionFacts = { presence: 'always', multivalued: false, domain: [] }
const possible: DimensionFacts = { presence: 'possible', multivalued: false, domain: [] }

function factsOf(dimension: string, { kind, quantified, principal, facts, partitions }: Reading): DimensionFacts {
  const given = dimension.startsWith('key ') ? facts?.get(dimension.slice(4)) : undefined
  const known = given ?? (principal === undefined ? undefined : knownOfCaller(dimension, principal))
  if (known !== undefined) return { presence: 'always', multivalued: false, domain: [automatonOf([literalTokens(known)])] }
  if (dimension.startsWith('key ')) {
    const own = keyFacts(dimension.slice(4), kind, quantified?.has(dimension.slice(4)) === true)
    return dimension === principalArnDimension && partitions !== undefined
      ? { ...own, domain: [...own.domain, ofPartitions(partitions)] }
      : own
  }
  return dimension === resourceDimension || dimension === serviceDimension ? always : possible
}

/** Access never crosses partitions. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const ofPartitions = (partitions: readonly string[]): Automaton =>
  automatonOf(partitions.map((partition) => [...literalTokens(`arn:${partition}:`), anyRun]))

/** What the ARN of a user or role says. */
function knownOfCaller(dimension: string, arn: string): string | undefined {
  if (dimension === principalArnDimension) return arn
  return dimension === keyDimension('aws:username') && arn.includes(':user/') ? arn.slice(arn.lastIndexOf('/') + 1) : undefined
}

function compileStatement(statement: Statement, version: PolicyVersion, namesPrincipals: boolean, compiler: StatementCompiler): Formula {
  const { principal, resource, conditions, effect } = statement
  for (const { key } of conditions) if (!compiler.spellings.has(key.toLowerCase())) compiler.spellings.set(key.toLowerCase(), key)
  if (principal === undefined && namesPrincipals) return no
  const values: OpenValues = compileValues(compiler)
  const parts: Formula[] = []
  if (principal !== undefined) parts.push(compilePrincipal(principal, compiler.reading.kind, effect, compiler.table))
  if (resource !== undefined) parts.push(compileResource(resource, version, values))
  for (const condition of conditions) parts.push(compileCondition(condition, version, compiler, values))
  return and(parts)
}

/** Keys of context that some statement compares with `ForAllValues` or `ForAnyValue`. */
export function quantifiedKeys(statements: Iterable<Statement>): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const { conditions } of statements)
    for (const { key, operator } of conditions) if (operator.quantifier !== undefined) keys.add(key.toLowerCase())
  return keys
}

/** Whether the key is sent, as a formula. */
export function isAbsent(dimension: string, { facts, table }: Pick<StatementCompiler, 'facts' | 'table'>): Formula {
  const { presence } = facts(dimension)
  if (presence === 'always') return no
  if (presence === 'never') return not(no)
  return literal(table.atom(dimension, '', 'absent', { kind: 'absent' }))
}

export const implies = (one: Formula, other: Formula): Formula => or([not(one), other])
