import { covers } from '../../base/cidr.ts'
import { divertedOr } from './leave-subnet.ts'
import { type GatewayStep, lost, type Step } from './step.ts'
import type { Trail } from './trail.ts'

/** To the networks behind a virtual private gateway, for one hop. @see https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html */
export function leaveByVpnGateway({ packet, subnet, route }: GatewayStep, trail: Trail): Step {
  trail.reach('vpnGateway', route.target.name, packet)
  const gateway = trail.network.network.vpnGateways.get(route.target.name)
  const vpc = subnet.vpc.vpc.name
  if (gateway?.vpc !== vpc) {
    trail.block({
      code: 'BAD_STATE_ATTACHMENT',
      why: { fact: 'notAttached', vpc },
      opens: { change: 'attachVpnGateway', vpnGateway: route.target.name, vpc },
    })
  }
  if (packet.source.family === 'ipv4' && !subnet.vpc.networkInterfaces.ipv4.has(packet.source.value) && trail.host === undefined) {
    trail.block({
      code: 'VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS',
      why: { fact: 'outsideVpcCidrs', address: packet.source, vpc, end: 'source' },
      opens: { change: 'none' },
    })
  }
  const remote = gateway?.remoteCidrs ?? []
  if (remote.length === 0) trail.assume({ assumption: 'remoteNetworkUnknown', gateway: route.target.name })
  else if (!remote.some(({ cidr }) => covers(cidr, packet.destination))) {
    trail.block(
      divertedOr(
        {
          code: 'NO_POSSIBLE_DESTINATION',
          why: { fact: 'noSuchAddress', address: packet.destination },
          opens: { change: 'none' },
        },
        subnet,
        route,
        packet,
      ),
    )
    return lost(packet)
  }
  return { at: 'end', packet, arrival: { at: 'remoteNetwork', gateway: route.target.name } }
}
