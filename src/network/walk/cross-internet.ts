import type { Address } from '../../base/cidr.ts'
import { type CompiledSubnet, type CompiledVpc, inSubnet, inVpc, type PublicIpOwner } from '../compiled-network.ts'
import { trafficFrom } from '../compiled-traffic.ts'
import { isIn, isPublic, rfc1918, rfc6598 } from '../special-addresses.ts'
import { checkBlockPublicAccess } from './block-public-access.ts'
import { disconnectedOf, divertedOr } from './leave-subnet.ts'
import { loseSender, type Packet } from './packet.ts'
import { type GatewayStep, lost, lostWithoutSource, type Step } from './step.ts'
import { joined, suggestRoute, vpcOf } from './suggest-route.ts'
import type { Block, Trail } from './trail.ts'

/**
 * Out by the internet gateway, which gives each private address its public one. A subnet without a route to it cannot use it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
 */
export function leaveByInternetGateway({ packet, subnet, route }: GatewayStep, trail: Trail): Step {
  const component = trail.reach('internetGateway', route.target.name, packet)
  const gateway = trail.network.network.internetGateways.get(route.target.name)
  if (gateway?.vpc !== subnet.vpc.vpc.name) {
    trail.block({
      code: 'BAD_STATE_ATTACHMENT',
      why: { fact: 'notAttached', vpc: subnet.vpc.vpc.name },
      opens: { change: 'attachInternetGateway', internetGateway: route.target.name, vpc: subnet.vpc.vpc.name },
    })
  }
  const fromNat = subnet.vpc.natGateways.has(packet.source.value) && packet.source.family === 'ipv4'
  checkBlockPublicAccess(subnet, 'fromInside', fromNat, trail)
  if (!isPublic(packet.destination)) return blockPrivateDestination(subnet, route, packet, trail)
  const from = packet.source.family === 'ipv6' ? packet.source : publicIpOf(subnet.vpc, packet.source, trail)
  if (from === undefined) return blockNoPublicIp(subnet, packet, trail)
  if (from !== packet.source) trail.translate(packet.source, from)
  return { at: 'internet', packet: loseSender({ ...packet, source: from }, component) }
}

/** IPv6, and only for connections from inside. @see https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html */
export function leaveByEgressOnlyInternetGateway({ packet, subnet, route }: GatewayStep, trail: Trail): Step {
  const component = trail.reach('egressOnlyInternetGateway', route.target.name, packet)
  checkBlockPublicAccess(subnet, 'fromInside', true, trail)
  if (packet.source.family === 'ipv4') {
    trail.block({ code: 'PROTOCOL_RESTRICTION', why: protocolOf(packet, ['IPv6']), opens: { change: 'none' } })
    return lost(packet)
  }
  // It never saw the connection that came in by the internet gateway. Without one, the way there has told so already.
  if (trail.established && subnet.vpc.internetGateway !== undefined) {
    const opens = suggestRoute(trail.network, subnet, packet.destination, true)
    trail.block({ code: 'NO_PATH', why: { fact: 'outboundOnly' }, opens })
  }
  return { at: 'internet', packet: loseSender(packet, component) }
}

export const protocolOf = (packet: Packet, admits: readonly string[]): Block['why'] => ({
  fact: 'protocol',
  traffic: trafficFrom(packet.traffic),
  admits,
})

/** The address under which the internet knows it: its own elastic or public one, or the NAT gateway's. */
function publicIpOf(vpc: CompiledVpc, address: Address, trail: Trail): Address | undefined {
  const natGateway = vpc.natGateways.get(address.value)
  if (natGateway !== undefined) {
    const { name, publicIps } = natGateway
    if (publicIps.length > 1 && !trail.established)
      trail.assume({ assumption: 'natGatewayAddressChosen', natGateway: name, addresses: publicIps })
    return publicIps[0]
  }
  const { privateIps = [] } = vpc.networkInterfaces.ipv4.get(address.value)?.networkInterface ?? trail.host?.networkInterface ?? {}
  return privateIps.find((each) => each.address.value === address.value)?.publicIp?.address
}

function blockNoPublicIp({ vpc }: CompiledSubnet, packet: Packet, trail: Trail): Step {
  const name = vpc.networkInterfaces.ipv4.get(packet.source.value)?.networkInterface.name
  if (name === undefined || !trail.withoutPublicIp.includes(name)) {
    trail.block({
      code: 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
      why: { fact: 'noPublicIp', address: packet.source, ...(name === undefined ? {} : { networkInterface: name }) },
      opens: name === undefined ? { change: 'none' } : { change: 'associateAddress', networkInterface: name },
    })
  }
  return lostWithoutSource(packet)
}

function blockPrivateDestination(subnet: CompiledSubnet, route: GatewayStep['route'], packet: Packet, trail: Trail): Step {
  const other = vpcOf(trail.network, packet.destination, subnet.vpc)
  if (other !== undefined && other !== subnet.vpc && !joined(trail.network, subnet.vpc, other)) {
    trail.block(disconnectedOf(subnet.vpc.vpc.name, other.vpc.name))
  } else {
    const code = isIn(rfc6598, packet.destination)
      ? 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS'
      : 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS'
    trail.block(
      divertedOr(
        {
          code: isIn([...rfc1918, ...rfc6598], packet.destination) ? code : 'NO_POSSIBLE_DESTINATION',
          why: { fact: 'privateAddress', address: packet.destination, end: 'destination' },
          opens: suggestRoute(trail.network, subnet, packet.destination, false),
        },
        subnet,
        route,
        packet,
      ),
    )
  }
  return lost(packet)
}

/** On the internet: to the VPC whose gateway has the address, or to a host that is none of the network's. */
export function crossInternet({ packet }: Step & { readonly at: 'internet' }, trail: Trail): Step {
  const { network } = trail.network
  trail.hop({ type: 'internet', name: 'internet', at: network.at }, packet)
  if (packet.destination.family === 'ipv6') {
    const vpc = [...trail.network.vpcs.values()].find((each) => inVpc(each, packet.destination))
    return vpc === undefined ? outside(packet, trail) : enterByGateway(vpc, packet, trail)
  }
  const owner = trail.network.publicIps.get(packet.destination.value)
  return owner === undefined ? outside(packet, trail) : enterByPublicIp(owner, packet, trail)
}

function outside(packet: Packet, trail: Trail): Step {
  if (isPublic(packet.destination)) return { at: 'end', packet, arrival: { at: 'internet' } }
  const target = trail.target?.networkInterface
  if (!trail.established && target?.privateIps.some(({ address }) => address.value === packet.destination.value)) {
    trail.withoutPublicIp.push(target.name)
    trail.block({
      code: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
      at: target.at,
      why: { fact: 'noPublicIp', address: packet.destination, networkInterface: target.name },
      opens: trail.byAddress ? { change: 'none' } : { change: 'associateAddress', networkInterface: target.name },
    })
    return lost(packet)
  }
  trail.block({
    code: 'NO_POSSIBLE_DESTINATION',
    why: { fact: 'privateAddress', address: packet.destination, end: 'destination' },
    opens: { change: 'none' },
  })
  return lost(packet)
}

function enterByPublicIp(owner: PublicIpOwner, packet: Packet, trail: Trail): Step {
  if (owner.type === 'natGateway') {
    const { natGateway } = owner
    const subnet = trail.network.subnets.get(natGateway.subnet)
    if (subnet === undefined) return lost(packet)
    checkInternetGateway(subnet, packet, trail, true)
    const inside = { ...packet, destination: natGateway.privateIp }
    return { at: 'natGateway', packet: inside, natGateway }
  }
  const { networkInterface, privateIp } = owner
  checkInternetGateway(networkInterface.subnet, packet, trail, false)
  trail.translate(packet.destination, privateIp)
  return { at: 'vpc', packet: { ...packet, destination: privateIp }, vpc: networkInterface.subnet.vpc }
}

/** IPv6 addresses are public: whether the gateway is two-way decides. */
function enterByGateway(vpc: CompiledVpc, packet: Packet, trail: Trail): Step {
  const subnet = vpc.subnets.find((each) => inSubnet(each, packet.destination))
  if (subnet === undefined) return { at: 'vpc', packet, vpc }
  const gateway = vpc.egressOnlyInternetGateway
  if (vpc.internetGateway === undefined && gateway !== undefined) {
    trail.reach('egressOnlyInternetGateway', gateway.name, packet)
    checkBlockPublicAccess(subnet, 'fromOutside', true, trail)
    if (!trail.established) {
      trail.block({
        code: 'NO_PATH',
        why: { fact: 'outboundOnly' },
        opens: { change: 'attachInternetGateway', vpc: vpc.vpc.name },
      })
    }
    return { at: 'vpc', packet, vpc }
  }
  checkInternetGateway(subnet, packet, trail, false)
  return { at: 'vpc', packet, vpc }
}

function checkInternetGateway(subnet: CompiledSubnet, packet: Packet, trail: Trail, forNat: boolean): void {
  const { vpc, internetGateway } = subnet.vpc
  if (internetGateway === undefined) {
    trail.reach('vpc', vpc.name, packet)
    trail.block({
      code: 'BAD_STATE_ATTACHMENT',
      why: { fact: 'notAttached', vpc: vpc.name },
      opens: { change: 'attachInternetGateway', vpc: vpc.name },
    })
  } else {
    trail.reach('internetGateway', internetGateway.name, packet)
  }
  checkBlockPublicAccess(subnet, 'fromOutside', forNat, trail)
  if (isPublic(packet.source)) return
  trail.block({
    code: isIn(rfc6598, packet.source) ? 'IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS' : 'IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS',
    why: { fact: 'privateAddress', address: packet.source, end: 'source' },
    opens: { change: 'none' },
  })
}
