import type { Address } from '../../base/cidr.ts'
import type { CompiledInterface, CompiledNetwork } from '../compiled-network.ts'
import type { PlacedType } from '../component.ts'
import type { NewNetworkAclEntry } from '../opening.ts'
import type { PortRange } from '../traffic.ts'
import type { Assumption, Blocker, Check, Component, Hop, Passed, PathTrace, PortSpaceName, Verdict } from '../verdict.ts'
import type { Packet } from './packet.ts'

/** A blocker before the trail adds where it was met. */
export type Block = Pick<Blocker, 'code' | 'why' | 'opens'> & { readonly at?: Blocker['at'] }

/** What a trace says of a reply at the groups that know its connection. */
export const establishedPasses: Passed = { node: 'check', outcome: 'passes', by: { type: 'established' } }

export interface TrailEnds {
  readonly target: CompiledInterface | undefined
  readonly byAddress: boolean
  readonly host: CompiledInterface | undefined
}

/** What a flow leaves behind while it is walked, and what gateways remember of it for the reply. One for each flow. */
export class Trail {
  readonly network: CompiledNetwork
  readonly paths: PathTrace[] = []
  readonly assumptions: Assumption[] = []
  /** The ranges that replies may be for: the client's, and one for each NAT gateway that chose a port of its own. */
  readonly spaces: { readonly name: PortSpaceName; readonly of: PortRange; readonly blocked: PortRange[] }[] = []
  /** What NAT gateways remember: the packet as it was before they rewrote it, by the gateway's name. */
  readonly translations = new Map<string, Packet>()
  /** Interfaces whose security groups saw the flow on its way there: they let the reply pass. */
  readonly tracked: CompiledInterface[] = []
  /** Who is called, if it is an interface of the network. */
  readonly target: CompiledInterface | undefined
  /** It is called by this very address, and not by a name that may lead to another. */
  readonly byAddress: boolean
  /** A calling host that no interface of the network stands for. */
  readonly host: CompiledInterface | undefined
  /** Appliances that forwarded the packet, on each way. */
  readonly appliances: Record<'forward' | 'return', string[]> = { forward: [], return: [] }
  /** Interfaces whose missing public address was told already. */
  readonly withoutPublicIp: string[] = []
  /** Entries of network ACLs that would open it so far: those of one ACL and side have different numbers. */
  readonly newEntries: NewNetworkAclEntry[] = []
  private hops: Hop[] = []
  private checks: Check[] = []
  private direction: 'forward' | 'return' = 'forward'
  private component: Component

  constructor(network: CompiledNetwork, ends: TrailEnds) {
    this.network = network
    this.component = { type: 'internet', name: 'internet', at: network.network.at }
    this.target = ends.target
    this.byAddress = ends.byAddress
    this.host = ends.host
  }

  get established(): boolean {
    return this.direction === 'return'
  }

  begin(direction: 'forward' | 'return'): void {
    this.direction = direction
    this.hops = []
    this.paths.push({ node: 'path', direction, because: this.hops })
  }

  /** The packet gets to a component of the network; the checks that follow are its. */
  reach(type: PlacedType, name: string, packet: Packet): Component {
    return this.hop(this.network.components[type].get(name) ?? { type, name, at: this.network.network.at }, packet)
  }

  hop(component: Component, { source, destination }: Packet): Component {
    this.checks = []
    this.component = component
    this.hops.push({ node: 'hop', component, source, destination, because: this.checks })
    return component
  }

  pass(check: Passed): void {
    this.checks.push(check)
  }

  translate(from: Address, to: Address): void {
    this.checks.push({ node: 'check', outcome: 'passes', by: { type: 'translation', from, to } })
  }

  relay(because: readonly Verdict[]): void {
    this.checks.push({ node: 'check', outcome: 'relayed', because })
  }

  block(block: Block): void {
    this.fail('blocked', this.blockerOf(block))
  }

  /** Takes some of the ports that the reply may be for. */
  narrow(block: Block, space: PortSpaceName, blocked: readonly PortRange[]): void {
    this.spaces.find(({ name }) => name === space)?.blocked.push(...blocked)
    this.fail('partial', { ...this.blockerOf(block), ports: { space, blocked } })
  }

  forwardedBy(appliance: string): void {
    this.appliances[this.direction].push(appliance)
  }

  assume(assumption: Assumption): void {
    this.assumptions.push(assumption)
  }

  private fail(outcome: 'blocked' | 'partial', blocker: Blocker): void {
    this.checks.push({ node: 'check', outcome, blocker })
  }

  private blockerOf({ code, at, why, opens }: Block): Blocker {
    const { component } = this
    return { code, direction: this.direction, component, at: at ?? component.at, why, opens }
  }
}
