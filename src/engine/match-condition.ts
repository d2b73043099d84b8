import { parsePattern } from '../policy/pattern.ts'
import type { Condition, PolicyVersion, Text } from '../policy/policy.ts'
import { fillTemplate, literalOf, parseTemplate, type Template, variablesOf } from '../policy/template.ts'
import { type ConditionOperator, conditionOperators, type ValueTest } from './condition-operator.ts'
import { variableValue } from './context-value.ts'
import type { ConditionTrace } from './decision.ts'
import type { RequestFacts } from './request-facts.ts'
import { parseBoolean } from './scalar.ts'

/** One operator with one key, ready to match. */
export interface CompiledCondition {
  readonly condition: Condition
  /** Lower-cased: names of keys ignore case. */
  readonly key: string
  /** Absent for `Null`. */
  readonly operator: ConditionOperator | undefined
  readonly values: readonly ExpectedValue[]
}

interface ExpectedValue {
  readonly source: Text
  readonly template: Template
  /** The test itself where no variable has to be filled in. */
  readonly fixed: ValueTest | undefined
}

export function compileCondition(condition: Condition, version: PolicyVersion): CompiledCondition {
  const { name } = condition.operator
  const operator = name === 'Null' ? undefined : conditionOperators[name]
  return {
    condition,
    key: condition.key.toLowerCase(),
    operator,
    values: condition.values.map((value) => compileValue(value, operator, version)),
  }
}

function compileValue(source: Text, operator: ConditionOperator | undefined, version: PolicyVersion): ExpectedValue {
  const template = operator?.variables === true ? parseTemplate(source.text, version) : parsePattern(source.text)
  const fixed = variablesOf(template).length === 0 ? operator?.compile(fillTemplate(template, () => undefined).parts) : undefined
  return { source, template, fixed }
}

/**
 * Several values of one key are alternatives. A key with several values in the request needs a set operator; without one it does not match.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
 */
export function matchesCondition(compiled: CompiledCondition, facts: RequestFacts): boolean {
  const actual = facts.context.get(compiled.key)
  const { operator, condition } = compiled
  if (operator === undefined) return matchesNull(compiled, actual)
  if (actual === undefined || actual.length === 0) return matchesMissingKey(condition, operator)
  const holds = (value: string): boolean => matchesAnyValue(compiled, value, facts) !== operator.negated
  const { quantifier } = condition.operator
  if (quantifier === 'ForAnyValue') return actual.some(holds)
  return (quantifier === 'ForAllValues' || actual.length === 1) && actual.every(holds)
}

export function traceCondition(compiled: CompiledCondition, facts: RequestFacts): ConditionTrace {
  const { condition, key, values } = compiled
  const actual = facts.context.get(key)
  const filled = values.map(({ template }) => fillTemplate(template, (name) => variableValue(facts.context, name)))
  return {
    node: 'condition',
    element: 'condition',
    at: condition.at,
    condition,
    matches: matchesCondition(compiled, facts),
    ...(actual === undefined ? {} : { actual }),
    expected: filled.filter(({ unresolved }) => unresolved.length === 0).map(({ parts }) => literalOf(parts)),
    unresolved: [...new Set(filled.flatMap(({ unresolved }) => unresolved))],
  }
}

/** `Null: "true"` asks for the key to be absent, `"false"` for a value. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null */
function matchesNull({ values }: CompiledCondition, actual: readonly string[] | undefined): boolean {
  const isNull = actual === undefined || actual.length === 0
  return values.some(({ source }) => parseBoolean(source.text) === isNull)
}

/**
 * Without the key a positive operator is false and a negated one true; `…IfExists` is true. `ForAllValues` holds for the empty set,
 * `ForAnyValue` does not, negated or not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function matchesMissingKey({ operator: { ifExists, quantifier } }: Condition, { negated }: ConditionOperator): boolean {
  if (ifExists) return true
  return quantifier === undefined ? negated : quantifier === 'ForAllValues'
}

function matchesAnyValue({ values, operator }: CompiledCondition, actual: string, facts: RequestFacts): boolean {
  for (const value of values) {
    const test = value.fixed ?? fillValue(value.template, operator, facts)
    if (test?.(actual) === true) return true
  }
  return false
}

/** A variable without a value makes its value match nothing. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function fillValue(template: Template, operator: ConditionOperator | undefined, { context }: RequestFacts): ValueTest | undefined {
  const { parts, unresolved } = fillTemplate(template, (key) => variableValue(context, key))
  return unresolved.length > 0 ? undefined : operator?.compile(parts)
}
