import type { Address } from '../base/cidr.ts'
import type { Hop, PathTrace } from '../network/verdict.ts'

export type Side = 'ingress' | 'egress'

/** A filter between the ends of a way, and the addresses with which the packet gets there. */
export interface Station {
  readonly type: 'networkAcl' | 'securityGroups'
  /** The network ACL, or the interface whose groups they are. */
  readonly name: string
  readonly side: Side
  readonly source: Address
  readonly destination: Address
}

export interface Stations {
  /** Whether the network ACL of the sender's subnet is asked, where the two ends are in different ones. */
  readonly asksSender: boolean
  readonly asksReceiver: boolean
  readonly between: readonly Station[]
}

const gateways: ReadonlySet<string> = new Set(['natGateway', 'transitGateway'])
const handsOn: ReadonlySet<string> = new Set(['vpcEndpoint', 'endpointService', 'loadBalancer'])

/**
 * What stands between the ends of a path, as the model walked it. The network ACL of the sender's subnet and that of the receiver's are not among them:
 * the kernel finds those by itself, by the addresses of its packets; but a NAT or transit gateway may be in the very subnet, and then the way says
 * that nobody asks. Undefined where an appliance forwards packets.
 */
export function stationsOf({ because: hops }: PathTrace): Stations | undefined {
  const end = hops.findIndex(({ component }, index) => index > 0 && component.type === 'networkInterface')
  const behind = end === -1 ? [] : hops.slice(end + 1)
  if (behind[0] !== undefined && !handsOn.has(behind[0].component.type)) return undefined
  const acls = hops.flatMap((hop, index) => (hop.component.type === 'networkAcl' ? [{ hop, index, side: sideOf(hop) }] : []))
  const isSender = (each: (typeof acls)[number]): boolean =>
    each.side === 'egress' && each.index === 1 && ['networkInterface', 'source'].includes(hops[0]?.component.type ?? '')
  const isReceiver = (each: (typeof acls)[number]): boolean => each.side === 'ingress' && each.index + 1 === end
  const viaGateway = hops.some(({ component }) => gateways.has(component.type))
  return {
    asksSender: !viaGateway || acls.some(isSender),
    asksReceiver: !viaGateway || acls.some(isReceiver),
    between: [
      ...acls.filter((each) => !isSender(each) && !isReceiver(each)).map(({ hop, side }) => stationAt(hop, 'networkAcl', side)),
      // Over PrivateLink the groups of the provider's load balancer see the consumer.
      ...behind.filter(({ component }) => component.type === 'networkInterface').map((hop) => stationAt(hop, 'securityGroups', 'ingress')),
    ],
  }
}

const stationAt = ({ component: { name }, source, destination }: Hop, type: Station['type'], side: Side): Station => ({
  type,
  name,
  side,
  source,
  destination,
})

function sideOf({ component: { name }, because }: Hop): Side {
  for (const check of because) {
    if (check.outcome === 'passes' && check.by.type === 'networkAclEntry') return check.by.side
    if ((check.outcome === 'partial' || check.outcome === 'blocked') && check.blocker.why.fact === 'networkAclEntry')
      return check.blocker.why.side
  }
  throw new Error(`internal error: the network ACL \`${name}\` was not asked`)
}
