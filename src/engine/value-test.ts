import { type Cidr, covers } from '../base/cidr.ts'
import { compileArnPattern, parseArn } from '../policy/arn.ts'
import { parseAddressRange, parseConditionAddress, parseConditionIpv4 } from '../policy/condition-address.ts'
import { operatorFacts } from '../policy/condition-operator.ts'
import { compilePattern, matchesPattern, type PatternPart } from '../policy/pattern.ts'
import type { ConditionOperatorName } from '../policy/policy.ts'
import { literalOf } from '../policy/template.ts'
import { compileArnTest } from './arn-test.ts'
import { parseInstant } from './instant.ts'
import { intern } from './intern.ts'
import { rememberLast } from './remember.ts'
import { compareDecimals, decodeBase64, isTrue, parseDecimal } from './scalar.ts'

/** Whether a value of the request is what a value of the policy asks for. */
export type ValueTest = (actual: string) => boolean

/** Makes the test of one value of the policy, its variables filled in. */
type Compile = (expected: readonly PatternPart[]) => ValueTest

const never: ValueTest = () => false

const stringEquals: Compile = (expected) => {
  const text = intern(literalOf(expected))
  return (actual) => actual === text
}

const stringEqualsIgnoreCase: Compile = (expected) => {
  const text = literalOf(expected).toLowerCase()
  return (actual) => actual.toLowerCase() === text
}

const stringLike: Compile = (expected) => {
  const pattern = compilePattern(expected)
  return (actual) => matchesPattern(pattern, actual)
}

/** `ArnEquals` behaves as `ArnLike`. A value that is no ARN matches nothing (inferred). */
const arnLike: Compile = (expected) => {
  const test = compileArnTest(compileArnPattern(expected), readArn)
  return (actual) => readArn(actual) !== undefined && test(actual)
}

const readArn = rememberLast(parseArn)

/** The test by a reading of both values; one that cannot be read matches nothing, on either side (inferred). */
const comparing =
  <T>(parse: (text: string) => T | undefined, holds: (actual: T, expected: T) => boolean): Compile =>
  (parts) => {
    const expected = parse(literalOf(parts))
    if (expected === undefined) return never
    return (text) => {
      const actual = parse(text)
      return actual !== undefined && holds(actual, expected)
    }
  }

const bool: Compile = (parts) => {
  const expected = isTrue(literalOf(parts))
  return (text) => isTrue(text) === expected
}

const readDecimal = rememberLast(parseDecimal)
const readInstant = rememberLast(parseInstant)
const readAddress = rememberLast(parseConditionAddress)
const readIpv4 = rememberLast(parseConditionIpv4)

const numeric = (holds: (comparison: number) => boolean): Compile =>
  comparing(readDecimal, (actual, expected) => holds(compareDecimals(actual, expected)))

const date = (holds: (difference: number) => boolean): Compile => comparing(readInstant, (actual, expected) => holds(actual - expected))

const ipAddress: Compile = (parts) => {
  const range = parseAddressRange(literalOf(parts))
  if (range === undefined) return never
  return range.family === 'ipv4' ? isInIpv4Range(range) : isInRange(range)
}

/**
 * What is no address is not outside of a range either, while `NumericNotEquals` and `DateNotEquals` hold of what is no number and no date: recorded
 * from AWS (github.com/radkawar/stackd, testdata/aws/iam/condition_values.json).
 */
const ipAddressOrNone: Compile = (parts) => {
  const isIn = ipAddress(parts)
  return (text) => isIn(text) || !(readIpv4(text) !== undefined || readAddress(text) !== undefined)
}

function isInIpv4Range(range: Cidr): ValueTest {
  const first = Number(range.first)
  const last = Number(range.last)
  return (text) => {
    const address = readIpv4(text)
    return address !== undefined && first <= address && address <= last
  }
}

function isInRange(range: Cidr): ValueTest {
  return (text) => {
    const address = readAddress(text)
    return address !== undefined && covers(range, address)
  }
}

const equal = (comparison: number): boolean => comparison === 0
const less = (comparison: number): boolean => comparison < 0
const lessOrEqual = (comparison: number): boolean => comparison <= 0
const greater = (comparison: number): boolean => comparison > 0
const greaterOrEqual = (comparison: number): boolean => comparison >= 0

/** A negation has a row where it is not the plain one of another; `Null` asks for the key itself and compares nothing. */
const tests: Partial<Record<ConditionOperatorName, Compile>> = {
  StringEquals: stringEquals,
  StringEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringLike: stringLike,
  NumericEquals: numeric(equal),
  NumericLessThan: numeric(less),
  NumericLessThanEquals: numeric(lessOrEqual),
  NumericGreaterThan: numeric(greater),
  NumericGreaterThanEquals: numeric(greaterOrEqual),
  DateEquals: date(equal),
  DateLessThan: date(less),
  DateLessThanEquals: date(lessOrEqual),
  DateGreaterThan: date(greater),
  DateGreaterThanEquals: date(greaterOrEqual),
  Bool: bool,
  BinaryEquals: comparing(decodeBase64, (actual, expected) => actual === expected),
  IpAddress: ipAddress,
  NotIpAddress: ipAddressOrNone,
  ArnEquals: arnLike,
  ArnLike: arnLike,
}

/**
 * The test of an operator, without its negation: `StringNotEquals` is `StringEquals` negated.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function compileTest(name: ConditionOperatorName, expected: readonly PatternPart[]): ValueTest {
  return (tests[name] ?? tests[operatorFacts(name).negates ?? name])?.(expected) ?? never
}
