/**
 * A decimal number without rounding: `units` divided by ten to the power of `scale`. `01`, `+1`, `1.` and `1e0` are the number one, `NaN` and
 * `Infinity` are none: recorded from AWS (github.com/radkawar/stackd, testdata/aws/iam/condition_values.json).
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
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const scale = fraction.length - Number(exponent)
  if ((whole === '' && fraction === '') || Math.abs(scale) > longestNumber) return undefined
  const units = BigInt(sign === '-' ? -1 : 1) * BigInt(whole + fraction)
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale }
}

/** Negative, zero or positive, as `one` is less than, equal to or greater than `other`. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  const scale = Math.max(one.scale, other.scale)
  const left = one.units * 10n ** BigInt(scale - one.scale)
  const right = other.units * 10n ** BigInt(scale - other.scale)
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * The bytes behind base64 text, as a string of one character a byte; undefined when it is no base64, or has bits behind the last byte. Recorded from
 * AWS (github.com/radkawar/stackd, testdata/aws/iam/condition_values.json).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals
 */
export function decodeBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  const bytes = atob(text)
  return btoa(bytes) === text ? bytes : undefined
}

/**
 * `true`, whatever the case. Everything else is false, `yes` and the empty text too, in a policy and in a request: recorded from AWS
 * (github.com/radkawar/stackd, testdata/aws/iam/condition_values.json).
 */
export const isTrue = (text: string): boolean => text === 'true' || (text.length === 4 && text.toLowerCase() === 'true')
