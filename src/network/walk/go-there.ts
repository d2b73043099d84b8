import type { CompiledInterface } from '../compiled-network.ts'
import type { PacketTraffic } from '../compiled-traffic.ts'
import { addressOf } from '../resolve-destination.ts'
import type { ResolvedFlow } from '../resolve-flow.ts'
import { isPublic } from '../special-addresses.ts'
import { checkSecurityGroups } from './check-security-groups.ts'
import { isAmazonProvided } from './enter-vpc.ts'
import type { Packet } from './packet.ts'
import { recognizePeer } from './recognize-peer.ts'
import { type EndStep, type LostStep, lost } from './step.ts'
import type { Trail } from './trail.ts'
import { walk } from './walk.ts'

/** Walks from the source to wherever the network takes the packet. */
export function goThere({ origin, address: destination }: ResolvedFlow, traffic: PacketTraffic, trail: Trail): EndStep | LostStep {
  trail.begin('forward')
  const packet: Packet = { source: origin.address, destination, traffic }
  switch (origin.type) {
    case 'networkInterface':
      return leaveInterface(origin.networkInterface, origin.phantom, packet, trail)
    case 'internet':
      return arriveFromInternet(packet, trail)
    case 'vpnGateway':
      trail.reach('vpnGateway', origin.gateway.name, packet)
      return walk({ at: 'vpc', packet, vpc: origin.vpc }, trail)
    case 'transitGateway': {
      const { transitGateway, attachment } = origin
      return walk({ at: 'transitGateway', packet, transitGateway, attachment }, trail)
    }
  }
}

function leaveInterface(networkInterface: CompiledInterface, phantom: boolean, plain: Packet, trail: Trail): EndStep | LostStep {
  const { source, destination, traffic } = plain
  const packet: Packet = phantom ? plain : { source, destination, traffic, sender: { networkInterface } }
  const { subnet } = networkInterface
  const { name, at, interfaceType, attached } = networkInterface.networkInterface
  trail.hop(phantom ? { type: 'source', name, at } : { type: 'networkInterface', name, at }, packet)
  if (isAmazonProvided(subnet.vpc, packet.destination)) {
    return { at: 'end', packet, arrival: { at: 'vpcService', address: packet.destination } }
  }
  if (!attached) trail.block({ code: 'BAD_STATE_ATTACHMENT', why: { fact: 'state', state: 'available' }, opens: { change: 'none' } })
  if (interfaceType === 'vpcEndpoint')
    trail.block({ code: 'VPCE_INTRA_VPC_TRAFFIC', why: { fact: 'inboundOnly' }, opens: { change: 'none' } })
  if (interfaceType === 'natGateway') trail.block({ code: 'NO_PATH', why: { fact: 'outboundOnly' }, opens: { change: 'none' } })
  const peer = { address: packet.destination, networkInterface: recognizePeer(trail.network, subnet, packet.destination) }
  checkSecurityGroups(networkInterface, 'egress', packet.traffic, peer, trail)
  trail.tracked.push(networkInterface)
  // @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-resource-limits.html#port-25-throttle
  if (packet.traffic.protocol === 6 && packet.traffic.low === 25 && isPublic(packet.destination)) {
    trail.assume({ assumption: 'smtpRestrictionLifted' })
  }
  return walk({ at: 'subnet', packet, subnet }, trail)
}

/** A packet that was on the internet before and is there again has nothing to do with this network. */
function arriveFromInternet(packet: Packet, trail: Trail): EndStep | LostStep {
  const end = walk({ at: 'internet', packet }, trail)
  if (end.at === 'lost' || end.arrival.at !== 'internet') return end
  trail.block({ code: 'NO_SOURCE_OR_DESTINATION', why: { fact: 'noSuchAddress', address: packet.destination }, opens: { change: 'none' } })
  return lost(packet)
}

/** Private addresses may be there more than once: it is not enough that somebody has the one that was called. */
export function checkTarget({ networkInterface, packet }: EndStep, trail: Trail): void {
  if (networkInterface === undefined || trail.target === undefined || trail.byAddress || networkInterface === trail.target) return
  trail.block({
    code: 'NO_POSSIBLE_DESTINATION',
    why: { fact: 'deliveredElsewhere', address: packet.destination, networkInterface: networkInterface.networkInterface.name },
    opens: { change: 'none' },
  })
}

/** The packet was lost on the way, but it is known where it should go: what would have stopped it there is told too. */
export function arriveAnyway({ packet, unrecognizable }: LostStep, trail: Trail): EndStep | undefined {
  const { target } = trail
  if (target === undefined || unrecognizable) return undefined
  const fits = [...target.networkInterface.privateIps.map((each) => each.address), ...target.networkInterface.ipv6Addresses]
  const destination = fits.find(({ family, value }) => family === packet.destination.family && value === packet.destination.value)
  const address = destination ?? addressOf(target, packet.destination.family, 'private')
  // Called by its public address, it would see the sender's public address, which a packet that was lost before the internet does not have.
  if (address === undefined || (destination === undefined && !isPublic(packet.source))) return undefined
  const end = walk({ at: 'vpc', packet: { ...packet, destination: address }, vpc: target.subnet.vpc }, trail)
  return end.at === 'end' ? end : undefined
}
