import { type PacketTraffic, replyTraffic } from '../compiled-traffic.ts'
import type { ResolvedFlow } from '../resolve-flow.ts'
import type { Packet } from './packet.ts'
import { type EndStep, type LostStep, lost, type Step } from './step.ts'
import { suggestRoute } from './suggest-route.ts'
import { establishedPasses, type Trail } from './trail.ts'
import { walk } from './walk.ts'

/** The reply, from where the packet arrived to where it came from. */
export function comeBack(arrived: EndStep, there: EndStep | LostStep, flow: ResolvedFlow, traffic: PacketTraffic, trail: Trail): void {
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
    trail.pass(establishedPasses)
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
