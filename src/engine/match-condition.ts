import { operatorFacts } from '../policy/condition-operator.ts'
import { parsePattern } from '../policy/pattern.ts'
import type { Condition, ConditionOperator, ConditionOperatorName, PolicyVersion } from '../policy/policy.ts'
import { literalOf, parseTemplate } from '../policy/template.ts'
import type { ConditionTrace } from './decision.ts'
import { type CompiledTemplate, compileTemplate } from './filled-template.ts'
import { intern } from './intern.ts'
import { isMultivaluedKey } from './multivalued-key.ts'
import type { RequestContext } from './request.ts'
import type { RequestFacts } from './request-facts.ts'
import { isTrue } from './scalar.ts'
import { compileTest, type ValueTest } from './value-test.ts'

/** One operator with one key, ready to match. */
export interface CompiledCondition {
  readonly condition: Condition
  /** Lower-cased: names of keys ignore case. */
  readonly key: string
  /** Whether it holds of the values of the key; there are none where the request does not send it. */
  readonly holds: (actual: readonly string[], context: RequestContext) => boolean
  readonly values: readonly CompiledTemplate<ExpectedValue>[]
  /** The values as texts, where no variable has to be filled in. */
  readonly texts: readonly string[] | undefined
  /** What the tree said the first time, where no variable has to be filled in: many keys have one value all day. */
  first: ConditionTrace | undefined
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
    key: intern(condition.key.toLowerCase()),
    holds: name === 'Null' ? holdsNull(condition) : holdsOperator(condition, fixed === undefined ? anyFilled(values) : anyOf(fixed)),
    values,
    texts: fixed?.map(({ text }) => text),
    first: undefined,
  }
}

function compileValue(text: string, operator: ConditionOperatorName, version: PolicyVersion): CompiledTemplate<ExpectedValue> {
  const template = operatorFacts(operator).variables ? parseTemplate(text, version) : parsePattern(text)
  return compileTemplate(template, (parts) => ({ text: literalOf(parts), test: compileTest(operator, parts) }))
}

export const matchesCondition = ({ key, holds }: CompiledCondition, { context }: RequestFacts): boolean =>
  holds(context.get(key) ?? none, context)

/** What the tree says; of the same values of the request it says the same, unless the policy has variables. */
export function traceCondition(compiled: CompiledCondition, { context }: RequestFacts): ConditionTrace {
  const { first } = compiled
  const actual = context.get(compiled.key)
  if (first !== undefined && areAlike(actual, first.actual)) return first
  const trace = describeCondition(compiled, actual, context)
  if (first === undefined && compiled.texts !== undefined) compiled.first = trace
  return trace
}

/** Whether both have the same single value, or none. */
const areAlike = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  one === other || (one?.length === 1 && other?.length === 1 && one[0] === other[0])

function describeCondition(compiled: CompiledCondition, actual: readonly string[] | undefined, context: RequestContext): ConditionTrace {
  const { condition, holds, texts } = compiled
  const { at } = condition
  const matches = holds(actual ?? none, context)
  const { expected, unresolved } = texts === undefined ? fillTexts(compiled, context) : { expected: texts, unresolved: none }
  if (actual === undefined) return { node: 'condition', element: 'condition', at, condition, matches, expected, unresolved }
  return { node: 'condition', element: 'condition', at, condition, matches, actual, expected, unresolved }
}

const none: readonly string[] = []

/** The values as they are compared in this request, and the variables that have no value. */
function fillTexts({ values }: CompiledCondition, context: RequestContext): Pick<ConditionTrace, 'expected' | 'unresolved'> {
  const expected: string[] = []
  let unresolved = none
  for (const { fill, missing } of values) {
    const filled = fill(context)
    if (filled !== undefined) expected.push(filled.text)
    else unresolved = [...new Set([...unresolved, ...missing(context)])]
  }
  return { expected, unresolved }
}

/** `Null: "true"` asks for the key to be absent, `"false"` for a value. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null */
function holdsNull({ values }: Condition): CompiledCondition['holds'] {
  const ofNone = values.some(({ text }) => isTrue(text))
  const ofSome = values.some(({ text }) => !isTrue(text))
  return (actual) => (actual.length === 0 ? ofNone : ofSome)
}

/** Whether a value of the request is one of those that the policy asks for. */
type AnyTest = (actual: string, context: RequestContext) => boolean

/**
 * Several values of one key are alternatives. A key that holds a list needs a set operator: without one it does not match, not even with a single
 * value and not negated either, as recorded of `aws:TagKeys` (github.com/radkawar/stackd, testdata/aws/iam/condition_sets.json).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
 */
function holdsOperator({ operator, key }: Condition, isAny: AnyTest): CompiledCondition['holds'] {
  const { name, quantifier } = operator
  const wanted = operatorFacts(name).negates === undefined
  const ofNone = holdsWithoutKey(operator)
  if (quantifier === undefined && isMultivaluedKey(key.toLowerCase())) return (actual) => ofNone && actual.length === 0
  if (quantifier === undefined)
    return (actual, context) => {
      const only = actual[0]
      return only === undefined ? ofNone : actual.length === 1 && isAny(only, context) === wanted
    }
  const any = quantifier === 'ForAnyValue'
  return (actual, context) => {
    if (actual.length === 0) return ofNone
    for (const value of actual) if ((isAny(value, context) === wanted) === any) return any
    return !any
  }
}

/**
 * Without the key a positive operator is false and a negated one true; `…IfExists` is true. `ForAllValues` holds for the empty set,
 * `ForAnyValue` does not, negated or not, and not with `…IfExists` either (observed of AWS by users, on re:Post).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w/foranyvalue-stringequalsifexists-behaving-unexpectedly
 */
function holdsWithoutKey({ name, ifExists, quantifier }: ConditionOperator): boolean {
  if (quantifier !== undefined) return quantifier === 'ForAllValues'
  return ifExists || operatorFacts(name).negates !== undefined
}

function anyOf(expected: readonly ExpectedValue[]): AnyTest {
  const tests = expected.map(({ test }) => test)
  const [only] = tests
  if (only !== undefined && tests.length === 1) return only
  return (actual) => {
    for (const test of tests) if (test(actual)) return true
    return false
  }
}

/** A variable without a value makes its value match nothing. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function anyFilled(values: CompiledCondition['values']): AnyTest {
  return (actual, context) => {
    for (const { fill } of values) if (fill(context)?.test(actual) === true) return true
    return false
  }
}
