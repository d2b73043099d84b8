import { type Address, type Cidr, type CidrError, parseAddress, parseCidr } from '../base/cidr.ts'
import type { Located } from '../base/located.ts'
import type { Report, Shape } from '../base/shape.ts'
import { list, text } from '../base/shape.ts'
import type { Span } from '../base/span.ts'
import { helpWith } from './aws-refusals.ts'
import { everyPort, formatPorts, type PortRange, parseProtocol, type Traffic } from './traffic.ts'

/** A CIDR block as written, with whether bits behind its prefix were set. */
export interface CidrAt {
  readonly cidr: Cidr
  readonly at: Span
  readonly text: string
  readonly hostBits: boolean
}

export interface AddressAt {
  readonly address: Address
  readonly at: Span
}

const cidrMessages: Record<CidrError, readonly [is: string, advice: string]> = {
  malformed: ['is not a CIDR block', 'for example `10.0.0.0/16` or `2001:db8::/32`'],
  prefixMissing: ['has no prefix length', 'a single address ends in `/32`, or `/128` for IPv6'],
  prefixMalformed: ['has no valid prefix length', '0 to 32, or 0 to 128 for IPv6'],
  ipv4Mapped: ['is an IPv4 address written as IPv6', 'write it as IPv4: VPCs have no IPv4-mapped addresses'],
  zone: ['has a zone', 'an address of a network has none'],
}

export function readCidr(written: string, at: Span, report: Report): CidrAt | undefined {
  const parsed = parseCidr(written)
  if (parsed.ok) return { ...parsed.value, at, text: written }
  const [is, advice] = cidrMessages[parsed.error]
  const refusal = parsed.error === 'ipv4Mapped' ? 'ipv4-mapped' : 'malformed-cidr'
  report(refusal, at, `\`${written}\` ${is}`, helpWith(refusal, advice))
  return undefined
}

export function readAddress(written: string, at: Span, report: Report): AddressAt | undefined {
  const parsed = parseAddress(written)
  if (parsed.ok) return { address: parsed.value, at }
  const [is, advice] =
    parsed.error === 'malformed' ? ['is not an IP address', 'for example `10.0.2.10` or `2001:db8::1`'] : cidrMessages[parsed.error]
  const refusal = parsed.error === 'ipv4Mapped' ? 'ipv4-mapped' : 'malformed-address'
  report(refusal, at, `\`${written}\` ${is}`, helpWith(refusal, advice))
  return undefined
}

const textual = <T>(read: (written: string, at: Span, report: Report) => T | undefined): Shape<T> => ({
  schema: text().schema,
  read: (value, report) => {
    const found = text().read(value, report)
    return found === undefined ? undefined : read(found.text, found.at, report)
  },
})

export const cidr: Shape<CidrAt> = textual(readCidr)
export const address: Shape<AddressAt> = textual(readAddress)

/** `x` for `[x]`. What is there and cannot be read is reported and left out; an empty list is of no use. */
export function oneOrMany<T>(one: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { anyOf: [one.schema, { ...list(one).schema, minItems: 1 }] },
    read: (value, report) => {
      if (value.kind === 'array' && value.items.length === 0) report('empty-list', value.at, 'the list is empty', 'leave the key out')
      const items = value.kind === 'array' ? value.items : [value]
      return items.flatMap((item) => one.read(item, report) ?? [])
    },
  }
}

export interface PortsAt {
  readonly ports: PortRange
  readonly at: Span
}

/** `5432`, `"1024-65535"`, or `all`. What cannot be read is reported and reads as every port, so that a rule does not seem to lack its ports. */
export const ports: Shape<PortsAt> = {
  schema: {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: 65535 },
      { type: 'string', pattern: '^(all|\\d+(-\\d+)?)$' },
    ],
  },
  read: (value, report) => {
    const written = writtenOf(value)
    if (written === 'all') return { ports: everyPort, at: value.at }
    const range = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(written ?? '')
    const [from, to] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])]
    if (range === null || from > 65535 || to > 65535) {
      report(
        'port-range',
        value.at,
        `\`${written ?? ''}\` is no port or range of ports`,
        helpWith('port-range', '0 to 65535: `5432` or `1024-65535`'),
      )
      return { ports: everyPort, at: value.at }
    }
    if (from <= to) return { ports: { from, to }, at: value.at }
    report(
      'port-range',
      value.at,
      `the port range \`${written}\` is upside down`,
      helpWith('port-range', `write \`${formatPorts({ from: to, to: from })}\``),
    )
    return { ports: everyPort, at: value.at }
  },
}

export interface ProtocolAt {
  readonly protocol: Traffic['protocol']
  readonly at: Span
}

/** `tcp`, `6`, `-1`. */
export const protocol: Shape<ProtocolAt> = {
  schema: { anyOf: [{ enum: ['tcp', 'udp', 'icmp', 'icmpv6', 'all', '-1'] }, { type: 'integer', minimum: -1, maximum: 255 }] },
  read: (value, report) => {
    const written = writtenOf(value) ?? ''
    const found = parseProtocol(written)
    if (found !== undefined) return { protocol: found, at: value.at }
    report(
      'protocol',
      value.at,
      `\`${written}\` is no protocol`,
      helpWith('protocol', '`tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all'),
    )
    return undefined
  },
}

function writtenOf(value: Located): string | undefined {
  return value.kind === 'number' ? value.text : value.kind === 'string' ? value.value : undefined
}
