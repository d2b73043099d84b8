import type { Span } from '../../base/span.ts'
import type { PortsAt, ProtocolAt } from '../network-values.ts'
import { formatTraffic, type Traffic } from '../traffic.ts'
import { type Draft, note, refuse } from './draft.ts'

interface TrafficText {
  readonly protocol: ProtocolAt
  readonly ports: PortsAt | undefined
  readonly icmpType: { readonly value: number; readonly at: Span } | undefined
  readonly icmpCode: { readonly value: number; readonly at: Span } | undefined
}

/**
 * TCP and UDP must say their ports; ICMP must say its type in a rule for IPv4; with every type goes every code; other protocols have neither.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export function readTraffic(draft: Draft, { protocol: { protocol, at }, ports, icmpType, icmpCode }: TrafficText): Traffic {
  if (protocol === 'tcp' || protocol === 'udp') {
    if (ports === undefined) refuse(draft, 'port-range', at, `a rule for ${protocol} needs \`ports\``, '`all` for every port')
    return { protocol, ports: ports?.ports ?? { from: 0, to: 0 } }
  }
  if (protocol === 'icmp' || protocol === 'icmpv6') {
    const type = icmpType?.value ?? -1
    const code = icmpCode?.value ?? -1
    if (type === -1 && code !== -1)
      refuse(draft, 'icmp-code', icmpCode?.at ?? at, 'every ICMP type goes with every code only', 'write `icmpCode: -1`')
    if (protocol === 'icmp' && icmpType === undefined)
      refuse(draft, 'icmp-code', at, 'a rule for icmp needs `icmpType`', '-1 for every type')
    return { protocol, type, code }
  }
  const extra = ports ?? icmpType ?? icmpCode
  if (extra !== undefined) {
    note(draft, 'ports-ignored', extra.at, `protocol \`${formatTraffic(protocolOnly(protocol))}\` has no ports: EC2 admits it whole`)
  }
  return protocolOnly(protocol)
}

const protocolOnly = (protocol: 'all' | number): Traffic => (protocol === 'all' ? { protocol } : { protocol })
