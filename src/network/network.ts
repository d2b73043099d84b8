import type { Address, Cidr } from '../base/cidr.ts'
import type { Located } from '../base/located.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { Server } from './server.ts'
import type { Traffic } from './traffic.ts'

/**
 * VPCs and everything that has a say in whether a packet arrives. Names are keys of the maps, as the user or AWS wrote them; references between the
 * parts were checked by the parser, except where a type says `unknown`.
 */
export interface Network {
  readonly at: Span
  readonly vpcs: ReadonlyMap<string, Vpc>
  readonly subnets: ReadonlyMap<string, Subnet>
  readonly routeTables: ReadonlyMap<string, RouteTable>
  readonly networkAcls: ReadonlyMap<string, NetworkAcl>
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>
  readonly prefixLists: ReadonlyMap<string, PrefixList>
  readonly internetGateways: ReadonlyMap<string, InternetGateway>
  readonly egressOnlyInternetGateways: ReadonlyMap<string, EgressOnlyInternetGateway>
  readonly natGateways: ReadonlyMap<string, NatGateway>
  readonly vpnGateways: ReadonlyMap<string, VpnGateway>
  readonly transitGateways: ReadonlyMap<string, TransitGateway>
  readonly vpcPeeringConnections: ReadonlyMap<string, VpcPeeringConnection>
  readonly vpcEndpoints: ReadonlyMap<string, VpcEndpoint>
  readonly endpointServices: ReadonlyMap<string, EndpointService>
  readonly loadBalancers: ReadonlyMap<string, LoadBalancer>
  readonly networkInterfaces: ReadonlyMap<string, NetworkInterface>
  readonly listeners: ReadonlyMap<string, Listener>
  readonly hostedZones: ReadonlyMap<string, HostedZone>
  /** Names that everybody can resolve. */
  readonly records: ReadonlyMap<string, DnsRecord>
  /** What was corrected or left to assumption while reading, as AWS would: never an error. */
  readonly notes: readonly Problem[]
}

export interface Resource {
  readonly name: string
  readonly at: Span
}

export interface PlacedCidr {
  readonly cidr: Cidr
  readonly at: Span
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html */
export type BlockPublicAccessMode = 'off' | 'block-bidirectional' | 'block-ingress'
export type BlockPublicAccessExclusion = 'allow-bidirectional' | 'allow-egress'

export interface Vpc extends Resource {
  /** `vpc-…` for `aws:SourceVpc`; the name where none is given. */
  readonly id: string
  /** Twelve digits; absent when nobody said. */
  readonly account?: string
  readonly region: string
  readonly cidrBlocks: readonly PlacedCidr[]
  readonly enableDnsSupport: boolean
  readonly enableDnsHostnames: boolean
  /** The mode of the account and Region that the VPC is in. */
  readonly blockPublicAccess: BlockPublicAccessMode
  readonly blockPublicAccessExclusion?: BlockPublicAccessExclusion
}

export interface Subnet extends Resource {
  readonly vpc: string
  readonly cidrBlocks: readonly PlacedCidr[]
  readonly availabilityZone: string
  readonly routeTable: string
  readonly networkAcl: string
  readonly blockPublicAccessExclusion?: BlockPublicAccessExclusion
}

export interface RouteTable extends Resource {
  readonly vpc: string
  readonly main: boolean
  /** Without the local routes, which every table has. */
  readonly routes: readonly Route[]
}

export interface Route {
  readonly at: Span
  readonly destination: RouteDestination
  readonly target: RouteTarget
  readonly origin: 'static' | 'propagated'
  /** A blackhole's target is gone or not attached. */
  readonly state: 'active' | 'blackhole'
}

export type RouteDestination = { readonly type: 'cidr'; readonly cidr: Cidr } | { readonly type: 'prefixList'; readonly prefixList: string }

export interface RouteTarget {
  readonly type:
    | 'internetGateway'
    | 'egressOnlyInternetGateway'
    | 'natGateway'
    | 'vpnGateway'
    | 'transitGateway'
    | 'vpcPeeringConnection'
    | 'vpcEndpoint'
    | 'networkInterface'
    /** Nothing known has this name: only in imports, and as the target of a blackhole. */
    | 'unknown'
  readonly name: string
}

export interface NetworkAcl extends Resource {
  readonly vpc: string
  readonly isDefault: boolean
  /** Sorted by rule number; the closing `*` deny is not among them. */
  readonly ingress: readonly NetworkAclEntry[]
  readonly egress: readonly NetworkAclEntry[]
}

export interface NetworkAclEntry {
  readonly at: Span
  readonly ruleNumber: number
  readonly ruleAction: 'allow' | 'deny'
  readonly traffic: Traffic
  readonly cidr: Cidr
}

export interface SecurityGroup extends Resource {
  readonly vpc: string
  readonly groupName: string
  readonly isDefault: boolean
  readonly ingress: readonly SecurityGroupRule[]
  readonly egress: readonly SecurityGroupRule[]
}

/** One peer each, as `describe-security-group-rules` has it. */
export interface SecurityGroupRule {
  readonly at: Span
  readonly traffic: Traffic
  readonly peer: SecurityGroupPeer
  readonly description?: string
}

/** The source of an inbound rule, the destination of an outbound rule. */
export type SecurityGroupPeer =
  | { readonly type: 'cidr'; readonly cidr: Cidr }
  | { readonly type: 'prefixList'; readonly prefixList: string }
  | { readonly type: 'securityGroup'; readonly securityGroup: string }
  /** The group is gone, or in an account that was not read: a stale rule, which matches nothing. */
  | { readonly type: 'staleSecurityGroup'; readonly securityGroup: string }

export interface PrefixList extends Resource {
  /** `com.amazonaws.us-east-1.s3` of a list that AWS manages. */
  readonly service?: string
  readonly entries: readonly PlacedCidr[]
}

export interface InternetGateway extends Resource {
  /** Absent when detached. */
  readonly vpc?: string
}

export interface EgressOnlyInternetGateway extends Resource {
  readonly vpc: string
}

export interface NatGateway extends Resource {
  readonly subnet: string
  readonly connectivityType: 'public' | 'private'
  readonly privateIp: Address
  /** Its elastic addresses: what the other side has to allow. Empty for a private gateway. */
  readonly publicIps: readonly Address[]
  readonly state: 'available' | 'pending' | 'failed' | 'deleting' | 'deleted'
}

/** Followed for one hop: what lies behind is `remoteCidrs`. */
export interface VpnGateway extends Resource {
  readonly vpc?: string
  readonly remoteCidrs: readonly PlacedCidr[]
}

export interface TransitGateway extends Resource {
  /** Off unless enabled. @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html#vpc-attachment-security */
  readonly securityGroupReferencingSupport: boolean
  readonly attachments: ReadonlyMap<string, TransitGatewayAttachment>
  readonly routeTables: ReadonlyMap<string, TransitGatewayRouteTable>
}

export type TransitGatewayAttachment = Resource & {
  readonly state: 'available' | 'pendingAcceptance' | 'rejected' | 'deleted' | 'failed'
  /** The table that routes what comes out of the attachment: a key of the gateway's tables. */
  readonly association?: string
} & (
    | {
        readonly type: 'vpc'
        readonly vpc: string
        readonly subnets: readonly string[]
        readonly securityGroupReferencingSupport: boolean
      }
    /** A VPN, a Direct Connect gateway, another transit gateway: followed for one hop. */
    | { readonly type: 'remote'; readonly remoteCidrs: readonly PlacedCidr[] }
  )

export interface TransitGatewayRouteTable extends Resource {
  readonly routes: readonly TransitGatewayRoute[]
}

export interface TransitGatewayRoute {
  readonly at: Span
  readonly cidr: Cidr
  /** Absent for a blackhole. */
  readonly attachment?: string
  readonly origin: 'static' | 'propagated'
}

export interface VpcPeeringConnection extends Resource {
  readonly requester: PeeringSide
  readonly accepter: PeeringSide
  readonly status: 'active' | 'pending-acceptance' | 'rejected' | 'expired' | 'failed' | 'deleted'
}

export interface PeeringSide {
  readonly vpc: string
  /** The VPC is of an account that was not read. */
  readonly unknown: boolean
  /** Whether queries from the other VPC for this side's public names give private addresses. */
  readonly allowDnsResolutionFromRemoteVpc: boolean
}

export type VpcEndpointState = 'available' | 'pendingAcceptance' | 'pending' | 'rejected' | 'failed' | 'expired' | 'deleted'

export type VpcEndpoint = Resource & {
  /** `vpce-…` for `aws:SourceVpce`; the name where none is given. */
  readonly id: string
  readonly vpc: string
  /** `com.amazonaws.us-east-1.s3`, or the service name of an endpoint service. */
  readonly service: string
  readonly state: VpcEndpointState
  /** As written; what it says is for IAM to read. Absent: full access. */
  readonly policy?: Located
} & (
    | { readonly type: 'Gateway'; readonly routeTables: readonly string[] }
    | {
        readonly type: 'Interface'
        readonly networkInterfaces: readonly string[]
        readonly privateDnsEnabled: boolean
        /** Of an endpoint service that sets one. */
        readonly privateDnsName?: string
      }
  )

/** The provider's side of PrivateLink. @see https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html */
export interface EndpointService extends Resource {
  readonly service: string
  readonly loadBalancer: string
  readonly acceptanceRequired: boolean
  /** ARNs, or `*`; nobody when empty. */
  readonly allowedPrincipals: readonly string[]
  readonly availabilityZones?: readonly string[]
  readonly privateDnsName?: string
}

/** A Network Load Balancer. */
export interface LoadBalancer extends Resource {
  readonly networkInterfaces: readonly string[]
  /** On unless turned off. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html */
  readonly enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: boolean
  readonly listeners: readonly LoadBalancerListener[]
}

export interface LoadBalancerListener {
  readonly at: Span
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  readonly preserveClientIp: boolean
  readonly targets: readonly { readonly at: Span; readonly networkInterface: string; readonly port: number }[]
}

export interface NetworkInterface extends Resource {
  readonly subnet: string
  /** At least one address in all; the first IPv4 address is the primary. */
  readonly privateIps: readonly PrivateIp[]
  readonly ipv6Addresses: readonly Address[]
  /** Empty for the interfaces of NAT gateways and of load balancers created without groups: those filter nothing. */
  readonly securityGroups: readonly string[]
  readonly sourceDestCheck: boolean
  readonly interfaceType: 'interface' | 'natGateway' | 'vpcEndpoint' | 'loadBalancer'
  readonly attached: boolean
  /** `i-…`, of an import. */
  readonly instance?: string
}

export interface PrivateIp {
  readonly address: Address
  readonly publicIp?: { readonly address: Address; readonly elastic: boolean }
}

/** A server on an interface. */
export interface Listener extends Resource {
  readonly networkInterface: string
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  /** `postgres`, `ssh`: what is spoken there. */
  readonly application?: string
  /** Names as RDS and EC2 give them: the private address inside the VPC, the public one outside. */
  readonly host?: string
  /** Whom it lets in; absent where nobody said, and it is not asked. */
  readonly server?: Server
  /** Of ZooKeeper: which member of which ensemble it is. */
  readonly member?: EnsembleMember
  /** The world is meant to reach it, so that `openToWorld` keeps silent. */
  readonly openToWorld: boolean
}

/** @see https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_clusterOptions */
export interface EnsembleMember {
  readonly at: Span
  readonly ensemble: string
  /** Its `myid`. */
  readonly id: number
  /** Where followers come to it while it leads. */
  readonly quorumPort: number
  readonly electionPort: number
  /** The four-letter words that it answers (`4lw.commands.whitelist`). */
  readonly commands: readonly string[]
  readonly state: 'up' | 'down'
}

export interface HostedZone extends Resource {
  readonly vpcs: readonly string[]
  readonly records: ReadonlyMap<string, DnsRecord>
}

export interface DnsRecord extends Resource {
  readonly target:
    | { readonly type: 'addresses'; readonly addresses: readonly Address[] }
    | { readonly type: 'networkInterface'; readonly networkInterface: string }
    | { readonly type: 'cname'; readonly name: string }
}
