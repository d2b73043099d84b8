import { type Cidr, cidrAround, parseAddress, parseCidr } from '../base/cidr.ts'

/**
 * A decimal number without rounding: `units` divided by ten to the power of `scale`. Anything else, `10abc` or `1e3`, is no number (inferred).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
 */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

/** A number of more digits is none; the bound keeps a hostile value from costing time. */
const longestNumber = 100

export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > longestNumber) return undefined
  const match = /^([+-]?)(\d*)(?:\.(\d+))?$/.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return undefined
  const units = BigInt(whole + fraction)
  return { units: sign === '-' ? -units : units, scale: fraction.length }
}

/** Negative, zero or positive, as `one` is less than, equal to or greater than `other`. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  const scale = Math.max(one.scale, other.scale)
  const left = one.units * 10n ** BigInt(scale - one.scale)
  const right = other.units * 10n ** BigInt(scale - other.scale)
  return left < right ? -1 : left > right ? 1 : 0
}

/** The bytes behind base64 text, as a string of one character a byte; undefined when it is no base64. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals */
export function decodeBase64(text: string): string | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? atob(text) : undefined
}

/** `true` or `false`, whatever the case. */
export function parseBoolean(text: string): boolean | undefined {
  if (text === 'true') return true
  if (text === 'false') return false
  const lower = text.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : undefined
}

/**
 * The addresses that a policy value stands for: a CIDR block, or without a prefix the single address. `/0` is every address of its family.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function parseAddressRange(text: string): Cidr | undefined {
  if (text.includes('/')) {
    const block = parseCidr(text)
    return block.ok ? block.value.cidr : undefined
  }
  const address = parseAddress(text)
  return address.ok ? cidrAround(address.value) : undefined
}
