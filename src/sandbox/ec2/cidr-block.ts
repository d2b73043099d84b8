import { type Cidr, type Family, formatCidr, parseCidr } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { invalidParameterValue } from './errors.ts'

/**
 * A block of a request. Bits behind the prefix are dropped: EC2 makes blocks canonical.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html
 */
export function parseBlock(text: string, parameter: string, family?: Family): Result<Cidr, AwsError> {
  const parsed = parseCidr(text)
  if (parsed.ok && (family === undefined || parsed.value.cidr.family === family)) return ok(parsed.value.cidr)
  return err(invalidParameterValue(`Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`))
}

/** Of rules, whose sentence is another, which users quote. */
export function parseRuleBlock(text: string, family: Family): Result<Cidr, AwsError> {
  const parsed = parseCidr(text)
  if (parsed.ok && parsed.value.cidr.family === family) return ok(parsed.value.cidr)
  return err(invalidParameterValue(`CIDR block ${text} is malformed`))
}

export const sameCidr = (one: Cidr, other: Cidr): boolean => formatCidr(one) === formatCidr(other)
