import type { Located } from '../base/located.ts'
import { choice, either, list, map, optional, type Read, record, required, type Shape, text, truth, wholeNumber } from '../base/shape.ts'
import { address, cidr, oneOrMany, ports, protocol } from './network-values.ts'
import { serverShape } from './server-shape.ts'

// What stands under `network:` in a fixture. Words are AWS's; `docs/network.md` has it for reading.

const vpcName = required(text(), 'the VPC it is in: a name of `vpcs`')
const names = oneOrMany(text())
const port = wholeNumber(0, 65535)

const exclusion = optional(choice('allow-bidirectional', 'allow-egress'), 'what VPC Block Public Access spares here')

const vpcShape = record('a VPC', {
  account: optional(text(), 'the account it belongs to: a name of `accounts`, or twelve digits in quotes'),
  region: optional(text(), 'the Region it is in, `us-east-1` unless it is given'),
  id: optional(text(), 'its `vpc-…`, where policies name it; its name here unless it is given'),
  cidrBlock: required(oneOrMany(cidr), 'its CIDR blocks, IPv4 and IPv6'),
  enableDnsSupport: optional(truth, 'whether the resolver answers, on unless it is given'),
  enableDnsHostnames: optional(truth, 'whether private zones and names of endpoints work, off unless it is given'),
  blockPublicAccess: optional(
    choice('off', 'block-bidirectional', 'block-ingress'),
    'VPC Block Public Access of its account and Region, off unless it is given',
  ),
  blockPublicAccessExclusion: exclusion,
})

const subnetShape = record('a subnet', {
  vpc: vpcName,
  cidrBlock: required(oneOrMany(cidr), 'its CIDR blocks, IPv4 and IPv6'),
  availabilityZone: optional(text(), "its Availability Zone, the Region's `a` unless it is given"),
  routeTable: optional(text(), "its route table, the VPC's main one unless it is given"),
  networkAcl: optional(text(), "its network ACL, the VPC's default one unless it is given"),
  blockPublicAccessExclusion: exclusion,
})

const routeShape = record('a route', {
  target: required(text(), 'a gateway, NAT gateway, peering connection, transit gateway, endpoint or interface of this network'),
  origin: optional(choice('static', 'propagated'), 'static unless it is given'),
  state: optional(choice('active', 'blackhole'), 'active unless it is given; the target of a blackhole may be gone'),
})

const routeTableShape = record('a route table', {
  vpc: vpcName,
  main: optional(truth, 'the table of subnets that name none; off unless it is given'),
  routes: optional(map(either(['string'], text(), routeShape)), 'targets by destination: a CIDR block, or a name of `prefixLists`'),
})

const icmp = {
  icmpType: optional(wholeNumber(-1, 255), 'of ICMP: the type, -1 for all'),
  icmpCode: optional(wholeNumber(-1, 255), 'of ICMP: the code, -1 for all'),
}

const entryShape = record('a network ACL entry', {
  ruleNumber: required(wholeNumber(1, 32766), 'its number: entries are tried in ascending order'),
  ruleAction: required(choice('allow', 'deny'), 'what it does'),
  protocol: required(protocol, 'tcp, udp, icmp, icmpv6, a number, or -1 for all'),
  ports: optional(ports, 'of TCP and UDP: a port or a range'),
  ...icmp,
  cidrBlock: required(cidr, 'the other side'),
})

const networkAclShape = record('a network ACL', {
  vpc: vpcName,
  default: optional(truth, 'the ACL of subnets that name none; off unless it is given'),
  ingress: optional(list(entryShape), 'entries for what comes in; everything else is denied'),
  egress: optional(list(entryShape), 'entries for what goes out; everything else is denied'),
})

const ruleShape = record('a security group rule', {
  protocol: required(protocol, 'tcp, udp, icmp, icmpv6, a number, or -1 for all'),
  ports: optional(ports, 'of TCP and UDP: a port or a range'),
  ...icmp,
  cidr: optional(oneOrMany(cidr), 'CIDR blocks at the other side'),
  securityGroup: optional(names, 'security groups at the other side'),
  prefixList: optional(names, 'prefix lists at the other side'),
  self: optional(truth, 'members of this group at the other side'),
  description: optional(text(), 'what it is for'),
})

const securityGroupShape = record('a security group', {
  vpc: vpcName,
  groupName: optional(text(), 'its name in AWS; the name here unless it is given'),
  default: optional(truth, 'the group of interfaces that name none; off unless it is given'),
  ingress: optional(list(ruleShape), 'what may come in: nothing unless it is given'),
  egress: optional(list(ruleShape), 'what may go out: everything unless it is given'),
})

const prefixListShape = record('a prefix list', {
  service: optional(text(), 'the service whose list it is, `com.amazonaws.us-east-1.s3`'),
  entries: required(list(cidr), 'its CIDR blocks'),
})

const attachedShape = record('a gateway', { vpc: optional(text(), 'the VPC it is attached to; detached unless it is given') })

const natGatewayShape = record('a NAT gateway', {
  subnet: required(text(), 'the subnet it is in'),
  publicIp: optional(oneOrMany(address), 'its elastic addresses: what others see, and must allow'),
  privateIpAddress: optional(address, 'its address in the subnet, the first free one unless it is given'),
  connectivityType: optional(choice('public', 'private'), 'public unless it is given'),
  state: optional(choice('available', 'pending', 'failed', 'deleting', 'deleted'), 'available unless it is given'),
})

const vpnGatewayShape = record('a virtual private gateway', {
  vpc: optional(text(), 'the VPC it is attached to; detached unless it is given'),
  remoteCidrs: optional(oneOrMany(cidr), 'the networks behind it'),
})

const attachmentShape = record('a transit gateway attachment', {
  vpc: optional(text(), 'the VPC that is attached'),
  subnets: optional(names, 'its subnets in the VPC, one for each Availability Zone'),
  remoteCidrs: optional(oneOrMany(cidr), 'instead of a VPC: the networks behind a VPN or a Direct Connect gateway'),
  state: optional(choice('available', 'pendingAcceptance', 'rejected', 'deleted', 'failed'), 'available unless it is given'),
  securityGroupReferencingSupport: optional(truth, 'whether it passes group references on, on unless it is given'),
})

const transitRouteTableShape = record('a transit gateway route table', {
  associations: optional(names, 'the attachments that it routes for'),
  propagations: optional(names, 'the attachments whose networks it knows'),
  routes: optional(map(text()), 'static routes: an attachment, or `blackhole`, by CIDR block'),
})

const transitGatewayShape = record('a transit gateway', {
  securityGroupReferencingSupport: optional(truth, 'whether it passes group references on, off unless it is given'),
  attachments: required(map(attachmentShape), 'what is attached'),
  routeTables: optional(map(transitRouteTableShape), 'its route tables; one for all attachments unless they are given'),
})

const peeringShape = record('a VPC peering connection', {
  requester: required(text(), 'the VPC that asked'),
  accepter: required(text(), 'the VPC that was asked'),
  status: optional(choice('active', 'pending-acceptance', 'rejected', 'expired', 'failed', 'deleted'), 'active unless it is given'),
  allowDnsResolutionFromRemoteVpc: optional(truth, 'whether public names give private addresses across it, off unless it is given'),
})

/** A document's file, or in a fixture module the document itself: who reads IAM policies reads it. */
const policyDocument: Shape<Located> = { schema: { anyOf: [{ type: 'string' }, { type: 'object' }] }, read: (value) => value }

const endpointShape = record('a VPC endpoint', {
  vpc: vpcName,
  type: required(choice('Gateway', 'Interface'), 'Gateway for S3 and DynamoDB by route, or Interface'),
  service: required(text(), '`com.amazonaws.us-east-1.s3`, or the service of an endpoint service'),
  id: optional(text(), 'its `vpce-…`, where policies name it; its name here unless it is given'),
  routeTables: optional(names, 'of a gateway endpoint: the tables that it is in'),
  subnets: optional(names, 'of an interface endpoint: where it has interfaces'),
  securityGroups: optional(names, "of an interface endpoint: its groups, the VPC's default one unless given"),
  privateDnsEnabled: optional(truth, "of an interface endpoint: whether the service's public name leads to it, on unless it is given"),
  state: optional(
    choice('available', 'pendingAcceptance', 'pending', 'rejected', 'failed', 'expired', 'deleted'),
    'available unless it is given',
  ),
  policy: optional(policyDocument, 'the file of its endpoint policy; full access unless it is given'),
})

const endpointServiceShape = record('an endpoint service', {
  service: optional(text(), 'its service name, `com.amazonaws.vpce.us-east-1.vpce-svc-…`; the name here unless it is given'),
  loadBalancer: required(text(), 'the load balancer in front: a name of `loadBalancers`'),
  acceptanceRequired: optional(truth, 'whether connections wait for acceptance, on unless it is given'),
  allowedPrincipals: optional(names, 'ARNs that may connect, `*` for everyone; nobody unless it is given'),
  availabilityZones: optional(names, 'where it is offered; everywhere unless it is given'),
  privateDnsName: optional(text(), 'the name that leads to it in the VPC of the endpoint'),
})

const balancerListenerShape = record('a load balancer listener', {
  port: required(port, 'the port that it accepts'),
  protocol: optional(choice('tcp', 'udp'), 'tcp unless it is given'),
  targets: required(names, 'interfaces that serve it'),
  targetPort: optional(port, 'their port, the same unless it is given'),
  preserveClientIp: optional(truth, "whether targets see the client's address, on unless it is given; never over PrivateLink"),
})

const loadBalancerShape = record('a Network Load Balancer', {
  subnets: required(names, 'where it has interfaces'),
  securityGroups: optional(names, 'its groups; without them it filters nothing'),
  enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: optional(truth, 'on unless it is given'),
  listeners: required(list(balancerListenerShape), 'what it accepts, and for whom'),
})

const interfaceShape = record('a network interface', {
  subnet: required(text(), 'the subnet it is in'),
  privateIpAddress: optional(oneOrMany(address), 'its private addresses, the first free one of the subnet unless given'),
  ipv6Addresses: optional(oneOrMany(address), 'its IPv6 addresses'),
  publicIp: optional(address, 'a public address that AWS gave its first private one, and takes back when the instance stops'),
  elasticIp: optional(address, 'an elastic address of its first private one'),
  securityGroups: optional(names, "its groups, the VPC's default one unless given"),
  sourceDestCheck: optional(truth, 'off for appliances that forward, on unless it is given'),
  attached: optional(truth, 'whether an instance or a service has it, on unless it is given'),
})

const memberShape = record('a member of an ensemble', {
  ensemble: required(text(), 'the ensemble that it belongs to, any name'),
  // @see https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_clusterOptions
  id: required(wholeNumber(1, 255), 'its `myid`'),
  quorumPort: optional(port, 'where followers come to it while it leads, 2888 unless it is given'),
  electionPort: optional(port, 'where members elect a leader, 3888 unless it is given'),
  commands: optional(
    list(choice('srvr', 'ruok', 'isro')),
    'the four-letter words that it answers (`4lw.commands.whitelist`), `srvr` alone unless given',
  ),
  state: optional(choice('up', 'down'), 'up unless it is given'),
})

const listenerShape = record('a listener', {
  networkInterface: required(text(), 'the interface it is on'),
  port: required(port, 'its port'),
  protocol: optional(choice('tcp', 'udp'), 'tcp unless it is given'),
  application: optional(text(), 'what is spoken there: `postgres`, `ssh`'),
  host: optional(text(), 'its name: the private address inside the VPC, the public one outside'),
  openToWorld: optional(truth, 'whether the world is meant to reach it, off unless it is given'),
  server: optional(serverShape, 'whom it lets in: what a connector meets that gets so far'),
  member: optional(memberShape, 'of `zookeeper`: which member of an ensemble it is'),
})

const recordsShape = map(oneOrMany(text()))

const hostedZoneShape = record('a private hosted zone', {
  vpcs: required(names, 'the VPCs in which it resolves'),
  records: required(recordsShape, 'addresses, an interface or another name, by name'),
})

export const networkShape = record('a network', {
  vpcs: required(map(vpcShape), 'VPCs by name'),
  subnets: optional(map(subnetShape), 'subnets by name'),
  routeTables: optional(map(routeTableShape), 'route tables by name'),
  networkAcls: optional(map(networkAclShape), 'network ACLs by name'),
  securityGroups: optional(map(securityGroupShape), 'security groups by name'),
  prefixLists: optional(map(either(['array'], list(cidr), prefixListShape)), 'prefix lists by name'),
  internetGateways: optional(map(either(['string'], text(), attachedShape)), 'internet gateways: the VPC of each'),
  egressOnlyInternetGateways: optional(map(text()), 'egress-only internet gateways: the VPC of each'),
  natGateways: optional(map(natGatewayShape), 'NAT gateways by name'),
  vpnGateways: optional(map(vpnGatewayShape), 'virtual private gateways by name'),
  transitGateways: optional(map(transitGatewayShape), 'transit gateways by name'),
  vpcPeeringConnections: optional(map(peeringShape), 'VPC peering connections by name'),
  vpcEndpoints: optional(map(endpointShape), 'VPC endpoints by name'),
  endpointServices: optional(map(endpointServiceShape), 'endpoint services by name'),
  loadBalancers: optional(map(loadBalancerShape), 'Network Load Balancers by name'),
  networkInterfaces: optional(map(interfaceShape), 'network interfaces by name'),
  listeners: optional(map(listenerShape), 'servers by name'),
  hostedZones: optional(map(hostedZoneShape), 'private hosted zones by domain'),
  records: optional(recordsShape, 'names that everybody resolves'),
})

export type NetworkText = Read<typeof networkShape>['of']
export type Section<Name extends keyof NetworkText> = NonNullable<NetworkText[Name]> extends readonly (infer E)[] ? E : never
