import { type Cidr, formatAddress } from '../base/cidr.ts'
import { type Interval, type IntervalSet, includes, intervalSet, subtract } from '../base/interval-set.ts'
import { parseInstant } from '../engine/instant.ts'
import { type Decimal, decodeBase64, isTrue, parseDecimal } from '../engine/scalar.ts'
import { compileArnPattern } from '../policy/arn.ts'
import { parseAddressRange, parseConditionAddress } from '../policy/condition-address.ts'
import { operatorFacts } from '../policy/condition-operator.ts'
import { compilePattern, type PatternPart } from '../policy/pattern.ts'
import type { ConditionOperatorName } from '../policy/policy.ts'
import { literalOf } from '../policy/template.ts'
import { type Automaton, automatonOf } from './automaton.ts'
import { contains } from './find-word.ts'
import { anyArn, anyRun, arnTokens, literalTokens, patternTokens, type Tokens } from './token.ts'

/** The values of a key, or of the resource, for which a test holds. */
export type ValueSet =
  | { readonly family: 'text'; readonly automaton: Automaton }
  | { readonly family: 'number'; readonly ranges: readonly NumberRange[] }
  /** Milliseconds since 1970. */
  | { readonly family: 'date'; readonly instants: IntervalSet }
  /** IPv4 from 0, IPv6 behind it. */
  | { readonly family: 'address'; readonly addresses: IntervalSet }

/** Both ends are open to infinity where they are absent. */
export interface NumberRange {
  readonly from?: Bound
  readonly to?: Bound
}

export interface Bound {
  readonly value: Decimal
  readonly included: boolean
}

export const textSet = (patterns: readonly Tokens[]): ValueSet => ({ family: 'text', automaton: automatonOf(patterns) })

export const allInstants: Interval = { first: 0n, last: 253_402_300_799_999n }

const ipv6Offset = 1n << 64n

/** Every address that can be a value: IPv4 addresses dressed up as IPv6 are none. */
export const allAddresses: IntervalSet = subtract(
  intervalSet([
    { first: 0n, last: (1n << 32n) - 1n },
    { first: ipv6Offset, last: ipv6Offset + (1n << 128n) - 1n },
  ]),
  [{ first: ipv6Offset + 0xffff_0000_0000n, last: ipv6Offset + 0xffff_ffff_ffffn }],
)

export const formatAddressNumber = (value: bigint): string =>
  value >= ipv6Offset ? formatAddress({ family: 'ipv6', value: value - ipv6Offset }) : formatAddress({ family: 'ipv4', value })

/** The values for which an operator, without its negation, holds with one of the expected values. */
export function valueSetOf(name: ConditionOperatorName, expected: readonly (readonly PatternPart[])[]): ValueSet {
  const operator = operatorFacts(name).negates ?? name
  switch (operatorFacts(operator).compares) {
    case 'number':
      return { family: 'number', ranges: expected.flatMap((parts) => numberRange(operator, literalOf(parts))) }
    case 'date':
      return { family: 'date', instants: intervalSet(expected.flatMap((parts) => instantsOf(operator, literalOf(parts)))) }
    case 'address':
      return { family: 'address', addresses: intervalSet(expected.flatMap((parts) => addressesOf(literalOf(parts)))) }
    case 'string':
    case 'arn':
    case 'boolean':
    case 'binary':
    case 'presence':
      return textSet(expected.flatMap((parts) => textTokens(operator, parts)))
  }
}

/** The words that one value of a text operator stands for. */
export function textTokens(operator: ConditionOperatorName, parts: readonly PatternPart[]): readonly Tokens[] {
  switch (operator) {
    case 'StringLike':
      return [patternTokens(compilePattern(parts))]
    case 'StringEqualsIgnoreCase':
      return [literalTokens(literalOf(parts), true)]
    case 'ArnEquals':
    case 'ArnLike':
      return arnWords(compileArnPattern(parts))
    case 'Bool':
      return [literalTokens(String(isTrue(literalOf(parts))), true)]
    case 'BinaryEquals':
      return decodeBase64(literalOf(parts)) === undefined ? [] : [literalTokens(literalOf(parts))]
    default:
      return [literalTokens(literalOf(parts))]
  }
}

/** The ARNs of a pattern in a condition. */
export function arnWords(pattern: ReturnType<typeof compileArnPattern>): readonly Tokens[] {
  if (pattern.kind === 'everything') return [anyArn]
  const tokens = pattern.kind === 'segments' ? arnTokens(pattern) : undefined
  return tokens === undefined ? [] : [tokens]
}

function numberRange(operator: ConditionOperatorName, text: string): readonly NumberRange[] {
  const value = parseDecimal(text)
  if (value === undefined) return []
  const bound = (included: boolean): Bound => ({ value, included })
  switch (operator) {
    case 'NumericLessThan':
      return [{ to: bound(false) }]
    case 'NumericLessThanEquals':
      return [{ to: bound(true) }]
    case 'NumericGreaterThan':
      return [{ from: bound(false) }]
    case 'NumericGreaterThanEquals':
      return [{ from: bound(true) }]
    default:
      return [{ from: bound(true), to: bound(true) }]
  }
}

function instantsOf(operator: ConditionOperatorName, text: string): readonly Interval[] {
  const instant = parseInstant(text)
  if (instant === undefined) return []
  const { first, last } = allInstants
  const value = BigInt(Math.floor(instant))
  switch (operator) {
    case 'DateLessThan':
      return [{ first, last: value - (Number.isInteger(instant) ? 1n : 0n) }]
    case 'DateLessThanEquals':
      return [{ first, last: value }]
    case 'DateGreaterThan':
      return [{ first: value + 1n, last }]
    case 'DateGreaterThanEquals':
      return [{ first: Number.isInteger(instant) ? value : value + 1n, last }]
    default:
      return Number.isInteger(instant) ? [{ first: value, last: value }] : []
  }
}

function addressesOf(text: string): readonly Interval[] {
  const range: Cidr | undefined = parseAddressRange(text)
  if (range === undefined) return []
  const offset = range.family === 'ipv6' ? ipv6Offset : 0n
  return [{ first: range.first + offset, last: range.last + offset }]
}

/** Whether a value, as a request would send it, is in the set. */
export function holdsFor(set: ValueSet, text: string): boolean {
  switch (set.family) {
    case 'text':
      return contains(set.automaton, text)
    case 'number': {
      const value = parseDecimal(text)
      return value !== undefined && set.ranges.some((range) => isInRange(value, range))
    }
    case 'date': {
      const instant = parseInstant(text)
      return instant !== undefined && includes(set.instants, BigInt(Math.floor(instant)))
    }
    case 'address': {
      const address = parseConditionAddress(text)
      return address !== undefined && includes(set.addresses, address.value + (address.family === 'ipv6' ? ipv6Offset : 0n))
    }
  }
}

const isInRange = (value: Decimal, { from, to }: NumberRange): boolean => {
  const scale = Math.max(value.scale, from?.value.scale ?? 0, to?.value.scale ?? 0)
  const number = scaled(value, scale)
  const low = from === undefined ? undefined : number - scaled(from.value, scale)
  const high = to === undefined ? undefined : scaled(to.value, scale) - number
  return (
    (low === undefined || low > 0n || (low === 0n && from?.included === true)) &&
    (high === undefined || high > 0n || (high === 0n && to?.included === true))
  )
}

/** The number as a multiple of ten to the power of minus `scale`. */
export const scaled = ({ units, scale: own }: Decimal, scale: number): bigint => units * 10n ** BigInt(scale - own)

/** Every text there is. */
export const anyText: Tokens = [anyRun]
