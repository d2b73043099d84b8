import { type Address, type Cidr, covers, type Family, formatAddress, formatCidr } from '../base/cidr.ts'
import type { Traffic } from '../network/traffic.ts'

/** A statement that matches what a rule speaks about; empty for all traffic. @see https://www.netfilter.org/projects/nftables/manpage.html */
export function matchTraffic(traffic: Traffic): string {
  if (traffic.protocol === 'all') return ''
  if ('ports' in traffic) {
    const { protocol, ports } = traffic
    const all = ports.from === 0 && ports.to === 65535
    return `meta l4proto ${protocol}${all ? '' : ` th dport ${ports.from}-${ports.to}`}`
  }
  if (!('type' in traffic)) return `meta l4proto ${traffic.protocol}`
  const { protocol, type, code } = traffic
  const name = protocol === 'icmp' ? 'icmp' : 'icmpv6'
  if (type === -1) return `meta l4proto ${protocol === 'icmp' ? 'icmp' : 'ipv6-icmp'}`
  return `${name} type ${type}${code === -1 ? '' : ` ${name} code ${code}`}`
}

export const fieldOf = (family: Family): 'ip' | 'ip6' => (family === 'ipv4' ? 'ip' : 'ip6')

/** The end of a packet that a rule speaks about: its source on the way in, its destination on the way out. */
export type End = 'saddr' | 'daddr'

export const matchBlock = (cidr: Cidr, end: End): string =>
  cidr.prefixLength === 0 ? `meta nfproto ${cidr.family}` : `${fieldOf(cidr.family)} ${end} ${formatCidr(cidr)}`

/** As `matchBlock` of a packet whose address is not the one that the rule would see: decided here, or undefined where the rule is not for it. */
export const matchKnown = (cidr: Cidr, address: Address): string | undefined =>
  covers(cidr, address) ? `meta nfproto ${cidr.family}` : undefined

export const matchAddresses = (addresses: readonly Address[], family: Family, end: End): string | undefined => {
  const own = [...new Set(addresses.filter((each) => each.family === family).map(formatAddress))]
  return own.length === 0 ? undefined : `${fieldOf(family)} ${end} { ${own.join(', ')} }`
}
