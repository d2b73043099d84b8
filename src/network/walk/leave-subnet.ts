import { cidrAround, formatCidr } from '../../base/cidr.ts'
import { type CompiledRoute, type CompiledSubnet, inSubnet } from '../compiled-network.ts'
import type { Route } from '../network.ts'
import { losingRoutes, selectRoute, tiedRoutes } from '../select-route.ts'
import { checkNetworkAcl } from './check-network-acl.ts'
import type { Packet } from './packet.ts'
import { lost, type Step } from './step.ts'
import { joined, suggestRoute, vpcOf } from './suggest-route.ts'
import type { Block, Trail } from './trail.ts'

/**
 * From a device of the subnet to wherever the subnet's route table sends the packet. Within the subnet neither the network ACL nor the table is asked.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export function leaveSubnet({ packet, subnet }: Step & { readonly at: 'subnet' }, trail: Trail): Step {
  if (inSubnet(subnet, packet.destination)) return { at: 'vpc', packet, vpc: subnet.vpc, from: subnet }
  const selected = selectRoute(subnet, packet.destination)
  if (!staysInSubnet(selected, subnet, trail)) checkNetworkAcl(subnet, 'egress', packet, trail)
  trail.reach('routeTable', subnet.routeTable.name, packet)
  if (selected === undefined) return blockNoRoute(subnet, packet, trail)
  if (selected.route === undefined) {
    trail.pass(selected.passes)
    return { at: 'vpc', packet, vpc: subnet.vpc, from: subnet }
  }
  if (selected.route.state === 'blackhole') {
    trail.block(blackholeOf(subnet, selected.route, packet, trail))
    return lost(packet)
  }
  trail.pass(selected.passes)
  const tied = tiedRoutes(subnet, selected, packet.destination)
  if (tied.length > 0)
    trail.assume({ assumption: 'ambiguousPrefixListRoutes', routeTable: subnet.routeTable.name, routes: [selected.route, ...tied] })
  return { at: 'gateway', packet, subnet, route: selected.route }
}

/** A NAT gateway or a forwarding interface may be in the same subnet. */
function staysInSubnet(selected: CompiledRoute | undefined, { subnet }: CompiledSubnet, { network: { network } }: Trail): boolean {
  const target = selected?.route?.target
  if (target?.type === 'natGateway') return network.natGateways.get(target.name)?.subnet === subnet.name
  return target?.type === 'networkInterface' && network.networkInterfaces.get(target.name)?.subnet === subnet.name
}

function blockNoRoute(subnet: CompiledSubnet, packet: Packet, trail: Trail): Step {
  const other = vpcOf(trail.network, packet.destination, subnet.vpc)
  if (other !== undefined && other !== subnet.vpc && packet.destination.family === 'ipv4' && !joined(trail.network, subnet.vpc, other)) {
    trail.block(disconnectedOf(subnet.vpc.vpc.name, other.vpc.name))
  } else {
    trail.block({
      code: 'NO_ROUTE_TO_DESTINATION',
      why: { fact: 'noRoute', destination: packet.destination },
      opens: suggestRoute(trail.network, subnet, packet.destination, leavesByInternetGateway(subnet, packet, trail)),
    })
  }
  return lost(packet)
}

/** Who has a public address; and replies, which must leave by the way that the call came in. */
const leavesByInternetGateway = (subnet: CompiledSubnet, packet: Packet, trail: Trail): boolean =>
  trail.established || hasPublicIp(subnet, packet)

export const disconnectedOf = (source: string, destination: string): Block => ({
  code: 'DISCONNECTED_VPCS',
  why: { fact: 'disconnectedVpcs', source, destination },
  opens: { change: 'createVpcPeeringConnection', requester: source, accepter: destination },
})

const blackholeOf = (subnet: CompiledSubnet, route: Route, packet: Packet, trail: Trail): Block => ({
  code: 'BAD_STATE_ROUTE',
  at: route.at,
  why: { fact: 'blackhole', route, destination: packet.destination },
  opens:
    winsAgainstActive(subnet, packet) === undefined
      ? suggestRoute(trail.network, subnet, packet.destination, leavesByInternetGateway(subnet, packet, trail))
      : { change: 'deleteRoute', routeTable: subnet.routeTable.name, destination: destinationOf(route) },
})

/** The best route that loses to the winner and is not a blackhole. */
function winsAgainstActive(subnet: CompiledSubnet, packet: Packet): CompiledRoute | undefined {
  return losingRoutes(subnet, packet.destination).find(({ route }) => route?.state !== 'blackhole')
}

/**
 * What to say of a route that wins and leads nowhere: that it diverts, when another one for the same destination loses to it; else what the
 * gateway says.
 */
export function divertedOr(block: Block, subnet: CompiledSubnet, route: Route, packet: Packet): Block {
  const loser = winsAgainstActive(subnet, packet)
  if (loser?.route === undefined) return { ...block, at: block.at ?? route.at }
  const winner = selectRoute(subnet, packet.destination)
  return {
    code: winner?.cidr.prefixLength === loser.cidr.prefixLength ? 'HIGHER_PRIORITY_ROUTE' : 'MORE_SPECIFIC_ROUTE',
    at: route.at,
    why: { fact: 'diverted', route, instead: loser.route, destination: packet.destination },
    opens: { change: 'deleteRoute', routeTable: subnet.routeTable.name, destination: destinationOf(route) },
  }
}

/** As it stands in the table: a block, or the name of a prefix list. */
export const destinationOf = ({ destination }: Route): string =>
  destination.type === 'cidr' ? formatCidr(destination.cidr) : destination.prefixList

/** Whether the sender has a public address, so that an internet gateway serves it. */
function hasPublicIp({ vpc }: CompiledSubnet, { source }: Packet): boolean {
  if (source.family === 'ipv6') return true
  const networkInterface = vpc.networkInterfaces.ipv4.get(source.value)?.networkInterface
  return networkInterface?.privateIps.some(({ address, publicIp }) => address.value === source.value && publicIp !== undefined) ?? false
}

export const hostRoute = ({ destination }: Packet) => cidrAround(destination)
