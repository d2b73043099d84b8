import { type Address, type Cidr, cidrAround, parseAddress, parseCidr } from '../base/cidr.ts'
import { parseIpv4 } from '../base/ipv4.ts'

// Addresses as the operators of conditions read them, in a policy and in a request: zeros before a part of an IPv4 address or before a prefix change
// nothing, nor does a plus sign before a prefix. Recorded from AWS (github.com/radkawar/stackd, testdata/aws/iam/condition_ip.json).

/** An IPv4 address as a number of 32 bits. */
export const parseConditionIpv4 = (text: string): number | undefined => parseIpv4(text) ?? parseIpv4(withoutZeros(text))

export function parseConditionAddress(text: string): Address | undefined {
  const address = parseAddress(withoutZeros(text))
  return address.ok ? address.value : undefined
}

/**
 * The addresses that a policy value stands for: a CIDR block, or without a prefix the single address. `/0` is every address of its family.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function parseAddressRange(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) {
    const address = parseConditionAddress(text)
    return address === undefined ? undefined : cidrAround(address)
  }
  const prefix = text.slice(slash + 1).replace(/^\+?0*(?=\d)/, '')
  const block = parseCidr(`${withoutZeros(text.slice(0, slash))}/${prefix}`)
  return block.ok ? block.value.cidr : undefined
}

const withoutZeros = (text: string): string => (/^[\d.]+$/.test(text) ? text.replace(/(?<![^.])0+(?=\d)/g, '') : text)
