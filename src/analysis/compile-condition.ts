import { isMultivaluedKey } from '../engine/multivalued-key.ts'
import { isTrue } from '../engine/scalar.ts'
import { operatorFacts } from '../policy/condition-operator.ts'
import { compilePattern, type PatternPart, parsePattern } from '../policy/pattern.ts'
import type { Condition, ConditionOperatorName, PolicyVersion } from '../policy/policy.ts'
import { literalOf, parseTemplate, type Template } from '../policy/template.ts'
import { type DimensionFacts, keyDimension, principalArnDimension } from './caller-kind.ts'
import { serviceDimension } from './compile-principal.ts'
import { type AtomTable, and, type Formula, literal, no, not, or, yes } from './formula.ts'
import type { OpenValues, PolicyValue } from './open-value.ts'
import { anyOne, anyRun, isRun, literalTokens, patternTokens, segmentOne, segmentRun, type Tokens } from './token.ts'
import { textSet, type ValueSet, valueSetOf } from './value-set.ts'

interface Compiling {
  readonly table: AtomTable
  readonly facts: (dimension: string) => DimensionFacts
}

/**
 * When a condition holds. All operators are built from three questions: is the key absent, does it have one value, is one of its values among
 * the expected ones.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
 */
export function compileCondition(condition: Condition, version: PolicyVersion, compiling: Compiling, values: OpenValues): Formula {
  const { operator, key } = condition
  const dimension = keyDimension(key.toLowerCase())
  const facts = compiling.facts(dimension)
  const absent = absence(dimension, facts, compiling.table)
  if (operator.name === 'Null') return compileNull(condition, absent)
  if (operator.name === 'Bool' && facts.domain.length === 0 && condition.values.some(({ text }) => !isTrue(text)))
    return compileFalse(condition, absent, facts, compiling.table, values)
  const negated = operatorFacts(operator.name).negates !== undefined
  const listed = condition.values.map(({ text }) => ({ text, template: templateOf(text, operator.name, version) }))
  const ask = (outside: boolean): Formula =>
    facts.presence === 'never' ? no : askFor(dimension, listed, operator.name, outside, values, facts)
  const holds = facts.multivalued
    ? ofList(condition, negated, absent, ask, dimension, compiling.table)
    : ofOne(condition, negated, absent, ask)
  return negated ? and([holds, values.resolved(listed)]) : holds
}

function absence(dimension: string, { presence }: DimensionFacts, table: AtomTable): Formula {
  if (presence === 'always') return no
  return presence === 'never' ? yes : literal(table.atom(dimension, '', 'absent', { kind: 'absent' }))
}

function compileNull({ values }: Condition, absent: Formula): Formula {
  const asked = values.map(({ text }) => isTrue(text))
  return or([asked.includes(true) ? absent : no, asked.includes(false) ? not(absent) : no])
}

/** Of a key that may hold any text, all is false that is not `true`. */
function compileFalse(
  { operator, key, values: listed }: Condition,
  absent: Formula,
  facts: DimensionFacts,
  table: AtomTable,
  values: OpenValues,
): Formula {
  if (facts.presence === 'never') return operator.ifExists || operator.quantifier === 'ForAllValues' ? yes : no
  const dimension = keyDimension(key.toLowerCase())
  const askTrue = (outside: boolean): Formula =>
    askFor(dimension, [{ text: 'true', template: templateOf('true', 'Bool', '2012-10-17') }], 'Bool', outside, values, facts)
  const isAny = listed.some(({ text }) => isTrue(text))
  const { quantifier, ifExists } = operator
  if (facts.multivalued && quantifier === 'ForAnyValue') return isAny ? not(absent) : askTrue(true)
  if (quantifier === 'ForAllValues') return isAny ? yes : not(askTrue(false))
  const single = facts.multivalued && quantifier === undefined ? isSingle(key, dimension, table) : yes
  const holds = and([not(absent), single, isAny ? yes : not(askTrue(false))])
  return ifExists && quantifier === undefined ? or([absent, holds]) : holds
}

/** A key that holds one value at most. */
function ofOne({ operator }: Condition, negated: boolean, absent: Formula, ask: (outside: boolean) => Formula): Formula {
  const inside = ask(false)
  const { quantifier, ifExists } = operator
  if (quantifier === 'ForAnyValue') return negated ? and([not(absent), not(inside)]) : inside
  if (negated) return not(inside)
  return ifExists || quantifier === 'ForAllValues' ? or([absent, inside]) : inside
}

/** Without a set operator the lists of global keys never match, and those of services when they have several values. */
const isSingle = (key: string, dimension: string, table: AtomTable): Formula =>
  isMultivaluedKey(key.toLowerCase()) ? no : literal(table.atom(dimension, '', 'single', { kind: 'single' }))

/** A key that holds a list. */
function ofList(
  { operator, key }: Condition,
  negated: boolean,
  absent: Formula,
  ask: (outside: boolean) => Formula,
  dimension: string,
  table: AtomTable,
): Formula {
  const { quantifier, ifExists } = operator
  const orAbsent = (formula: Formula): Formula => (ifExists ? or([absent, formula]) : formula)
  if (quantifier === 'ForAnyValue') return ask(negated)
  if (quantifier === 'ForAllValues') return not(ask(!negated))
  const single = isSingle(key, dimension, table)
  if (!negated) return orAbsent(and([single, ask(false)]))
  return or([absent, and([single, not(ask(false))])])
}

/** Only text and ARNs take variables; where `*` is text, it stays text. */
function templateOf(text: string, name: ConditionOperatorName, version: PolicyVersion): Template {
  const { variables, wildcards } = operatorFacts(name)
  const template = variables ? parseTemplate(text, version) : parsePattern(text)
  return wildcards ? template : template.map((part) => (part.kind === 'variable' ? part : { kind: 'text', text: literalOf([part]) }))
}

function askFor(
  dimension: string,
  listed: readonly PolicyValue[],
  name: ConditionOperatorName,
  outside: boolean,
  values: OpenValues,
  facts: DimensionFacts,
): Formula {
  const operator = operatorFacts(name).negates ?? name
  const words = wordsOf(operator)
  const link = links[dimension]
  if (link === undefined || facts.domain.length > 0 || name.startsWith('Arn'))
    return values.test(dimension, listed, words, operator, outside)
  return values.test(link.dimension, listed, (filled) => link.translate(words(filled)), `${operator} ${dimension}`, outside)
}

/** A variable may stand for a pattern while it is open, so operators without wildcards read patterns too. */
function wordsOf(operator: ConditionOperatorName): (filled: readonly (readonly PatternPart[])[]) => ValueSet {
  if (operator !== 'StringEquals' && operator !== 'StringEqualsIgnoreCase') return (filled) => valueSetOf(operator, filled)
  const ignoreCase = operator === 'StringEqualsIgnoreCase'
  return (filled) => textSet(filled.map((parts) => patternTokens(compilePattern(parts, { ignoreCase }))))
}

interface Link {
  readonly dimension: string
  readonly translate: (set: ValueSet) => ValueSet
}

/** Keys that are a part of something else: the account of the caller stands in its ARN. */
const links: Readonly<Record<string, Link>> = {
  [keyDimension('aws:principalaccount')]: { dimension: principalArnDimension, translate: (set) => translated(set, ofAccount) },
  [keyDimension('aws:principalservicename')]: { dimension: serviceDimension, translate: (set) => set },
}

const translated = (set: ValueSet, translate: (tokens: Tokens) => readonly Tokens[]): ValueSet =>
  set.family === 'text' ? textSet(set.automaton.patterns.flatMap(translate)) : set

/** `arn:aws:iam::ACCOUNT:` and whatever follows. A wildcard in the account stays in the account. */
function ofAccount(account: Tokens): readonly Tokens[] {
  if (account.includes(58)) return []
  const narrow = account.map((token) => (isRun(token) ? segmentRun : token === anyOne ? segmentOne : token))
  return [[...literalTokens('arn:aws'), segmentRun, ...literalTokens(':iam::'), ...narrow, 58, anyRun]]
}
