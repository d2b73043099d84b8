import type { Address, Cidr } from '../../base/cidr.ts'
import type { AccountId } from '../../policy/account-id.ts'

/** What every resource of EC2 has. */
export interface Base {
  readonly id: string
  /** AWS owns the prefix lists of its services. */
  readonly account: AccountId | 'AWS'
  readonly region: string
  readonly tags: Map<string, string>
}

export interface CidrAssociation {
  readonly id: string
  readonly cidr: Cidr
}

export interface Vpc extends Base {
  /** The first one is the primary. */
  cidrs: CidrAssociation[]
  ipv6Cidrs: CidrAssociation[]
  readonly tenancy: 'default' | 'dedicated'
  readonly isDefault: boolean
  /** An id, or `default` where there are none. */
  dhcpOptions: string
  enableDnsSupport: boolean
  enableDnsHostnames: boolean
  enableNetworkAddressUsageMetrics: boolean
}

export interface Subnet extends Base {
  readonly vpc: string
  readonly cidr: Cidr
  ipv6Cidrs: CidrAssociation[]
  readonly zone: Zone
  /** Of the default VPC, the one of its zone. */
  readonly isDefault: boolean
  mapPublicIpOnLaunch: boolean
  assignIpv6AddressOnCreation: boolean
  /** Its network ACL; the association has an id of its own, which changes with it. */
  acl: { id: string; associationId: string }
}

export interface Zone {
  readonly name: string
  readonly id: string
}

export interface SecurityGroup extends Base {
  readonly vpc: string
  readonly name: string
  readonly description: string
}

export type RulePeer =
  | { readonly type: 'cidr'; readonly cidr: Cidr }
  | { readonly type: 'prefixList'; readonly id: string }
  | { readonly type: 'group'; readonly id: string; readonly account: string; readonly vpc?: string; readonly peering?: string }

/** What two rules of a group differ in. */
export interface RuleKey {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1`, or a number. */
  readonly protocol: string
  readonly from: number
  readonly to: number
  readonly peer: RulePeer
}

export interface SecurityGroupRule extends Base {
  readonly group: string
  readonly egress: boolean
  key: RuleKey
  description: string | undefined
}

export interface NetworkAcl extends Base {
  readonly vpc: string
  readonly isDefault: boolean
  entries: AclEntry[]
}

export interface AclEntry {
  readonly egress: boolean
  readonly number: number
  readonly protocol: string
  readonly allow: boolean
  readonly cidr: Cidr
  readonly ports?: { readonly from: number; readonly to: number }
  readonly icmp?: { readonly type: number; readonly code: number }
}

export interface RouteTable extends Base {
  readonly vpc: string
  associations: RouteTableAssociation[]
  /** Without the local routes, which follow from the blocks of the VPC. */
  routes: Route[]
}

export interface RouteTableAssociation {
  readonly id: string
  /** Absent: the main table of its VPC. */
  readonly subnet?: string
  /** Of an edge association. */
  readonly gateway?: string
}

export interface Route {
  readonly destination: Cidr | string
  /** An id: `igw-…`, `nat-…`, `pcx-…` … */
  readonly target: string
}

export interface InternetGateway extends Base {
  vpc: string | undefined
}

export interface EgressOnlyInternetGateway extends Base {
  readonly vpc: string
}

export interface VpnGateway extends Base {
  vpc: string | undefined
  readonly asn: number
}

export interface NatGateway extends Base {
  readonly vpc: string
  readonly subnet: string
  readonly connectivity: 'public' | 'private'
  readonly networkInterface: string
  readonly privateIp: Address
  /** Of its elastic address. */
  readonly allocation?: string
  readonly publicIp?: string
  readonly createdAt: Date
  deletedAt: Date | undefined
}

export interface ElasticIp extends Base {
  readonly publicIp: string
  association: { readonly id: string; readonly networkInterface: string; readonly privateIp: string } | undefined
}

export interface PeeringSide {
  readonly vpc: string
  readonly account: AccountId
  readonly region: string
  readonly cidrs: readonly Cidr[]
  readonly ipv6Cidrs: readonly Cidr[]
  allowDnsResolution: boolean
}

export interface VpcPeeringConnection extends Base {
  readonly requester: PeeringSide
  readonly accepter: PeeringSide
  status: 'pending-acceptance' | 'active' | 'rejected' | 'deleted' | 'failed'
  statusMessage: string
  readonly expiresAt: Date
}

export interface VpcEndpoint extends Base {
  readonly vpc: string
  readonly type: 'Gateway' | 'Interface'
  readonly service: string
  policy: string
  routeTables: string[]
  /** Its interface in each subnet. */
  interfaces: Map<string, string>
  securityGroups: string[]
  privateDns: boolean
  state: 'available' | 'pendingAcceptance' | 'rejected' | 'deleted'
  readonly createdAt: Date
}

export interface VpcEndpointService extends Base {
  readonly serviceName: string
  readonly loadBalancers: readonly string[]
  acceptanceRequired: boolean
  readonly privateDnsName?: string
  allowedPrincipals: Map<string, string>
}

export interface PrefixList extends Base {
  name: string
  readonly family: 'IPv4' | 'IPv6'
  maxEntries: number | undefined
  version: number
  /** Since the last change, of which the sandbox makes no waiting. */
  state: 'create-complete' | 'modify-complete' | 'delete-failed'
  /** Of each version, by CIDR: its description. */
  readonly versions: ReadonlyMap<string, string>[]
}

export interface NetworkInterface extends Base {
  readonly vpc: string
  readonly subnet: string
  readonly type: 'interface' | 'nat_gateway' | 'vpc_endpoint'
  /** The primary one first. */
  privateIps: Address[]
  ipv6Addresses: Address[]
  groups: string[]
  description: string
  sourceDestCheck: boolean
  readonly mac: string
  /** Who has made it for itself: then nobody else may delete it. */
  readonly requester: 'amazon-aws' | undefined
}

export interface DhcpOption {
  /** `domain-name`, `ntp-servers` … */
  readonly name: string
  readonly values: readonly string[]
}

export interface DhcpOptions extends Base {
  readonly isDefault: boolean
  readonly options: readonly DhcpOption[]
}

/** Every kind of resource, by its name in ARNs and tags. */
export interface Kinds {
  readonly vpc: Vpc
  readonly subnet: Subnet
  readonly 'security-group': SecurityGroup
  readonly 'security-group-rule': SecurityGroupRule
  readonly 'network-acl': NetworkAcl
  readonly 'route-table': RouteTable
  readonly 'internet-gateway': InternetGateway
  readonly 'egress-only-internet-gateway': EgressOnlyInternetGateway
  readonly 'vpn-gateway': VpnGateway
  readonly natgateway: NatGateway
  readonly 'elastic-ip': ElasticIp
  readonly 'vpc-peering-connection': VpcPeeringConnection
  readonly 'vpc-endpoint': VpcEndpoint
  readonly 'vpc-endpoint-service': VpcEndpointService
  readonly 'prefix-list': PrefixList
  readonly 'network-interface': NetworkInterface
  readonly 'dhcp-options': DhcpOptions
}

export type Kind = keyof Kinds
export type Resource = Kinds[Kind]
