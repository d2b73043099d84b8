import type { Address, Family } from '../base/cidr.ts'
import type { FlowTraffic, PortRange } from './traffic.ts'

/** One question: does this get from here to there? The reply is part of the question. */
export interface Flow {
  readonly source: FlowSource
  readonly destination: FlowDestination
  readonly traffic: FlowTraffic
  /** The ports that the client may choose from; Linux's own range unless given. Only TCP and UDP have them. */
  readonly sourcePorts?: PortRange
  /** Which of a destination's addresses is used when it has both; IPv4 unless given or unless the source is IPv6. */
  readonly family?: Family
}

/** An address stands for whoever has it: an interface, a host without one in a subnet, a remote network, the internet. */
export type FlowSource =
  | { readonly type: 'networkInterface'; readonly networkInterface: string }
  | { readonly type: 'address'; readonly address: Address }

export type FlowDestination =
  | { readonly type: 'networkInterface'; readonly networkInterface: string }
  | { readonly type: 'listener'; readonly listener: string }
  | { readonly type: 'address'; readonly address: Address }
  /** A name, resolved where the source is. */
  | { readonly type: 'host'; readonly host: string }
  /** A service of AWS: `com.amazonaws.us-east-1.s3`. */
  | { readonly type: 'service'; readonly service: string }

/**
 * What clients choose their ports from; NAT gateways, load balancers and Lambda use all of 1024–65535.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
 */
export const ephemeralPorts = {
  linux: { from: 32768, to: 60999 },
  windows: { from: 49152, to: 65535 },
  natGateway: { from: 1024, to: 65535 },
} as const satisfies Record<string, PortRange>
