/** A range of TCP or UDP ports; both ends belong to it. */
export interface PortRange {
  readonly from: number
  readonly to: number
}

export const everyPort: PortRange = { from: 0, to: 65535 }

/**
 * What a rule speaks about. Only TCP, UDP and ICMP have more to say than the protocol: for any other protocol AWS admits all ports, whatever range
 * the rule carries.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
 */
export type Traffic =
  | { readonly protocol: 'all' }
  | { readonly protocol: 'tcp' | 'udp'; readonly ports: PortRange }
  /** −1 stands for every type, or every code. */
  | { readonly protocol: 'icmp' | 'icmpv6'; readonly type: number; readonly code: number }
  | { readonly protocol: number }

/** What one flow is made of. `echo`, the usual ICMP flow, is type 8 (128 for IPv6), code 0. */
export type FlowTraffic =
  | { readonly protocol: 'tcp' | 'udp'; readonly port: number }
  | { readonly protocol: 'icmp' | 'icmpv6'; readonly type: number; readonly code: number }
  | { readonly protocol: number }

const names = [
  ['icmp', '1'],
  ['tcp', '6'],
  ['udp', '17'],
  ['icmpv6', '58'],
] as const

/** Names and numbers are one thing: `6` is `tcp`. @see https://www.iana.org/assignments/protocol-numbers/ */
export function parseProtocol(text: string): Traffic['protocol'] | undefined {
  const word = text.toLowerCase()
  if (word === '-1' || word === 'all') return 'all'
  const named = names.find((each) => each.some((spelling) => spelling === word))
  if (named !== undefined) return named[0]
  return /^\d{1,3}$/.test(word) && Number(word) <= 255 ? Number(word) : undefined
}

export const formatProtocol = (protocol: Traffic['protocol']): string => (protocol === 'all' ? '-1' : String(protocol))

export const formatPorts = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}-${to}`)

/** `tcp/5432`, `udp/1024-65535`, `icmp/8`, `-1`: as a person would say it. */
export function formatTraffic(traffic: Traffic | FlowTraffic): string {
  const protocol = formatProtocol(traffic.protocol)
  if ('ports' in traffic) return `${protocol}/${formatPorts(traffic.ports)}`
  if ('port' in traffic) return `${protocol}/${traffic.port}`
  if (!('type' in traffic) || traffic.type === -1) return protocol
  return traffic.code === -1 ? `${protocol}/${traffic.type}` : `${protocol}/${traffic.type}/${traffic.code}`
}

/** The narrowest rule that admits the flow. */
export const trafficOf = (flow: FlowTraffic): Traffic =>
  'port' in flow ? { protocol: flow.protocol, ports: { from: flow.port, to: flow.port } } : flow
