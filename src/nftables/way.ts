import type { Address } from '../base/cidr.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { CompiledNetwork } from '../network/compiled-network.ts'
import { evaluateFlow } from '../network/evaluate-flow.ts'
import type { Flow } from '../network/flow.ts'
import { resolveFlow } from '../network/resolve-flow.ts'
import { isLoopback } from '../network/special-addresses.ts'
import type { PortRange } from '../network/traffic.ts'
import type { Arrival, Blocker, Component, PathTrace, Verdict } from '../network/verdict.ts'
import { passesGroups } from './recognition.ts'
import { type Stations, stationsOf } from './station.ts'

/**
 * How packets of a flow travel: addresses, what rewrites them and which network ACLs stand between the two ends. Routes, gateways and names are the
 * model's; what security groups and network ACLs make of the packets is left to the kernel.
 */
export interface Way {
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  /** The client's address, and the one that it calls. */
  readonly client: Address
  readonly called: Address
  /** The same as the server sees them; where the packet gets lost, as the client does. */
  readonly seenFrom: Address
  readonly arrivesAt: Address
  readonly sourcePorts: PortRange | undefined
  readonly there: Leg
  readonly back: Leg
  /** Resolver, metadata, time: nothing filters them. */
  readonly unfiltered: boolean
  /** What the model says waits there; absent where the packet gets lost. */
  readonly arrival: Arrival | undefined
  /** A transit gateway on the way does not pass references to security groups on. */
  readonly losesGroups: boolean
  /** From a load balancer to its targets: connections of its own. */
  readonly relays: readonly Flow[]
}

/** One direction. */
export interface Leg extends Stations {
  /** Why the packet gets lost for another reason than a rule. */
  readonly lost: Blocker | undefined
}

/** No packet of such a flow can be sent here. */
export interface NoWay {
  readonly because: string
}

export function wayOf(network: CompiledNetwork, flow: Flow): Result<Way, NoWay> {
  const { traffic } = flow
  if (!('port' in traffic)) return err({ because: 'only TCP and UDP are sent' })
  const resolved = resolveFlow(network, flow)
  if (!resolved.ok) return err({ because: 'the model finds no addresses to send from and to' })
  const { origin, address: called } = resolved.value
  const verdict = evaluateFlow(network, flow)
  const { sourceAddress: seenFrom = origin.address, destinationAddress: arrivesAt = called, arrival } = verdict
  if ([origin.address, called].some((each) => isLoopback(each))) return err({ because: 'loopback is no address of a network' })
  if (seenFrom.family !== origin.address.family) return err({ because: 'addresses of two families are on the way' })
  const relays = relaysOf(network, verdict)
  if (relays === undefined) return err({ because: 'a load balancer that hands on the address of the client is on the way' })
  const [there, back] = [legOf(verdict, 'forward'), legOf(verdict, 'return')]
  if (there === undefined || back === undefined) return err({ because: 'an appliance that forwards packets is on the way' })
  const losesGroups = verdict.because.some(
    ({ direction, because }) => direction === 'forward' && because.some(({ component }) => hidesGroups(network, component)),
  )
  const unfiltered = arrival?.at === 'vpcService'
  const { protocol, port } = traffic
  const addresses = { client: origin.address, called, seenFrom, arrivesAt }
  return ok({ protocol, port, ...addresses, sourcePorts: flow.sourcePorts, there, back, unfiltered, losesGroups, arrival, relays })
}

function legOf({ because, blockers }: Verdict, direction: PathTrace['direction']): Leg | undefined {
  const path = because.find((each) => each.direction === direction)
  const lost = blockers.find((blocker) => blocker.direction === direction && !isRule(blocker))
  if (path === undefined) return { asksSender: true, asksReceiver: true, between: [], lost }
  const stations = stationsOf(path)
  return stations === undefined ? undefined : { ...stations, lost }
}

/** @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html#vpc-attachment-security */
function hidesGroups({ network }: CompiledNetwork, { type, name }: Component): boolean {
  const gateway = type === 'transitGateway' ? network.transitGateways.get(name) : undefined
  return gateway !== undefined && !passesGroups(gateway)
}

const isRule = ({ why: { fact } }: Blocker): boolean => fact === 'securityGroupRules' || fact === 'networkAclEntry'

/** Undefined where a target would see the client's own address. */
function relaysOf({ network }: CompiledNetwork, { because }: Verdict): readonly Flow[] | undefined {
  const flows: Flow[] = []
  for (const hop of because.flatMap((path) => path.because)) {
    const relayed = hop.because.flatMap((check) => (check.outcome === 'relayed' ? check.because : []))
    if (relayed.length === 0) continue
    const targets = network.loadBalancers
      .get(hop.component.name)
      ?.listeners.flatMap((listener) => listener.targets.map((target) => ({ ...target, protocol: listener.protocol, listener })))
    for (const each of relayed) {
      const door = each.because[0]?.because[0]?.component
      const arrival = each.arrival?.at === 'networkInterface' ? each.arrival.networkInterface : undefined
      const target = targets?.find(({ networkInterface }) => networkInterface === arrival) ?? targets?.[relayed.indexOf(each)]
      if (door?.type !== 'networkInterface' || target === undefined || door.name === target.networkInterface) return undefined
      flows.push({
        source: { type: 'networkInterface', networkInterface: door.name },
        destination: { type: 'networkInterface', networkInterface: target.networkInterface },
        traffic: { protocol: target.protocol, port: target.port },
      })
    }
  }
  return flows
}
