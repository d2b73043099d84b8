import { type Address, formatAddress } from '../base/cidr.ts'
import type { CompiledInterface, CompiledNetwork } from './compile-network.ts'
import { hasPorts, type PacketTraffic, packetTraffic, replyTraffic } from './compiled-traffic.ts'
import type { ExplanationCode } from './explanation-code.ts'
import { ephemeralPorts, type Flow } from './flow.ts'
import { judge } from './judge.ts'
import type { Opening } from './opening.ts'
import { addressOf } from './resolve-destination.ts'
import { type FlowFailure, type ResolvedFlow, resolveFlow } from './resolve-flow.ts'
import { isPublic } from './special-addresses.ts'
import type { Arrival, Component, Verdict } from './verdict.ts'
import { checkSecurityGroups } from './walk/check-security-groups.ts'
import { isAmazonProvided } from './walk/enter-vpc.ts'
import type { Packet } from './walk/packet.ts'
import { recognizePeer } from './walk/recognize-peer.ts'
import { passLoadBalancer, passPrivateLink } from './walk/relay.ts'
import { type EndStep, type LostStep, lost, type Step } from './walk/step.ts'
import { suggestRoute } from './walk/suggest-route.ts'
import { Trail } from './walk/trail.ts'
import { walk } from './walk/walk.ts'

/** Relays may stand one behind the other; more than these stand in a circle. */
const mostRelays = 4

/** `relays` counts the load balancers and endpoint services that the packet has passed. */
export function evaluateFlow(network: CompiledNetwork, flow: Flow, relays = 0): Verdict {
  const resolved = resolveFlow(network, flow)
  if (!resolved.ok) return unresolved(network, flow, resolved.error)
  const { origin, target, byAddress, assumptions } = resolved.value
  const host = origin.type === 'networkInterface' && origin.phantom ? origin.networkInterface : undefined
  const trail = new Trail(network, { target, byAddress, host })
  for (const assumption of assumptions) trail.assume(assumption)
  const traffic = packetTraffic(flow.traffic)
  if (hasPorts(traffic)) trail.spaces.push({ name: 'client', of: flow.sourcePorts ?? ephemeralPorts.linux, blocked: [] })
  const there = goThere(resolved.value, traffic, trail)
  const arrived = there.at === 'end' ? there : arriveAnyway(there, trail)
  const arrival = arrived === undefined ? undefined : finish(arrived, resolved.value, traffic, trail, relays)
  if (arrived !== undefined && arrival?.at !== 'vpcService') comeBack(arrived, there, resolved.value, traffic, trail)
  const judged = judge(trail.paths, trail.spaces)
  if (flow.sourcePorts === undefined && judged.portSpaces.some(({ name, share }) => name === 'client' && share < 1)) {
    trail.assume({ assumption: 'linuxEphemeralPorts' })
  }
  return {
    node: 'verdict',
    ...judged,
    assumptions: trail.assumptions,
    ...(arrived === undefined ? {} : { sourceAddress: arrived.packet.source, destinationAddress: arrived.packet.destination }),
    ...(arrival === undefined ? {} : { arrival }),
    because: trail.paths,
  }
}

/** Walks from the source to wherever the network takes the packet. */
function goThere({ origin, address: destination }: ResolvedFlow, traffic: PacketTraffic, trail: Trail): EndStep | LostStep {
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
  const packet = phantom ? plain : { ...plain, sender: { networkInterface } }
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

/** The packet was lost on the way, but it is known where it should go: what would have stopped it there is told too. */
function arriveAnyway({ packet, unrecognizable }: LostStep, trail: Trail): EndStep | undefined {
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

/** What waits at the end: a listener, a load balancer that relays, an endpoint with a service behind it. */
function finish(end: EndStep, { service }: ResolvedFlow, traffic: PacketTraffic, trail: Trail, relays: number): Arrival {
  const { arrival, networkInterface } = end
  if (arrival.at === 'internet' && service !== undefined) return { at: 'service', service }
  if (networkInterface === undefined) return arrival
  const { name, attached } = networkInterface.networkInterface
  if (!attached) trail.block({ code: 'BAD_STATE_ATTACHMENT', why: { fact: 'state', state: 'available' }, opens: { change: 'none' } })
  const evaluate = (network: CompiledNetwork, onward: Flow): Verdict => evaluateFlow(network, onward, relays + 1)
  if (relays === mostRelays)
    trail.block({ code: 'NO_PATH', why: { fact: 'routingLoop', destination: end.packet.destination }, opens: { change: 'none' } })
  else if (networkInterface.vpcEndpoint !== undefined) return passPrivateLink(end, networkInterface.vpcEndpoint, trail, evaluate)
  else if (networkInterface.loadBalancer !== undefined) passLoadBalancer(end, networkInterface.loadBalancer, trail, evaluate)
  const listeners = trail.network.listeners.get(name) ?? []
  const number = { tcp: 6, udp: 17 }
  const listener = listeners.find((each) => number[each.protocol] === traffic.protocol && each.port === traffic.low)
  const closedPort = listener === undefined && listeners.length > 0 && hasPorts(traffic)
  return { at: 'networkInterface', networkInterface: name, closedPort, ...(listener === undefined ? {} : { listener }) }
}

/** The reply, from where the packet arrived to where it came from. */
function comeBack(arrived: EndStep, there: EndStep | LostStep, flow: ResolvedFlow, traffic: PacketTraffic, trail: Trail): void {
  const space = trail.spaces.at(-1)
  const reply = replyTraffic(traffic, space?.of ?? { from: 0, to: 65535 })
  if (reply === undefined) return
  trail.begin('return')
  const packet: Packet = {
    source: arrived.packet.destination,
    destination: arrived.packet.source,
    traffic: reply,
    ...(space === undefined ? {} : { space: space.name }),
  }
  const end = walk(replyStart(arrived, packet, trail), trail)
  if (end.at === 'lost') {
    returnAnyway(end, flow, trail)
    return
  }
  checkAppliances(trail)
  if (there.at === 'end' || flow.origin.type === 'internet') checkSymmetry(end, arrived, flow, trail)
}

function replyStart({ arrival, networkInterface, attachment }: EndStep, packet: Packet, trail: Trail): Step {
  const { network, vpcs } = trail.network
  if (networkInterface !== undefined) {
    trail.reach('networkInterface', networkInterface.networkInterface.name, packet)
    trail.pass({ type: 'established' })
    return { at: 'subnet', packet, subnet: networkInterface.subnet }
  }
  if (arrival.at === 'remoteNetwork') {
    const transitGateway = network.transitGateways.get(arrival.gateway)
    if (transitGateway !== undefined && attachment !== undefined) return { at: 'transitGateway', packet, transitGateway, attachment }
    trail.reach('vpnGateway', arrival.gateway, packet)
    const vpc = vpcs.get(network.vpnGateways.get(arrival.gateway)?.vpc ?? '')
    return vpc === undefined ? lost(packet) : { at: 'vpc', packet, vpc }
  }
  if (arrival.at === 'service' && arrival.vpcEndpoint !== undefined) {
    trail.reach('vpcEndpoint', arrival.vpcEndpoint, packet)
    const vpc = vpcs.get(network.vpcEndpoints.get(arrival.vpcEndpoint)?.vpc ?? '')
    return vpc === undefined ? lost(packet) : { at: 'vpc', packet, vpc }
  }
  return { at: 'internet', packet }
}

/** The reply was lost on the way: what would have stopped it at the source's subnet is told too. */
function returnAnyway({ packet, unrecognizable }: LostStep, { origin }: ResolvedFlow, trail: Trail): void {
  if (origin.type !== 'networkInterface' || unrecognizable) return
  walk({ at: 'vpc', packet: { ...packet, destination: origin.address }, vpc: origin.networkInterface.subnet.vpc }, trail)
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html#route-tables-appliance-routing */
function checkAppliances(trail: Trail): void {
  const { forward, return: back } = trail.appliances
  const oneWay = [...forward.filter((name) => !back.includes(name)), ...back.filter((name) => !forward.includes(name))]
  if (oneWay.length > 0) trail.assume({ assumption: 'asymmetricRouting', networkInterfaces: oneWay })
}

/** A reply must come from the address that was called, or the source does not take it for one. */
function checkSymmetry(end: EndStep, arrived: EndStep, { address }: ResolvedFlow, trail: Trail): void {
  const { source } = end.packet
  if (source.value === address.value && source.family === address.family) return
  const subnet = arrived.networkInterface?.subnet
  trail.block({
    code: 'NO_PATH',
    why: { fact: 'asymmetricReturn', expected: address, actual: source },
    opens: subnet === undefined ? { change: 'none' } : suggestRoute(trail.network, subnet, arrived.packet.source, true),
  })
}

/** An end of the flow that is not there: nothing to walk. */
function unresolved({ network }: CompiledNetwork, flow: Flow, failure: FlowFailure): Verdict {
  const name =
    flow.destination.type === 'host'
      ? flow.destination.host
      : flow.source.type === 'address'
        ? formatAddress(flow.source.address)
        : 'source'
  const resolver = failure.fact === 'nameNotFound' || failure.fact === 'zoneNotAssociated' || failure.fact === 'dnsSupportDisabled'
  const component: Component = { type: resolver ? 'resolver' : 'source', name, at: network.at }
  const nowhere: Address = { family: 'ipv4', value: 0n }
  const blocker = {
    code: codeOf(failure),
    direction: 'forward',
    component,
    at: network.at,
    why: failure,
    opens: openingOf(failure),
  } as const
  return {
    node: 'verdict',
    outcome: 'closed',
    blockers: [blocker],
    assumptions: [],
    portSpaces: [],
    because: [
      {
        node: 'path',
        direction: 'forward',
        because: [
          { node: 'hop', component, source: nowhere, destination: nowhere, because: [{ node: 'check', outcome: 'blocked', blocker }] },
        ],
      },
    ],
  }
}

function codeOf({ fact }: FlowFailure): ExplanationCode {
  switch (fact) {
    case 'nameNotFound':
      return 'DNS_NXDOMAIN'
    case 'zoneNotAssociated':
      return 'DNS_PRIVATE_ZONE'
    case 'dnsSupportDisabled':
      return 'DNS_UNAVAILABLE'
    case 'unknownComponent':
    case 'noSuchAddress':
    case 'noAddressOfFamily':
      return 'NO_SOURCE_OR_DESTINATION'
  }
}

function openingOf(failure: FlowFailure): Opening {
  if (failure.fact === 'zoneNotAssociated') {
    return { change: 'associateVpcWithHostedZone', hostedZone: failure.hostedZone, vpc: failure.vpc }
  }
  return failure.fact === 'dnsSupportDisabled' ? { change: 'enableDnsSupport', vpc: failure.vpc } : { change: 'none' }
}
