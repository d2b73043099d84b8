import type { FlowTraffic, Traffic } from './traffic.ts'

/** Traffic as numbers, so that thousands of rules are compared in a moment. `low` and `high` are ports, or ICMP types. */
export interface CompiledTraffic {
  /** −1 for every protocol. */
  readonly protocol: number
  readonly low: number
  readonly high: number
  /** The ICMP code, −1 for every code and for everything that has none. */
  readonly code: number
}

const numbers = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const

export function compileTraffic(traffic: Traffic): CompiledTraffic {
  if (traffic.protocol === 'all') return { protocol: -1, low: 0, high: 65535, code: -1 }
  if ('ports' in traffic) return { protocol: numbers[traffic.protocol], low: traffic.ports.from, high: traffic.ports.to, code: -1 }
  if (!('type' in traffic)) return { protocol: traffic.protocol, low: 0, high: 65535, code: -1 }
  const { protocol, type, code } = traffic
  return { protocol: numbers[protocol], low: type === -1 ? 0 : type, high: type === -1 ? 255 : type, code }
}

/** What a packet asks of a rule: the port (or ICMP type) it is for; a reply may be for any of a range. */
export interface PacketTraffic {
  readonly protocol: number
  readonly low: number
  readonly high: number
  readonly code: number
}

export function packetTraffic(traffic: FlowTraffic): PacketTraffic {
  if ('port' in traffic) return { protocol: numbers[traffic.protocol], low: traffic.port, high: traffic.port, code: -1 }
  if ('type' in traffic) return { protocol: numbers[traffic.protocol], low: traffic.type, high: traffic.type, code: traffic.code }
  return { protocol: traffic.protocol, low: 0, high: 0, code: -1 }
}

const replyTypes: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  1: { 8: 0, 13: 14, 15: 16, 17: 18 },
  58: { 128: 129 },
}

/**
 * What comes back: to one of the client's ports; an echo reply to an echo; nothing for the other ICMP messages.
 *
 * @see https://www.iana.org/assignments/icmp-parameters/
 */
export function replyTraffic(
  traffic: PacketTraffic,
  clientPorts: { readonly from: number; readonly to: number },
): PacketTraffic | undefined {
  if (isIcmp(traffic)) {
    const type = replyTypes[traffic.protocol]?.[traffic.low]
    return type === undefined ? undefined : { protocol: traffic.protocol, low: type, high: type, code: 0 }
  }
  return hasPorts(traffic) ? { ...traffic, low: clientPorts.from, high: clientPorts.to } : traffic
}

export const hasPorts = ({ protocol }: { readonly protocol: number }): boolean => protocol === 6 || protocol === 17
export const isIcmp = ({ protocol }: { readonly protocol: number }): boolean => protocol === 1 || protocol === 58

/** The protocol by name where rules have a name for it. */
export function trafficFrom({ protocol, low, high, code }: PacketTraffic): Traffic {
  if (protocol === 6 || protocol === 17) return { protocol: protocol === 6 ? 'tcp' : 'udp', ports: { from: low, to: high } }
  if (protocol === 1 || protocol === 58) return { protocol: protocol === 1 ? 'icmp' : 'icmpv6', type: low, code }
  return { protocol }
}
