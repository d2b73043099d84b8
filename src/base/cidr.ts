import ipaddr from 'ipaddr.js'
import { parseIpv4 } from './ipv4.ts'
import { err, ok, type Result } from './result.ts'

export type Family = 'ipv4' | 'ipv6'

/** An IP address as a number of its family: 32 bits or 128. */
export interface Address {
  readonly family: Family
  readonly value: bigint
}

/** A CIDR block in canonical form: no host bits are set. `last` is inclusive. */
export interface Cidr {
  readonly family: Family
  readonly first: bigint
  readonly last: bigint
  readonly prefixLength: number
}

export type AddressError = 'malformed' | 'ipv4Mapped' | 'zone'
export type CidrError = AddressError | 'prefixMissing' | 'prefixMalformed'

export const bitsOf = (family: Family): number => (family === 'ipv4' ? 32 : 128)
export const lastOf = (family: Family): bigint => (1n << BigInt(bitsOf(family))) - 1n

/** Reads `203.0.113.7` or `2001:db8::1`, nothing looser: no octal, no short forms, no zone, and no IPv4 address dressed up as IPv6. */
export function parseAddress(text: string): Result<Address, AddressError> {
  const ipv4 = parseIpv4(text)
  if (ipv4 !== undefined) return ok({ family: 'ipv4', value: BigInt(ipv4) })
  if (text !== text.trim() || !ipaddr.IPv6.isValid(text)) return err('malformed')
  const address = ipaddr.IPv6.parse(text)
  if (address.zoneId !== undefined) return err('zone')
  return address.isIPv4MappedAddress() ? err('ipv4Mapped') : ok({ family: 'ipv6', value: join(address.parts, 16n) })
}

/** Reads a CIDR block and says whether bits behind the prefix were set, which the canonical form drops. */
export function parseCidr(text: string): Result<{ readonly cidr: Cidr; readonly hostBits: boolean }, CidrError> {
  const [addressText = '', prefixText, ...rest] = text.split('/')
  const address = parseAddress(addressText)
  if (!address.ok) return address
  if (prefixText === undefined) return err('prefixMissing')
  const prefixLength = /^(?:0|[1-9]\d{0,2})$/.test(prefixText) ? Number(prefixText) : Number.NaN
  if (rest.length > 0 || !(prefixLength <= bitsOf(address.value.family))) return err('prefixMalformed')
  const cidr = cidrAround(address.value, prefixLength)
  return ok({ cidr, hostBits: cidr.first !== address.value.value })
}

/** The block of the given size that holds the address. */
export function cidrAround({ family, value }: Address, prefixLength: number = bitsOf(family)): Cidr {
  const hostMask = (1n << BigInt(bitsOf(family) - prefixLength)) - 1n
  const first = value - (value & hostMask)
  return { family, first, last: first + hostMask, prefixLength }
}

/** `0.0.0.0/0` or `::/0`. */
export const allOf = (family: Family): Cidr => cidrAround({ family, value: 0n }, 0)

/** In the canonical spelling: dotted decimal, or RFC 5952. */
export function formatAddress({ family, value }: Address): string {
  if (family === 'ipv4') return split(value, 4, 8n).join('.')
  return new ipaddr.IPv6(split(value, 8, 16n)).toRFC5952String()
}

export const formatCidr = (cidr: Cidr): string => `${formatAddress({ family: cidr.family, value: cidr.first })}/${cidr.prefixLength}`

export const covers = (cidr: Cidr, address: Address): boolean =>
  cidr.family === address.family && cidr.first <= address.value && address.value <= cidr.last

/** Whether every address of `inner` is in `outer`. */
export const encloses = (outer: Cidr, inner: Cidr): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

export const overlaps = (one: Cidr, other: Cidr): boolean =>
  one.family === other.family && one.first <= other.last && other.first <= one.last

const join = (parts: readonly number[], bits: bigint): bigint => parts.reduce((value, part) => (value << bits) | BigInt(part), 0n)

const split = (value: bigint, count: number, bits: bigint): number[] =>
  Array.from({ length: count }, (_, index) => Number((value >> (bits * BigInt(count - 1 - index))) & ((1n << bits) - 1n)))
