import type { Network } from '../../network/network.ts'

/** A network, and what is known of things that it does not show. */
export interface GateNetwork {
  readonly network: Network
  /** Groups, subnets and ACLs by which things are reached that are not in the network. */
  readonly elsewhere: ReadonlySet<string>
  /** Groups that interfaces have and whose rules are not known. */
  readonly foreignGroups: ReadonlySet<string>
}

/** The network of a fixture or file, by the folder or file. */
export type GateNetworks = ReadonlyMap<string, GateNetwork>

/** One of which everything is known. */
export const wholeNetwork = (network: Network): GateNetwork => ({ network, elsewhere: new Set(), foreignGroups: new Set() })
