import { hasPorts, isIcmp } from '../compiled-traffic.ts'
import { ephemeralPorts } from '../flow.ts'
import type { NatGateway } from '../network.ts'
import type { PortSpaceName } from '../verdict.ts'
import { checkNetworkAcl } from './check-network-acl.ts'
import { protocolOf } from './cross-internet.ts'
import { loseSender } from './packet.ts'
import { type GatewayStep, lost, type Step } from './step.ts'
import type { Trail } from './trail.ts'

/**
 * Through the NAT gateway: the source becomes the gateway's address, with a port that the gateway chooses. It has no security groups, but its subnet
 * has a network ACL, on both sides.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
 */
export function leaveByNatGateway({ packet, subnet, route }: GatewayStep, trail: Trail): Step {
  const natGateway = trail.network.network.natGateways.get(route.target.name)
  const natSubnet = trail.network.subnets.get(natGateway?.subnet ?? '')
  if (natGateway === undefined || natSubnet === undefined) return lost(packet)
  if (natSubnet !== subnet) checkNetworkAcl(natSubnet, 'ingress', packet, trail)
  const component = trail.reach('natGateway', natGateway.name, packet)
  if (natGateway.state !== 'available') {
    trail.block({ code: 'BAD_STATE', why: { fact: 'state', state: natGateway.state }, opens: { change: 'none' } })
  }
  if (packet.source.family === 'ipv6' || !(hasPorts(packet.traffic) || isIcmp(packet.traffic))) {
    trail.block({ code: 'PROTOCOL_RESTRICTION', why: protocolOf(packet, ['IPv4 TCP', 'IPv4 UDP', 'IPv4 ICMP']), opens: { change: 'none' } })
    return lost(packet)
  }
  if (trail.translations.has(natGateway.name)) {
    trail.block({ code: 'NO_PATH', why: { fact: 'routingLoop', destination: packet.destination }, opens: { change: 'none' } })
    return lost(packet)
  }
  trail.translations.set(natGateway.name, packet)
  if (hasPorts(packet.traffic) && !trail.established)
    trail.spaces.push({ name: spaceOf(natGateway), of: ephemeralPorts.natGateway, blocked: [] })
  trail.translate(packet.source, natGateway.privateIp)
  return { at: 'subnet', packet: loseSender({ ...packet, source: natGateway.privateIp }, component), subnet: natSubnet }
}

/** A reply to what it sent goes back to who asked for it; anything else is dropped. */
export function returnThroughNatGateway({ packet, natGateway }: Step & { readonly at: 'natGateway' }, trail: Trail): Step {
  const before = trail.translations.get(natGateway.name)
  const subnet = trail.network.subnets.get(natGateway.subnet)
  if (subnet !== undefined) checkNetworkAcl(subnet, 'ingress', packet, trail)
  trail.reach('natGateway', natGateway.name, packet)
  if (!trail.established || before === undefined || subnet === undefined) {
    trail.block({ code: 'NO_POSSIBLE_DESTINATION', why: { fact: 'outboundOnly' }, opens: { change: 'none' } })
    return lost(packet)
  }
  trail.translate(packet.destination, before.source)
  const space = spaceBefore(natGateway, trail)
  const traffic = space === undefined ? packet.traffic : { ...packet.traffic, low: space.of.from, high: space.of.to }
  const { space: _, ...rest } = packet
  return {
    at: 'subnet',
    packet: { ...rest, destination: before.source, traffic, ...(space === undefined ? {} : { space: space.name }) },
    subnet,
  }
}

const spaceOf = ({ name }: NatGateway): PortSpaceName => `natGateway:${name}`

/** The ports from which the packet came before the gateway chose its own. */
function spaceBefore(natGateway: NatGateway, { spaces }: Trail) {
  const index = spaces.findIndex(({ name }) => name === spaceOf(natGateway))
  return index > 0 ? spaces[index - 1] : undefined
}
