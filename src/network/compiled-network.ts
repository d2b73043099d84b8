import { type Address, type Cidr, covers, type Family } from '../base/cidr.ts'
import type { CompiledTraffic } from './compiled-traffic.ts'
import type { Components } from './component.ts'
import type {
  EgressOnlyInternetGateway,
  EndpointService,
  InternetGateway,
  Listener,
  LoadBalancer,
  NatGateway,
  Network,
  NetworkAclEntry,
  NetworkInterface,
  PrefixList,
  Route,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
  VpnGateway,
} from './network.ts'
import type { RuleTable } from './rule-table.ts'
import type { Passed } from './verdict.ts'

/** A network with its references followed and its rules as numbers. Made once for each network. */
export interface CompiledNetwork {
  readonly network: Network
  readonly vpcs: ReadonlyMap<string, CompiledVpc>
  readonly subnets: ReadonlyMap<string, CompiledSubnet>
  readonly networkInterfaces: ReadonlyMap<string, CompiledInterface>
  /** Who has a public IPv4 address. */
  readonly publicIps: ReadonlyMap<bigint, PublicIpOwner>
  /** Those on each interface. */
  readonly listeners: ReadonlyMap<string, readonly Listener[]>
  readonly components: Components
  readonly endpointServices: ReadonlyMap<string, EndpointService>
  /** The list that AWS manages for a service, by the service's name. */
  readonly servicePrefixLists: ReadonlyMap<string, PrefixList>
}

export type PublicIpOwner =
  | { readonly type: 'networkInterface'; readonly networkInterface: CompiledInterface; readonly privateIp: Address }
  | { readonly type: 'natGateway'; readonly natGateway: NatGateway }

export interface CompiledVpc {
  readonly vpc: Vpc
  readonly internetGateway: InternetGateway | undefined
  readonly egressOnlyInternetGateway: EgressOnlyInternetGateway | undefined
  readonly vpnGateway: VpnGateway | undefined
  readonly subnets: readonly CompiledSubnet[]
  readonly networkInterfaces: Readonly<Record<Family, ReadonlyMap<bigint, CompiledInterface>>>
  readonly natGateways: ReadonlyMap<bigint, NatGateway>
}

export interface CompiledSubnet {
  readonly subnet: Subnet
  readonly vpc: CompiledVpc
  readonly routeTable: RouteTable
  /** The most specific first, then by AWS's priority among equals. */
  readonly routes: Readonly<Record<Family, readonly CompiledRoute[]>>
  readonly ingress: readonly CompiledEntry[]
  readonly egress: readonly CompiledEntry[]
}

/** `route` is absent for a local route. */
export interface CompiledRoute {
  readonly cidr: Cidr
  readonly route: Route | undefined
  /** What the trace says when it carries a packet. */
  readonly passes: Passed
}

export interface CompiledEntry {
  readonly entry: NetworkAclEntry
  readonly traffic: CompiledTraffic
  /** What the trace says when it lets a packet pass. */
  readonly passes: Passed
}

export interface CompiledInterface {
  readonly networkInterface: NetworkInterface
  readonly subnet: CompiledSubnet
  readonly securityGroups: readonly CompiledGroup[]
  readonly groupNames: ReadonlySet<string>
  /** As the rules of other groups name them. */
  readonly groupNumbers: readonly number[]
  readonly vpcEndpoint: VpcEndpoint | undefined
  readonly loadBalancer: LoadBalancer | undefined
}

export interface CompiledGroup {
  readonly securityGroup: SecurityGroup
  readonly ingress: RuleTable
  readonly egress: RuleTable
}

export const inVpc = ({ vpc }: CompiledVpc, address: Address): boolean => vpc.cidrBlocks.some(({ cidr }) => covers(cidr, address))

export const inSubnet = ({ subnet }: CompiledSubnet, address: Address): boolean =>
  subnet.cidrBlocks.some(({ cidr }) => covers(cidr, address))
