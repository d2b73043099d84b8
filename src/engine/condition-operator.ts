import { covers, parseAddress } from '../base/cidr.ts'
import { compileArnPattern, matchesArn, parseArn } from '../policy/arn.ts'
import { compilePattern, matchesPattern, type PatternPart } from '../policy/pattern.ts'
import type { ConditionOperatorName } from '../policy/policy.ts'
import { literalOf } from '../policy/template.ts'
import { compareDecimals, decodeBase64, parseAddressRange, parseBoolean, parseDecimal, parseInstant } from './scalar.ts'

/** Whether a value of the request is the one that the policy names. */
export type ValueTest = (actual: string) => boolean

export interface ConditionOperator {
  /** `StringNotEquals` is `StringEquals` negated: true when no value of the policy matches, and when the key is missing. */
  readonly negated: boolean
  /** Whether `${…}` is filled in. */
  readonly variables: boolean
  /** Makes the test of one value of the policy. */
  readonly compile: (expected: readonly PatternPart[]) => ValueTest
}

const never: ValueTest = () => false

const not = (operator: ConditionOperator): ConditionOperator => ({ ...operator, negated: true })

const withVariables = (compile: ConditionOperator['compile']): ConditionOperator => ({ negated: false, variables: true, compile })

const withoutVariables = (compile: (expected: string) => ValueTest): ConditionOperator => ({
  negated: false,
  variables: false,
  compile: (expected) => compile(literalOf(expected)),
})

const stringEquals = withVariables((expected) => {
  const text = literalOf(expected)
  return (actual) => actual === text
})

const stringEqualsIgnoreCase = withVariables((expected) => {
  const text = literalOf(expected).toLowerCase()
  return (actual) => actual.toLowerCase() === text
})

const stringLike = withVariables((expected) => {
  const pattern = compilePattern(expected)
  return (actual) => matchesPattern(pattern, actual)
})

/** `ArnEquals` behaves as `ArnLike`. A value that is no ARN matches nothing (inferred). */
const arnLike = withVariables((expected) => {
  const pattern = compileArnPattern(expected)
  return (actual) => {
    const arn = parseArn(actual)
    return arn !== undefined && matchesArn(pattern, arn)
  }
})

/** A value that is no number matches nothing (inferred). */
const numeric = (holds: (comparison: number) => boolean): ConditionOperator =>
  withoutVariables((text) => {
    const expected = parseDecimal(text)
    if (expected === undefined) return never
    return (value) => {
      const actual = parseDecimal(value)
      return actual !== undefined && holds(compareDecimals(actual, expected))
    }
  })

const date = (holds: (difference: number) => boolean): ConditionOperator =>
  withoutVariables((text) => {
    const expected = parseInstant(text)
    if (expected === undefined) return never
    return (value) => {
      const actual = parseInstant(value)
      return actual !== undefined && holds(actual - expected)
    }
  })

/** The page of the operators lets `Bool` take variables, the page of the variables does not; they are filled in here. */
const bool = withVariables((expected) => {
  const wanted = parseBoolean(literalOf(expected))
  return wanted === undefined ? never : (actual) => parseBoolean(actual) === wanted
})

const binaryEquals = withoutVariables((text) => {
  const expected = decodeBase64(text)
  return expected === undefined ? never : (actual) => decodeBase64(actual) === expected
})

const ipAddress = withoutVariables((text) => {
  const range = parseAddressRange(text)
  if (range === undefined) return never
  return (value) => {
    const address = parseAddress(value)
    return address.ok && covers(range, address.value)
  }
})

const equal = (comparison: number): boolean => comparison === 0
const less = (comparison: number): boolean => comparison < 0
const lessOrEqual = (comparison: number): boolean => comparison <= 0
const greater = (comparison: number): boolean => comparison > 0
const greaterOrEqual = (comparison: number): boolean => comparison >= 0

/**
 * The operators that compare values. `Null` asks for the key itself; `…IfExists`, `ForAllValues:` and `ForAnyValue:` combine with each row.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const conditionOperators = {
  StringEquals: stringEquals,
  StringNotEquals: not(stringEquals),
  StringEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringNotEqualsIgnoreCase: not(stringEqualsIgnoreCase),
  StringLike: stringLike,
  StringNotLike: not(stringLike),
  NumericEquals: numeric(equal),
  NumericNotEquals: not(numeric(equal)),
  NumericLessThan: numeric(less),
  NumericLessThanEquals: numeric(lessOrEqual),
  NumericGreaterThan: numeric(greater),
  NumericGreaterThanEquals: numeric(greaterOrEqual),
  DateEquals: date(equal),
  DateNotEquals: not(date(equal)),
  DateLessThan: date(less),
  DateLessThanEquals: date(lessOrEqual),
  DateGreaterThan: date(greater),
  DateGreaterThanEquals: date(greaterOrEqual),
  Bool: bool,
  BinaryEquals: binaryEquals,
  IpAddress: ipAddress,
  NotIpAddress: not(ipAddress),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  ArnNotEquals: not(arnLike),
  ArnNotLike: not(arnLike),
} as const satisfies Record<Exclude<ConditionOperatorName, 'Null'>, ConditionOperator>
