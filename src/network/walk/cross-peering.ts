import { covers } from '../../base/cidr.ts'
import { inVpc } from '../compiled-network.ts'
import { divertedOr } from './leave-subnet.ts'
import { loseSender } from './packet.ts'
import { type GatewayStep, lost, type Step } from './step.ts'
import { suggestRoute } from './suggest-route.ts'
import type { Trail } from './trail.ts'

/**
 * To the peer VPC and no further: neither to a VPC that the peer is peered with, nor through the peer's gateways or endpoints.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations
 */
export function crossPeering({ packet, subnet, route }: GatewayStep, trail: Trail): Step {
  const component = trail.reach('vpcPeeringConnection', route.target.name, packet)
  const connection = trail.network.network.vpcPeeringConnections.get(route.target.name)
  const here = subnet.vpc.vpc.name
  const there = connection?.requester.vpc === here ? connection.accepter : connection?.requester
  const peer = trail.network.vpcs.get(there?.vpc ?? '')
  if (connection === undefined || there === undefined || peer === undefined || there.unknown) {
    trail.block({
      code: 'UNKNOWN_RESOURCE',
      why: { fact: 'unknownComponent', name: there?.vpc ?? route.target.name },
      opens: { change: 'none' },
    })
    return lost(packet)
  }
  if (connection.status !== 'active') {
    const accepts = connection.status === 'pending-acceptance'
    trail.block({
      code: 'BAD_STATE',
      why: { fact: 'state', state: connection.status },
      opens: accepts ? { change: 'acceptVpcPeeringConnection', vpcPeeringConnection: connection.name } : { change: 'none' },
    })
  }
  if (!subnet.vpc.vpc.cidrBlocks.some(({ cidr }) => covers(cidr, packet.source))) {
    trail.block({
      code: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
      why: { fact: 'outsideVpcCidrs', address: packet.source, vpc: here, end: 'source' },
      opens: { change: 'none' },
    })
  }
  if (!inVpc(peer, packet.destination)) {
    const opens = suggestRoute(trail.network, subnet, packet.destination, false)
    trail.block(
      divertedOr(
        {
          code: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
          why: { fact: 'outsideVpcCidrs', address: packet.destination, vpc: peer.vpc.name, end: 'destination' },
          opens,
        },
        subnet,
        route,
        packet,
      ),
    )
    return lost(packet)
  }
  const sameRegion = peer.vpc.region === subnet.vpc.vpc.region
  return { at: 'vpc', packet: sameRegion ? packet : loseSender(packet, component), vpc: peer }
}
