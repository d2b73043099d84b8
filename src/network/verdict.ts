import type { Address } from '../base/cidr.ts'
import type { Span } from '../base/span.ts'
import type { ExplanationCode } from './explanation-code.ts'
import type { BlockPublicAccessMode, Listener, NetworkAclEntry, Route, SecurityGroupPeer, SecurityGroupRule } from './network.ts'
import type { Opening } from './opening.ts'
import type { PortRange, Traffic } from './traffic.ts'

/**
 * Whether a flow is admitted and why: a tree of facts without prose. Nothing is cut short: both directions are walked to their ends, and where a hop
 * blocks, the walk goes on as if it had not. The outcome is a function of the hops; a law recomputes it.
 */
export interface Verdict {
  readonly node: 'verdict'
  /** `partial`: for some of the ports that the client, or a NAT gateway, may choose. */
  readonly outcome: 'open' | 'partial' | 'closed'
  readonly blockers: readonly Blocker[]
  readonly assumptions: readonly Assumption[]
  /** The shares of ports that get through, where NACLs filter replies: one for the client, one for each NAT gateway on the way. */
  readonly portSpaces: readonly PortSpace[]
  /** As the destination sees it: behind a NAT gateway, the gateway's. Absent when the packet never gets near. */
  readonly sourceAddress?: Address
  readonly destinationAddress?: Address
  readonly arrival?: Arrival
  readonly because: readonly PathTrace[]
}

/** Where the packet ends. `listener` is what waits there for the port; `closedPort` says that the interface has listeners, and none for it. */
export type Arrival =
  | { readonly at: 'networkInterface'; readonly networkInterface: string; readonly listener?: Listener; readonly closedPort: boolean }
  | { readonly at: 'internet' }
  | { readonly at: 'remoteNetwork'; readonly gateway: string }
  /** A service of AWS, or another account's: through an endpoint, or by its public addresses. */
  | { readonly at: 'service'; readonly service: string; readonly vpcEndpoint?: string }
  /** What the VPC itself answers and no rule filters: resolver, metadata, time. */
  | { readonly at: 'vpcService'; readonly address: Address }

/** The way there, or the way back. */
export interface PathTrace {
  readonly node: 'path'
  readonly direction: 'forward' | 'return'
  readonly because: readonly Hop[]
}

export interface Hop {
  readonly node: 'hop'
  readonly component: Component
  /** The addresses with which the packet gets here. */
  readonly source: Address
  readonly destination: Address
  readonly because: readonly Check[]
}

export interface Component {
  readonly type: ComponentType
  readonly name: string
  readonly at: Span
}

export type ComponentType =
  | 'networkInterface'
  | 'subnet'
  | 'networkAcl'
  | 'securityGroup'
  | 'routeTable'
  | 'vpc'
  | 'internetGateway'
  | 'egressOnlyInternetGateway'
  | 'natGateway'
  | 'vpnGateway'
  | 'transitGateway'
  | 'transitGatewayAttachment'
  | 'transitGatewayRouteTable'
  | 'vpcPeeringConnection'
  | 'vpcEndpoint'
  | 'endpointService'
  | 'loadBalancer'
  | 'internet'
  | 'resolver'
  | 'source'

export type Check =
  | Passed
  | { readonly node: 'check'; readonly outcome: 'partial' | 'blocked'; readonly blocker: Blocker }
  /** A load balancer asks once more, from itself to each target; one that answers is enough. */
  | { readonly node: 'check'; readonly outcome: 'relayed'; readonly because: readonly Verdict[] }

export interface Passed {
  readonly node: 'check'
  readonly outcome: 'passes'
  readonly by: Evidence
}

/** The rule or route that let the packet pass. */
export type Evidence =
  | { readonly type: 'securityGroupRule'; readonly securityGroup: string; readonly rule: SecurityGroupRule }
  | {
      readonly type: 'networkAclEntry'
      readonly networkAcl: string
      readonly side: 'ingress' | 'egress'
      readonly entry: NetworkAclEntry
    }
  | { readonly type: 'route'; readonly routeTable: string; readonly route: Route }
  | { readonly type: 'localRoute'; readonly routeTable: string }
  /** A reply of a connection that a security group knows. */
  | { readonly type: 'established' }
  | { readonly type: 'translation'; readonly from: Address; readonly to: Address }

/** One thing that has to change. A flow may have many; each is told. */
export interface Blocker {
  readonly code: ExplanationCode
  readonly direction: 'forward' | 'return'
  readonly component: Component
  /** The line to look at: the rule that denies, the nearest rule that does not match, or the component. */
  readonly at: Span
  readonly why: Why
  readonly opens: Opening
  /** Of a partial blocker: the ports of this space that it takes. */
  readonly ports?: { readonly space: PortSpaceName; readonly blocked: readonly PortRange[] }
}

/** Facts, with both sides: what the network says and what the packet is. */
export type Why =
  | {
      readonly fact: 'securityGroupRules'
      readonly side: 'ingress' | 'egress'
      readonly securityGroups: readonly string[]
      readonly traffic: Traffic
      readonly peer: Address
      readonly nearest: NearestRule | undefined
      /** The groups would admit the sender, had this component kept its identity. */
      readonly senderLostAt: Component | undefined
    }
  | {
      readonly fact: 'networkAclEntry'
      readonly side: 'ingress' | 'egress'
      readonly traffic: Traffic
      readonly peer: Address
      /** Absent when nothing matched and the closing `*` decides. */
      readonly entry?: NetworkAclEntry
      /** The first allow behind the deny that would have matched. */
      readonly shadowed?: NetworkAclEntry
    }
  | { readonly fact: 'noRoute'; readonly destination: Address }
  | { readonly fact: 'blackhole'; readonly route: Route; readonly destination: Address }
  /** The route that wins leads nowhere; the other one, also to this destination, loses to it. */
  | { readonly fact: 'diverted'; readonly route: Route; readonly instead: Route; readonly destination: Address }
  | { readonly fact: 'routingLoop'; readonly destination: Address }
  /** Nothing known has this name. */
  | { readonly fact: 'unknownComponent'; readonly name: string }
  | { readonly fact: 'unsupported'; readonly what: string }
  | { readonly fact: 'notAttached'; readonly vpc: string }
  | { readonly fact: 'state'; readonly state: string }
  | { readonly fact: 'noSuchAddress'; readonly address: Address }
  | { readonly fact: 'noPublicIp'; readonly networkInterface?: string; readonly address: Address }
  | { readonly fact: 'privateAddress'; readonly address: Address; readonly end: 'source' | 'destination' }
  | { readonly fact: 'blockPublicAccess'; readonly vpc: string; readonly mode: BlockPublicAccessMode }
  | { readonly fact: 'protocol'; readonly traffic: Traffic; readonly admits: readonly string[] }
  | { readonly fact: 'inboundOnly' | 'outboundOnly' }
  | { readonly fact: 'outsideVpcCidrs'; readonly address: Address; readonly vpc: string; readonly end: 'source' | 'destination' }
  | { readonly fact: 'sourceDestCheck'; readonly address: Address }
  | { readonly fact: 'availabilityZone'; readonly availabilityZone: string }
  | { readonly fact: 'noAssociation' }
  | { readonly fact: 'disconnectedVpcs'; readonly source: string; readonly destination: string }
  /** The address is in more than one VPC, and the routes lead to another one than was meant. */
  | { readonly fact: 'deliveredElsewhere'; readonly address: Address; readonly networkInterface: string }
  /** The reply leaves with another address than the one that was called. */
  | { readonly fact: 'asymmetricReturn'; readonly expected: Address; readonly actual: Address }
  | { readonly fact: 'noListener'; readonly traffic: Traffic }
  | { readonly fact: 'noTargets'; readonly port: number }
  | { readonly fact: 'principalNotAllowed'; readonly account: string; readonly allowedPrincipals: readonly string[] }
  | { readonly fact: 'nameNotFound'; readonly host: string }
  | { readonly fact: 'zoneNotAssociated'; readonly host: string; readonly hostedZone: string; readonly vpc: string }
  | { readonly fact: 'dnsSupportDisabled'; readonly vpc: string }
  | { readonly fact: 'noAddressOfFamily'; readonly family: 'ipv4' | 'ipv6' }

/** The rule that fails in the fewest fields, and which. */
export interface NearestRule {
  readonly securityGroup: string
  readonly rule: SecurityGroupRule
  readonly differs: readonly RuleField[]
}

export type RuleField = 'protocol' | 'ports' | 'family' | SecurityGroupPeer['type']

/** The client's ports, or those that a NAT gateway chooses. */
export type PortSpaceName = 'client' | `natGateway:${string}`

export interface PortSpace {
  readonly name: PortSpaceName
  readonly of: PortRange
  readonly admitted: readonly PortRange[]
  /** Admitted of all: 1 where nothing is filtered. */
  readonly share: number
}

/** What the model had to take for granted. */
export type Assumption =
  /** The client is a Linux host: only asked where replies are filtered by port. */
  | { readonly assumption: 'linuxEphemeralPorts' }
  /** No interface has this address: a host without outbound rules. */
  | { readonly assumption: 'hostWithoutInterface'; readonly address: Address; readonly subnet: string }
  /** EC2 blocks outbound port 25 until the account asks for its removal. */
  | { readonly assumption: 'smtpRestrictionLifted' }
  /** Several prefix lists with the same block: AWS chooses one, and keeps to it. */
  | { readonly assumption: 'ambiguousPrefixListRoutes'; readonly routeTable: string; readonly routes: readonly Route[] }
  /** Several VPCs have this address; the one that is connected to the destination was taken, else the first. */
  | { readonly assumption: 'ambiguousAddress'; readonly address: Address; readonly networkInterface: string }
  /** The NAT gateway has several addresses and may use any: the first was taken. */
  | { readonly assumption: 'natGatewayAddressChosen'; readonly natGateway: string; readonly addresses: readonly Address[] }
  /** The way there and the way back do not pass the same appliances: one that knows connections would drop the reply. */
  | { readonly assumption: 'asymmetricRouting'; readonly networkInterfaces: readonly string[] }
  /** The gateway says nothing about the networks behind it. */
  | { readonly assumption: 'remoteNetworkUnknown'; readonly gateway: string }
  /** The service's addresses are not in the network: only routes to everywhere were considered. */
  | { readonly assumption: 'serviceAddressUnknown'; readonly service: string }
  | { readonly assumption: 'nameHasMoreAddresses'; readonly host: string; readonly addresses: readonly Address[] }
