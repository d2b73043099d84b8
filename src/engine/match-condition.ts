import { operatorFacts } from '../policy/condition-operator.ts'
import { parsePattern } from '../policy/pattern.ts'
import type { Condition, ConditionOperatorName, PolicyVersion } from '../policy/policy.ts'
import { literalOf, parseTemplate } from '../policy/template.ts'
import type { ConditionTrace } from './decision.ts'
import { type CompiledTemplate, compileTemplate } from './filled-template.ts'
import type { RequestContext } from './request.ts'
import type { RequestFacts } from './request-facts.ts'
import { parseBoolean } from './scalar.ts'
import { compileTest, type ValueTest } from './value-test.ts'

/** One operator with one key, ready to match. */
export interface CompiledCondition {
  readonly condition: Condition
  /** Lower-cased: names of keys ignore case. */
  readonly key: string
  /** Whether the operator is the negation of another. */
  readonly negated: boolean
  readonly values: readonly CompiledTemplate<ExpectedValue>[]
  /** The values, where no variable has to be filled in. */
  readonly fixed: readonly ExpectedValue[] | undefined
  /** The same as texts. */
  readonly texts: readonly string[] | undefined
}

interface ExpectedValue {
  /** The value as it is compared. */
  readonly text: string
  readonly test: ValueTest
}

export function compileCondition(condition: Condition, version: PolicyVersion): CompiledCondition {
  const { name } = condition.operator
  const values = condition.values.map(({ text }) => compileValue(text, name, version))
  const known = values.map((value) => value.fixed).filter((value) => value !== undefined)
  const fixed = known.length === values.length ? known : undefined
  return {
    condition,
    key: condition.key.toLowerCase(),
    negated: operatorFacts(name).negates !== undefined,
    values,
    fixed,
    texts: fixed?.map(({ text }) => text),
  }
}

function compileValue(text: string, operator: ConditionOperatorName, version: PolicyVersion): CompiledTemplate<ExpectedValue> {
  const template = operatorFacts(operator).variables ? parseTemplate(text, version) : parsePattern(text)
  return compileTemplate(template, (parts) => ({ text: literalOf(parts), test: compileTest(operator, parts) }))
}

/**
 * Several values of one key are alternatives. A key with several values in the request needs a set operator; without one it does not match.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
 */
export function matchesCondition(compiled: CompiledCondition, facts: RequestFacts): boolean {
  const actual = facts.context.get(compiled.key)
  const { name, quantifier } = compiled.condition.operator
  if (name === 'Null') return matchesNull(compiled, actual)
  if (actual === undefined || actual.length === 0) return matchesMissingKey(compiled)
  if (quantifier === undefined && actual.length > 1) return false
  const any = quantifier === 'ForAnyValue'
  for (const value of actual) if ((matchesAnyValue(compiled, value, facts.context) !== compiled.negated) === any) return any
  return !any
}

export function traceCondition(compiled: CompiledCondition, facts: RequestFacts): ConditionTrace {
  const { condition, key, texts } = compiled
  const { at } = condition
  const actual = facts.context.get(key)
  const matches = matchesCondition(compiled, facts)
  const { expected, unresolved } = texts === undefined ? fillTexts(compiled, facts.context) : { expected: texts, unresolved: none }
  if (actual === undefined) return { node: 'condition', element: 'condition', at, condition, matches, expected, unresolved }
  return { node: 'condition', element: 'condition', at, condition, matches, actual, expected, unresolved }
}

const none: readonly string[] = []

/** The values as they are compared in this request, and the variables that have no value. */
function fillTexts({ values }: CompiledCondition, context: RequestContext): Pick<ConditionTrace, 'expected' | 'unresolved'> {
  const expected: string[] = []
  const unresolved = new Set<string>()
  for (const { fill, missing } of values) {
    const filled = fill(context)
    if (filled !== undefined) expected.push(filled.text)
    else for (const variable of missing(context)) unresolved.add(variable)
  }
  return { expected, unresolved: unresolved.size === 0 ? none : [...unresolved] }
}

/** `Null: "true"` asks for the key to be absent, `"false"` for a value. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null */
function matchesNull({ condition }: CompiledCondition, actual: readonly string[] | undefined): boolean {
  const isNull = actual === undefined || actual.length === 0
  return condition.values.some(({ text }) => parseBoolean(text) === isNull)
}

/**
 * Without the key a positive operator is false and a negated one true; `…IfExists` is true. `ForAllValues` holds for the empty set,
 * `ForAnyValue` does not, negated or not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function matchesMissingKey({ condition, negated }: CompiledCondition): boolean {
  const { ifExists, quantifier } = condition.operator
  if (ifExists) return true
  return quantifier === undefined ? negated : quantifier === 'ForAllValues'
}

/** A variable without a value makes its value match nothing. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function matchesAnyValue({ values, fixed }: CompiledCondition, actual: string, context: RequestContext): boolean {
  if (fixed !== undefined) {
    for (const { test } of fixed) if (test(actual)) return true
    return false
  }
  for (const { fill } of values) if (fill(context)?.test(actual) === true) return true
  return false
}
