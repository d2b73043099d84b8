import { operatorFacts } from '../policy/condition-operator.ts'
import { parsePattern } from '../policy/pattern.ts'
import type { Condition, ConditionOperatorName, PolicyVersion, Text } from '../policy/policy.ts'
import { fillTemplate, literalOf, parseTemplate, type Template, variablesOf } from '../policy/template.ts'
import { variableValue } from './context-value.ts'
import type { ConditionTrace } from './decision.ts'
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
  readonly values: readonly ExpectedValue[]
}

interface ExpectedValue {
  readonly source: Text
  readonly template: Template
  /** The test itself where no variable has to be filled in. */
  readonly fixed: ValueTest | undefined
}

export function compileCondition(condition: Condition, version: PolicyVersion): CompiledCondition {
  return {
    condition,
    key: condition.key.toLowerCase(),
    negated: operatorFacts(condition.operator.name).negates !== undefined,
    values: condition.values.map((value) => compileValue(value, condition.operator.name, version)),
  }
}

function compileValue(source: Text, operator: ConditionOperatorName, version: PolicyVersion): ExpectedValue {
  const template = operatorFacts(operator).variables ? parseTemplate(source.text, version) : parsePattern(source.text)
  const fixed = variablesOf(template).length === 0 ? compileTest(operator, fillTemplate(template, () => undefined).parts) : undefined
  return { source, template, fixed }
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
  const holds = (value: string): boolean => matchesAnyValue(compiled, value, facts) !== compiled.negated
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
function matchesMissingKey({ condition, negated }: CompiledCondition): boolean {
  const { ifExists, quantifier } = condition.operator
  if (ifExists) return true
  return quantifier === undefined ? negated : quantifier === 'ForAllValues'
}

function matchesAnyValue({ values, condition }: CompiledCondition, actual: string, facts: RequestFacts): boolean {
  for (const value of values) {
    const test = value.fixed ?? fillValue(value.template, condition.operator.name, facts)
    if (test?.(actual) === true) return true
  }
  return false
}

/** A variable without a value makes its value match nothing. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function fillValue(template: Template, operator: ConditionOperatorName, { context }: RequestFacts): ValueTest | undefined {
  const { parts, unresolved } = fillTemplate(template, (key) => variableValue(context, key))
  return unresolved.length > 0 ? undefined : compileTest(operator, parts)
}
