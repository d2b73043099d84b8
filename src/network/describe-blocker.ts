import { type Address, formatAddress, formatCidr } from '../base/cidr.ts'
import { unreachable } from '../base/result.ts'
import type { NetworkAclEntry, Route, SecurityGroupPeer } from './network.ts'
import type { Opening } from './opening.ts'
import { formatTraffic, type Traffic } from './traffic.ts'
import type { Blocker, Component, NearestRule, Why } from './verdict.ts'

/** A blocker in words: what stops the packet, and what would let it pass. Both start lower-case and have no full stop. */
export function describeBlocker(blocker: Blocker): { readonly message: string; readonly help?: string } {
  const help = describeOpening(blocker.opens)
  return { message: `${direction(blocker)}${describeWhy(blocker.why, blocker.component)}`, ...(help === undefined ? {} : { help }) }
}

const direction = ({ direction: way, ports }: Blocker): string => {
  const some = ports === undefined ? '' : 'for some source ports '
  return way === 'return' ? `on the way back, ${some}` : some
}

const nouns: Readonly<Record<Component['type'], string>> = {
  networkInterface: 'the network interface',
  subnet: 'the subnet',
  networkAcl: 'the network ACL',
  securityGroup: 'the security group',
  routeTable: 'the route table',
  vpc: 'the VPC',
  internetGateway: 'the internet gateway',
  egressOnlyInternetGateway: 'the egress-only internet gateway',
  natGateway: 'the NAT gateway',
  vpnGateway: 'the virtual private gateway',
  transitGateway: 'the transit gateway',
  transitGatewayAttachment: 'the transit gateway attachment',
  transitGatewayRouteTable: 'the transit gateway route table',
  vpcPeeringConnection: 'the peering connection',
  vpcEndpoint: 'the endpoint',
  endpointService: 'the endpoint service',
  loadBalancer: 'the load balancer',
  internet: 'the internet',
  resolver: 'the resolver',
  source: 'the source',
}

/** `network ACL` */
export const componentNoun = (type: Component['type']): string => nouns[type].slice('the '.length)

export const describeComponent = ({ type, name }: Component): string =>
  type === 'internet' ? nouns.internet : `${nouns[type]} \`${name}\``

const at = (address: Address): string => `\`${formatAddress(address)}\``
const names = (list: readonly string[]): string => list.map((each) => `\`${each}\``).join(', ')
const sideOf = (side: 'ingress' | 'egress'): string => (side === 'ingress' ? 'inbound' : 'outbound')
const toward = (side: 'ingress' | 'egress'): string => (side === 'ingress' ? 'from' : 'to')

function describeWhy(why: Why, component: Component): string {
  const it = describeComponent(component)
  switch (why.fact) {
    case 'securityGroupRules':
      return describeGroups(why)
    case 'networkAclEntry':
      return `${it} ${describeEntry(why.entry)} ${formatTraffic(why.traffic)} ${toward(why.side)} ${at(why.peer)} (${sideOf(why.side)})${why.shadowed === undefined ? '' : `; entry ${why.shadowed.ruleNumber} would allow it, but comes later`}`
    case 'noRoute':
      return `${it} has no route to ${at(why.destination)}`
    case 'blackhole':
      return `${it} sends packets for ${at(why.destination)} into a blackhole: the target \`${why.route.target.name}\` is gone`
    case 'diverted':
      return `${it} sends packets for ${at(why.destination)} to \`${why.route.target.name}\` by \`${destinationOf(why.route)}\`, which wins over \`${destinationOf(why.instead)}\` to \`${why.instead.target.name}\``
    case 'routingLoop':
      return `packets for ${at(why.destination)} go in circles at ${it}`
    case 'unknownComponent':
      return `nothing in the network is named \`${why.name}\``
    case 'unsupported':
      return `${it} is a ${why.what}, which the model does not follow`
    case 'notAttached':
      return component.type === 'vpc' ? `the VPC \`${why.vpc}\` has no internet gateway` : `${it} is not attached to the VPC \`${why.vpc}\``
    case 'state':
      return `${it} is \`${why.state}\``
    case 'noSuchAddress':
      return `nobody at ${it} has the address ${at(why.address)}`
    case 'noPublicIp':
      return `${why.networkInterface === undefined ? 'the host' : `\`${why.networkInterface}\``} has only the private address ${at(why.address)}: the internet gateway serves public ones`
    case 'privateAddress':
      return `the ${why.end} ${at(why.address)} is a private address: it is not routed on the internet`
    case 'blockPublicAccess':
      return `VPC Block Public Access (\`${why.mode}\`) cuts the VPC \`${why.vpc}\` off from the internet`
    case 'protocol':
      return `${it} admits ${why.admits.join(', ')} only, not ${formatTraffic(why.traffic)}`
    case 'inboundOnly':
      return `${it} answers, and never calls`
    case 'outboundOnly':
      return `${it} lets connections out, and none in`
    case 'outsideVpcCidrs':
      return `the ${why.end} ${at(why.address)} is not in the VPC \`${why.vpc}\`: ${it} carries nothing further`
    case 'sourceDestCheck':
      return `${it} is not ${at(why.address)} and drops what is for others: its source/destination check is on`
    case 'availabilityZone':
      return `${it} is not in the Availability Zone \`${why.availabilityZone}\``
    case 'noAssociation':
      return `${it} has no route table for the attachment`
    case 'disconnectedVpcs':
      return `nothing joins the VPCs \`${why.source}\` and \`${why.destination}\``
    case 'deliveredElsewhere':
      return `the routes lead to \`${why.networkInterface}\`, which has the address ${at(why.address)} too`
    case 'asymmetricReturn':
      return `the reply leaves as ${at(why.actual)}, not as ${at(why.expected)}, which was called`
    case 'noListener':
      return `${it} has no listener for ${formatTraffic(why.traffic)}`
    case 'noTargets':
      return `the listener ${why.port} of ${it} has no targets`
    case 'principalNotAllowed':
      return `${it} does not admit the account \`${why.account}\`: it admits ${why.allowedPrincipals.length === 0 ? 'nobody' : names(why.allowedPrincipals)}`
    case 'nameNotFound':
      return `the name \`${why.host}\` does not resolve`
    case 'zoneNotAssociated':
      return `the name \`${why.host}\` is in the private zone \`${why.hostedZone}\`, which is not associated with the VPC \`${why.vpc}\``
    case 'dnsSupportDisabled':
      return `the VPC \`${why.vpc}\` has no resolver: its DNS support is off`
    case 'noAddressOfFamily':
      return `source and destination have no ${why.family === 'ipv4' ? 'IPv4' : 'IPv6'} address in common`
    default:
      return unreachable(why)
  }
}

const describeEntry = (entry: NetworkAclEntry | undefined): string =>
  entry === undefined ? 'has no entry for' : `denies, by entry ${entry.ruleNumber},`

function describeGroups({
  side,
  securityGroups,
  traffic,
  peer,
  nearest,
  senderLostAt,
}: Extract<Why, { fact: 'securityGroupRules' }>): string {
  const groups = `the security group${securityGroups.length === 1 ? '' : 's'} ${names(securityGroups)}`
  const has = securityGroups.length === 1 ? 'has' : 'have'
  const missing = `${groups} ${has} no ${sideOf(side)} rule for ${formatTraffic(traffic)} ${toward(side)} ${at(peer)}`
  if (senderLostAt !== undefined)
    return `${missing}: a rule names the sender's group, but ${describeComponent(senderLostAt)} does not pass that on`
  return nearest === undefined ? missing : `${missing}; the nearest rule ${describeNearest(nearest, side)}`
}

function describeNearest({ rule, differs }: NearestRule, side: 'ingress' | 'egress'): string {
  const admits = `admits ${formatTraffic(rule.traffic)} ${toward(side)} ${describePeer(rule.peer)}`
  const fields = differs.map((field) =>
    field === 'family'
      ? 'the address family'
      : field === 'protocol' || field === 'ports'
        ? `the ${field}`
        : side === 'ingress'
          ? 'the source'
          : 'the destination',
  )
  return `${admits} and differs in ${fields.join(' and ')}`
}

export function describePeer(peer: SecurityGroupPeer): string {
  switch (peer.type) {
    case 'cidr':
      return `\`${formatCidr(peer.cidr)}\``
    case 'prefixList':
      return `the prefix list \`${peer.prefixList}\``
    case 'securityGroup':
      return `the private addresses of \`${peer.securityGroup}\``
    case 'staleSecurityGroup':
      return `\`${peer.securityGroup}\`, which is gone`
  }
}

const destinationOf = ({ destination }: Route): string =>
  destination.type === 'cidr' ? formatCidr(destination.cidr) : destination.prefixList
const rule = (traffic: Traffic, peer: string): string => `${formatTraffic(traffic)} ${peer}`

/** What to do, or undefined where the model knows nothing that helps. */
export function describeOpening(opening: Opening): string | undefined {
  switch (opening.change) {
    case 'authorizeSecurityGroupIngress':
      return `add an inbound rule to \`${opening.securityGroup}\`: ${rule(opening.traffic, `from ${formatCidr(opening.peer.cidr)}`)}`
    case 'authorizeSecurityGroupEgress':
      return `add an outbound rule to \`${opening.securityGroup}\`: ${rule(opening.traffic, `to ${formatCidr(opening.peer.cidr)}`)}`
    case 'createNetworkAclEntry':
      return `add the ${sideOf(opening.side)} entry ${opening.ruleNumber} to \`${opening.networkAcl}\`: allow ${rule(opening.traffic, `${toward(opening.side)} ${formatCidr(opening.cidr)}`)}`
    case 'deleteNetworkAclEntry':
      return `remove the ${sideOf(opening.side)} entry ${opening.ruleNumber} from \`${opening.networkAcl}\``
    case 'createRoute':
      return `add a route to \`${opening.routeTable}\`: ${formatCidr(opening.destination)} to \`${opening.target.name}\``
    case 'deleteRoute':
      return `remove the route for \`${opening.destination}\` from \`${opening.routeTable}\``
    case 'associateAddress':
      return `give \`${opening.networkInterface}\` a public address, or reach it by a private way`
    case 'attachInternetGateway':
      return `attach ${opening.internetGateway === undefined ? 'an internet gateway' : `\`${opening.internetGateway}\``} to the VPC \`${opening.vpc}\``
    case 'attachVpnGateway':
      return `attach \`${opening.vpnGateway}\` to the VPC \`${opening.vpc}\``
    case 'acceptVpcPeeringConnection':
      return `accept the peering connection \`${opening.vpcPeeringConnection}\``
    case 'createVpcPeeringConnection':
      return `peer the VPCs \`${opening.requester}\` and \`${opening.accepter}\``
    case 'createVpcBlockPublicAccessExclusion':
      return `exclude the VPC \`${opening.vpc}\` from VPC Block Public Access (\`${opening.mode}\`)`
    case 'disableSourceDestCheck':
      return `turn the source/destination check of \`${opening.networkInterface}\` off`
    case 'acceptVpcEndpointConnections':
      return `have the provider accept the endpoint \`${opening.vpcEndpoint}\``
    case 'allowPrincipal':
      return `add \`${opening.principal}\` to the allowed principals of \`${opening.endpointService}\``
    case 'addTransitGatewaySubnet':
      return `add the subnet \`${opening.subnet}\` to the attachment \`${opening.attachment}\` of \`${opening.transitGateway}\``
    case 'createTransitGatewayVpcAttachment':
      return `attach the VPC \`${opening.vpc}\` to \`${opening.transitGateway}\` with the subnet \`${opening.subnet}\``
    case 'associateTransitGatewayRouteTable':
      return `associate the attachment \`${opening.attachment}\` with the route table \`${opening.routeTable}\` of \`${opening.transitGateway}\``
    case 'createTransitGatewayRoute':
      return `add a route to \`${opening.routeTable}\` of \`${opening.transitGateway}\`: ${formatCidr(opening.destination)} to \`${opening.attachment}\``
    case 'associateVpcWithHostedZone':
      return `associate the zone \`${opening.hostedZone}\` with the VPC \`${opening.vpc}\``
    case 'enableDnsSupport':
      return `turn DNS support of the VPC \`${opening.vpc}\` on`
    case 'none':
      return undefined
    default:
      return unreachable(opening)
  }
}
