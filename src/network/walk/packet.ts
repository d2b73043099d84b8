import type { Address } from '../../base/cidr.ts'
import type { CompiledInterface } from '../compiled-network.ts'
import type { PacketTraffic } from '../compiled-traffic.ts'
import type { Component, PortSpaceName } from '../verdict.ts'

/** What travels. Gateways rewrite its addresses; a new packet is made each time. */
export interface Packet {
  readonly source: Address
  readonly destination: Address
  readonly traffic: PacketTraffic
  /** Of a reply: whose ports it is for. */
  readonly space?: PortSpaceName
  /** The interface that sent it, for rules that name security groups. */
  readonly sender?: Sender
}

export interface Sender {
  readonly networkInterface: CompiledInterface
  /** The component that made it unrecognizable. */
  readonly lostAt?: Component
}

/** Groups recognize their members by private address: a component that rewrites or hides it ends that. */
export function loseSender(packet: Packet, lostAt: Component): Packet {
  return packet.sender === undefined || packet.sender.lostAt !== undefined ? packet : { ...packet, sender: { ...packet.sender, lostAt } }
}
