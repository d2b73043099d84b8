import type { CompiledInterface, CompiledSubnet, CompiledVpc } from '../compiled-network.ts'
import type { NatGateway, Route, TransitGateway } from '../network.ts'
import type { Arrival } from '../verdict.ts'
import type { Packet } from './packet.ts'

/** Where the packet is next. The walk goes from step to step until it ends; the files that take a step do not know each other. */
export type Step =
  /** A device in the subnet sends the packet. */
  | { readonly at: 'subnet'; readonly packet: Packet; readonly subnet: CompiledSubnet }
  /** The subnet's route sends it to a gateway, or to an interface that forwards. */
  | GatewayStep
  /** It is for an address of the VPC. `from` is the subnet that it comes from: within it no network ACL is asked. */
  | { readonly at: 'vpc'; readonly packet: Packet; readonly vpc: CompiledVpc; readonly from?: CompiledSubnet }
  | { readonly at: 'internet'; readonly packet: Packet }
  /** A reply is back at the NAT gateway that sent for it. */
  | { readonly at: 'natGateway'; readonly packet: Packet; readonly natGateway: NatGateway }
  /** It came into the transit gateway by this attachment. */
  | TransitGatewayStep
  | EndStep
  | LostStep

export interface GatewayStep {
  readonly at: 'gateway'
  readonly packet: Packet
  readonly subnet: CompiledSubnet
  readonly route: Route
}

export interface TransitGatewayStep {
  readonly at: 'transitGateway'
  readonly packet: Packet
  readonly transitGateway: TransitGateway
  readonly attachment: string
  readonly availabilityZone?: string
}

export interface EndStep {
  readonly at: 'end'
  readonly packet: Packet
  readonly arrival: Arrival
  readonly networkInterface?: CompiledInterface
  /** Of a remote network behind a transit gateway: where its reply comes in. */
  readonly attachment?: string
}

/** It cannot go on from here. `unrecognizable`: nor can anybody say with which source it would have. */
export interface LostStep {
  readonly at: 'lost'
  readonly packet: Packet
  readonly unrecognizable: boolean
}

export const lost = (packet: Packet): LostStep => ({ at: 'lost', packet, unrecognizable: false })
export const lostWithoutSource = (packet: Packet): LostStep => ({ at: 'lost', packet, unrecognizable: true })
