import { type Address, type Cidr, formatAddress, formatCidr } from '../base/cidr.ts'

const isCidr = (value: object): value is Cidr => 'family' in value && 'prefixLength' in value
const isAddress = (value: object): value is Address => 'family' in value && 'value' in value

/** The text of an address or a block; undefined for anything else. */
export function addressText(value: object): string | undefined {
  if (isCidr(value)) return formatCidr(value)
  return isAddress(value) ? formatAddress(value) : undefined
}

/** The value with its addresses and blocks as texts, for JSON, which has no numbers as large. */
export function withAddressTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAddressTexts)
  if (typeof value !== 'object' || value === null) return value
  return addressText(value) ?? Object.fromEntries(Object.entries(value).map(([key, of]) => [key, withAddressTexts(of)]))
}
