import type { CompiledNetwork } from './compiled-network.ts'
import { hasPorts, type PacketTraffic, packetTraffic } from './compiled-traffic.ts'
import { ephemeralPorts, type Flow } from './flow.ts'
import { judge } from './judge.ts'
import { type ResolvedFlow, resolveFlow } from './resolve-flow.ts'
import { unresolved } from './unresolved-flow.ts'
import type { Arrival, Verdict } from './verdict.ts'
import { comeBack } from './walk/come-back.ts'
import { arriveAnyway, checkTarget, goThere } from './walk/go-there.ts'
import { passLoadBalancer, passPrivateLink } from './walk/relay.ts'
import type { EndStep } from './walk/step.ts'
import { Trail } from './walk/trail.ts'

/** Relays may stand one behind the other; more than these stand in a circle. */
const mostRelays = 4

/** `relays` counts the load balancers and endpoint services that the packet has passed. */
export function evaluateFlow(network: CompiledNetwork, flow: Flow, relays = 0): Verdict {
  const resolved = resolveFlow(network, flow)
  if (!resolved.ok) return unresolved(network.network, flow, resolved.error)
  const { origin, target, byAddress, assumptions } = resolved.value
  const host = origin.type === 'networkInterface' && origin.phantom ? origin.networkInterface : undefined
  const trail = new Trail(network, { target, byAddress, host })
  for (const assumption of assumptions) trail.assume(assumption)
  const traffic = packetTraffic(flow.traffic)
  if (hasPorts(traffic)) trail.spaces.push({ name: 'client', of: flow.sourcePorts ?? ephemeralPorts.linux, blocked: [] })
  const there = goThere(resolved.value, traffic, trail)
  if (there.at === 'end') checkTarget(there, trail)
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
