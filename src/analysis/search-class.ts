import { operatorFacts } from '../policy/condition-operator.ts'
import type { Condition } from '../policy/policy.ts'

import { type AccessSide, type Alternatives, bodyOf, namesPrincipals, type SideStatement } from './access-side.ts'
import type { Budget } from './budget.ts'
import { witnessOf } from './build-witness.ts'
import type { Callers } from './caller-choice.ts'
import { type CallerKind, keyDimension } from './caller-kind.ts'
import { compileCondition } from './compile-condition.ts'
import { compileResource } from './compile-resource.ts'
import { isAbsent, type Reading, type StatementCompiler, statementCompiler } from './compile-statement.ts'
import type { Verdict } from './decide-dimension.ts'
import { and, atomsOf, type Formula, literal, not, or } from './formula.ts'
import type { Found } from './found.ts'
import { compileValues } from './open-value.ts'
import { candidateValues, openAxioms } from './open-variables.ts'
import type { ResourceTemplate } from './resource-template.ts'
import { type Answer, type Model, solve } from './solve.ts'

/** The statements of both sides about one class of actions. */
export interface ClassStatements {
  readonly before: SideAbout
  readonly after: SideAbout
}

export interface SideAbout {
  readonly denies: Alternatives
  readonly paths: readonly (readonly Alternatives[])[]
}

/** Those statements of a side that are about a class. */
export function aboutClass({ statements, paths }: AccessSide, isAbout: (statement: SideStatement) => boolean): SideAbout {
  return {
    denies: statements.filter((each) => each.statement.effect === 'Deny' && isAbout(each)),
    paths: paths
      .map((path) => path.map((alternatives) => alternatives.filter(isAbout)))
      .filter((path) => path.every(({ length }) => length > 0)),
  }
}

/** A way to new access: the statement that leads it, and the others it needs. */
export interface Lead {
  readonly statement: SideStatement | undefined
  readonly path: readonly Alternatives[]
}

/**
 * The allows of after that may bring something new. One that before has word for word does not, unless a Deny of before is gone.
 */
export function leadsOf({ before, after }: ClassStatements): readonly Lead[] {
  const denied = deniesGone({ before, after })
  const [only, ...others] = before.paths
  const [pathBefore, ...moreBefore] = only ?? []
  const plain = denied.length === 0 && others.length === 0 && moreBefore.length === 0 && after.paths.every(({ length }) => length === 1)
  const there = new Set(plain ? pathBefore?.map(bodyOf) : [])
  if (plain && only?.length === 0) return []
  return after.paths.flatMap((path): readonly Lead[] => {
    const [first, ...rest] = path.toSorted((a, b) => b.length - a.length)
    if (first === undefined) return denied.length === 0 ? [] : [{ statement: undefined, path: [] }]
    return first.filter((statement) => !there.has(bodyOf(statement))).map((statement) => ({ statement, path: rest }))
  })
}

/** Denies of before that after does not have word for word. */
function deniesGone({ before, after }: ClassStatements): Alternatives {
  const kept = new Set(after.denies.map(bodyOf))
  return before.denies.filter((statement) => !kept.has(bodyOf(statement)))
}

/** What one kind of caller can newly do. */
export interface ClassSearch {
  readonly kind: CallerKind
  readonly statements: ClassStatements
  readonly lead: Lead
  readonly compiler: StatementCompiler
  readonly formulas: Map<SideStatement, Formula>
  readonly known: Map<string, Verdict>
  readonly budget: Budget
  /** What trying values for variables came to so far: the other groups of the class are much alike. */
  readonly tried: TriedValues
}

export interface TriedValues {
  lucky: readonly (string | undefined)[] | undefined
  failures: number
}

/** After allows by this lead, and before does not. */
export function questionOf({
  statements,
  lead,
  compiler,
  formulas,
}: Pick<ClassSearch, 'statements' | 'lead' | 'compiler' | 'formulas'>): Formula {
  const compile = (each: SideStatement): Formula => {
    const known = formulas.get(each)
    if (known !== undefined) return known
    const made = compiler.compile(each.statement, each.version, namesPrincipals(each.layer))
    formulas.set(each, made)
    return made
  }
  const anyOf = (alternatives: Alternatives): Formula => or(alternatives.map(compile))
  const { before, after } = statements
  const allowedBefore = and([not(anyOf(deniesGone(statements))), or(before.paths.map((path) => and(path.map(anyOf))))])
  const { within = [] } = compiler.reading
  return and([
    ...within.map((element) => compileResource(element, '2008-10-17', compileValues(compiler))),
    lead.statement === undefined ? and([]) : compile(lead.statement),
    ...lead.path.map(anyOf),
    not(anyOf(after.denies)),
    not(allowedBefore),
  ])
}

/** The question with what holds of every request. */
export function withAxioms(question: Formula, compiler: StatementCompiler, budget: Budget): Formula {
  if (compiler.openKeys.size === 0) return question
  const atoms = atomsOf(question)
  const axioms = compiler.axioms.filter((axiom) => [...atomsOf(axiom)].some((atom) => atom.test.kind === 'variable' && atoms.has(atom)))
  return and([question, ...axioms, ...openAxioms(atoms, compiler.table, budget)])
}

export interface Subject {
  readonly before: AccessSide
  readonly after: AccessSide
  readonly callers: Callers
  readonly showsCaller: boolean
}

const none: Found = { result: 'none' }

/** Looks for a request for the action on such a resource that is new. */
export function searchFor(search: ClassSearch, action: string, template: ResourceTemplate, subject: Subject): Found {
  const found = searchIn(search, action, template, subject)
  return found.result === 'none' && template.otherwise !== undefined ? searchFor(search, action, template.otherwise, subject) : found
}

function searchIn(search: ClassSearch, action: string, template: ResourceTemplate, subject: Subject): Found {
  const { compiler, budget } = search
  const question = questionOf(search)
  if (question.kind === 'constant' && !question.value) return none
  const full = withAxioms(question, compiler, budget)
  const ask = (formula: Formula, asked: StatementCompiler, known: Map<string, Verdict>): Answer =>
    solve({ formula, facts: factsWith(asked, template), budget, known, scope: template.key })
  const show = (model: Model, asked: StatementCompiler): Found | undefined =>
    witnessOf(model, asked, search.kind, action, template, subject, budget)
  const answer = ask(full, compiler, search.known)
  if (!answer.satisfiable) return answer.unsure ? unsure : readOtherwise(search, ask)
  const shown = show(answer.model, compiler)
  if (shown !== undefined) return shown
  return (
    withoutOpaque(full, compiler, search.known, ask, show) ??
    withValues(search, question, answer.model, ask, show) ??
    failed(answer.model, compiler)
  )
}

const unsure: Found = {
  result: 'undecided',
  code: 'mixed-values',
  because: 'a condition key is compared as text and as a number, date or address at once',
}

export const factsWith = (compiler: StatementCompiler, template: ResourceTemplate): StatementCompiler['facts'] => {
  const resource = { presence: 'always', multivalued: false, domain: [template.domain] } as const
  return (dimension) => (dimension === 'resource' ? resource : compiler.facts(dimension))
}

type Ask = (formula: Formula, compiler: StatementCompiler, known: Map<string, Verdict>) => Answer
type Show = (model: Model, compiler: StatementCompiler) => Found | undefined

/** A witness that hangs on nothing that is outside the exact fragment. */
function withoutOpaque(
  formula: Formula,
  compiler: StatementCompiler,
  known: Map<string, Verdict>,
  ask: Ask,
  show: Show,
): Found | undefined {
  const opaque = [...atomsOf(formula)].filter(({ test }) => test.kind === 'opaque')
  if (opaque.length === 0) return undefined
  const answer = ask(and([formula, ...opaque.map((atom) => not(literal(atom)))]), compiler, known)
  return answer.satisfiable ? show(answer.model, compiler) : undefined
}

const mostCombinations = 160

/** Gives the variables values, one combination after the other; with values for all of them a question is exact. */
function withValues(search: ClassSearch, question: Formula, model: Model, ask: Ask, show: Show): Found | undefined {
  const { compiler, kind, statements, lead } = search
  const atoms = atomsOf(question)
  const keys = [...new Set([...atoms].flatMap((atom) => (atom.test.kind === 'variable' ? atom.test.keys : [])))]
  if (keys.length === 0) return undefined
  const candidates = keys.map((key): readonly (string | undefined)[] => [
    ...candidateValues(key, atoms, model.values),
    ...(compiler.facts(keyDimension(key)).presence === 'always' ? [] : [undefined]),
  ])
  const { tried } = search
  const all = combinations(candidates)
  const first = tried.lucky?.length === keys.length ? [tried.lucky] : []
  for (const combination of [...first, ...(tried.failures < mostFailures ? all : all.slice(0, few))]) {
    const variables = new Map(keys.map((key, index) => [key, combination[index]]))
    const fixed = statementCompiler({ ...compiler.reading, kind, variables })
    for (const [key, spelling] of compiler.spellings) fixed.spellings.set(key, spelling)
    const formula = and([
      questionOf({ statements, lead, compiler: fixed, formulas: new Map() }),
      ...[...variables].map(([key, value]) => pin(key, value, fixed)),
    ])
    const answer = ask(formula, fixed, new Map())
    const shown = answer.satisfiable ? show(answer.model, fixed) : undefined
    if (shown === undefined) continue
    tried.lucky = combination
    return shown
  }
  tried.failures += 1
  return undefined
}

/** After so many groups without a witness the next ones are tried with few values only. */
const mostFailures = 2
const few = 8

/** Every choice of one value each, those of the first candidates first. */
function combinations(candidates: readonly (readonly (string | undefined)[])[]): readonly (readonly (string | undefined)[])[] {
  let all: { readonly values: readonly (string | undefined)[]; readonly rank: number }[] = [{ values: [], rank: 0 }]
  for (const choices of candidates) {
    all = all.flatMap(({ values, rank }) => choices.map((choice, index) => ({ values: [...values, choice], rank: rank + index })))
    all = all.toSorted((a, b) => a.rank - b.rank).slice(0, mostCombinations)
  }
  return all.map(({ values }) => values)
}

/** That the key has the value, or is not sent. */
function pin(key: string, value: string | undefined, compiler: StatementCompiler): Formula {
  if (value === undefined) return isAbsent(keyDimension(key), compiler)
  const at = { file: '', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } }
  const condition: Condition = {
    at,
    operatorAt: at,
    keyAt: at,
    key,
    operator: { text: 'StringEquals', name: 'StringEquals', ifExists: false },
    values: [{ text: value, at }],
  }
  return compileCondition(condition, '2008-10-17', compiler, compileValues(compiler))
}

function failed({ literals }: Model, compiler: StatementCompiler): Found {
  const opaque = [...literals.keys()].find(({ test }) => test.kind === 'opaque')
  if (opaque !== undefined) return { result: 'undecided', code: 'outside', because: `\`${opaque.text}\` is outside of what can be decided` }
  if (compiler.openKeys.size > 0)
    return {
      result: 'undecided',
      code: 'variables',
      because: `it depends on how values of the variables ${[...compiler.openKeys].map((key) => `\`${key}\``).join(', ')} relate`,
    }
  return { result: 'undecided', code: 'replay', because: 'the engine does not confirm the example that was found' }
}

/**
 * AWS's pages do not say whether a variable without a value in `NotResource` or a negated operator matches nothing or makes the statement void.
 * Where the second reading would let something through, the answer is left to a person.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function readOtherwise(search: ClassSearch, ask: Ask): Found {
  const { statements, lead, compiler, budget } = search
  if (!hangsOnReading(statements)) return none
  const reading: Reading = { ...compiler.reading, voidUnresolved: true }
  const other = statementCompiler(reading)
  const question = questionOf({ statements, lead, compiler: other, formulas: new Map() })
  const answer = ask(withAxioms(question, other, budget), other, new Map())
  if (!answer.satisfiable) return none
  return {
    result: 'undecided',
    code: 'unresolved-variable',
    because:
      'it depends on whether a variable without a value in `NotResource` or a negated operator makes the whole statement void, which AWS does not document',
  }
}

/** Whether some statement may be void for want of a variable's value. */
export const hangsOnReading = ({ before, after }: ClassStatements): boolean =>
  [...before.denies, ...before.paths.flat(2), ...after.denies, ...after.paths.flat(2)].some(mayBeVoid)

const mayBeVoid = ({ statement, version }: SideStatement): boolean =>
  version === '2012-10-17' &&
  ((statement.resource?.element === 'NotResource' && statement.resource.patterns.some(({ text }) => text.includes('${'))) ||
    statement.conditions.some(
      ({ operator, values }) => operatorFacts(operator.name).negates !== undefined && values.some(({ text }) => text.includes('${')),
    ))
