import { formatAddress, formatCidr } from '../base/cidr.ts'
import { plain } from '../base/located.ts'
import { formatTransitGateway } from './format-transit-gateway.ts'
import type {
  EnsembleMember,
  Network,
  NetworkAclEntry,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  VpcEndpoint,
} from './network.ts'
import { defaultOf, mainTableOf } from './parse/vpcs.ts'
import type { Traffic } from './traffic.ts'

/** A network as it is written under `network:`. */
export interface FormattedNetwork {
  /** To be printed as YAML or JSON. */
  readonly text: object
  /** What the text cannot say, in a sentence each. */
  readonly lost: readonly string[]
}

/** Writes a network as a user would: what has its usual value is left out, and what has come with a VPC unless it was changed. */
export function formatNetwork(network: Network): FormattedNetwork {
  const lost: string[] = []
  const peerings = [...network.vpcPeeringConnections.values()].filter(({ name, requester, accepter, status }) => {
    const known = network.vpcs.has(requester.vpc) && network.vpcs.has(accepter.vpc)
    // AWS shows one that has ended for a while longer than its VPCs.
    if (!known && (status === 'active' || status === 'pending-acceptance'))
      lost.push(`the peering connection ${name} is left out: one of its VPCs is not described`)
    return known
  })
  const { endpointServices } = network
  for (const { name, loadBalancer } of endpointServices.values())
    if (!network.loadBalancers.has(loadBalancer)) lost.push(`the endpoint service ${name} is left out: its load balancer is not described`)
  const kept = { ...network, vpcPeeringConnections: new Map(peerings.map((each) => [each.name, each])) }
  const text = {
    vpcs: vpcsText(kept),
    subnets: subnetsText(kept),
    routeTables: section(kept.routeTables, (table) => routeTableText(table, kept, lost)),
    networkAcls: section(kept.networkAcls, ({ name, vpc, isDefault, ingress, egress }) =>
      name === defaultOf(vpc)
        ? undefined
        : { vpc, default: isDefault || undefined, ingress: ingress.map(entryText), egress: egress.map(entryText) },
    ),
    securityGroups: section(kept.securityGroups, (group) => groupText(group, lost)),
    prefixLists: section(kept.prefixLists, ({ service, entries }) => ({ service, entries: entries.map(({ cidr }) => formatCidr(cidr)) })),
    internetGateways: section(kept.internetGateways, ({ vpc }) => vpc ?? {}),
    egressOnlyInternetGateways: section(kept.egressOnlyInternetGateways, ({ vpc }) => vpc),
    natGateways: section(kept.natGateways, ({ name, subnet, publicIps, privateIp, connectivityType, state }) => {
      const hidden = connectivityType === 'public' && publicIps.length === 0
      if (hidden) lost.push(`the NAT gateway ${name} is written as a private one: its public address is not described`)
      return {
        subnet,
        publicIp: some(publicIps.map(formatAddress)),
        privateIpAddress: formatAddress(privateIp),
        connectivityType: hidden || connectivityType === 'private' ? 'private' : undefined,
        state: unless('available', state),
      }
    }),
    vpnGateways: section(kept.vpnGateways, ({ vpc, remoteCidrs }) => ({
      vpc,
      remoteCidrs: some(remoteCidrs.map(({ cidr }) => formatCidr(cidr))),
    })),
    transitGateways: section(kept.transitGateways, formatTransitGateway),
    vpcPeeringConnections: section(kept.vpcPeeringConnections, ({ requester, accepter, status }) => ({
      requester: requester.vpc,
      accepter: accepter.vpc,
      status: unless('active', status),
      allowDnsResolutionFromRemoteVpc: (requester.allowDnsResolutionFromRemoteVpc && accepter.allowDnsResolutionFromRemoteVpc) || undefined,
    })),
    vpcEndpoints: section(kept.vpcEndpoints, (endpoint) => endpointText(endpoint, kept)),
    endpointServices: section(
      endpointServices,
      ({ name, loadBalancer, allowedPrincipals, availabilityZones, acceptanceRequired, ...own }) =>
        network.loadBalancers.has(loadBalancer)
          ? {
              service: unless(name, own.service),
              loadBalancer,
              acceptanceRequired: acceptanceRequired ? undefined : false,
              allowedPrincipals: some(allowedPrincipals),
              availabilityZones: some(availabilityZones ?? []),
              privateDnsName: own.privateDnsName,
            }
          : undefined,
    ),
    loadBalancers: section(kept.loadBalancers, (balancer) => ({
      subnets: subnetsOf(balancer.networkInterfaces, kept),
      securityGroups: some(groupsOf(balancer.networkInterfaces, kept)),
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: balancer.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic
        ? undefined
        : false,
      listeners: balancer.listeners.map(({ port, protocol, targets, preserveClientIp }) => ({
        port,
        protocol: unless('tcp', protocol),
        targets: targets.map(({ networkInterface }) => networkInterface),
        targetPort: targets[0]?.port,
        preserveClientIp: preserveClientIp ? undefined : false,
      })),
    })),
    networkInterfaces: section(kept.networkInterfaces, (each) => interfaceText(each, kept, lost)),
    listeners: section(kept.listeners, ({ networkInterface, port, protocol, application, host, openToWorld, server, member }) => {
      if (server !== undefined) lost.push(`whom the server at ${networkInterface} lets in is not written`)
      return {
        networkInterface,
        port,
        protocol: unless('tcp', protocol),
        application,
        host,
        openToWorld: openToWorld || undefined,
        member: member && memberText(member),
      }
    }),
  }
  return { text: compact(text), lost }
}

const memberText = ({ ensemble, id, quorumPort, electionPort, commands, state }: EnsembleMember): object => ({
  ensemble,
  id,
  quorumPort: unless(2888, quorumPort),
  electionPort: unless(3888, electionPort),
  commands: commands.join() === 'srvr' ? undefined : commands,
  state: unless('up', state),
})

/** A section by names; nothing where it would be empty. */
function section<T>(parts: ReadonlyMap<string, T>, write: (part: T) => unknown): object | undefined {
  const written = [...parts].flatMap(([name, part]) => {
    const text = write(part)
    return text === undefined ? [] : [[name, text] as const]
  })
  return written.length === 0 ? undefined : Object.fromEntries(written)
}

/** Without keys that have no value. */
const compact = (value: object): object => JSON.parse(JSON.stringify(value)) as object

const some = <T>(items: readonly T[]): readonly T[] | undefined => (items.length === 0 ? undefined : items)

const unless = <T>(usual: T, value: T): T | undefined => (value === usual ? undefined : value)

const vpcsText = ({ vpcs }: Network): object | undefined =>
  section(vpcs, (vpc) => ({
    account: vpc.account,
    region: unless('us-east-1', vpc.region),
    id: unless(vpc.name, vpc.id),
    cidrBlock: vpc.cidrBlocks.map(({ cidr }) => formatCidr(cidr)),
    enableDnsSupport: vpc.enableDnsSupport ? undefined : false,
    enableDnsHostnames: vpc.enableDnsHostnames || undefined,
    blockPublicAccess: unless('off', vpc.blockPublicAccess),
    blockPublicAccessExclusion: vpc.blockPublicAccessExclusion,
  }))

const subnetsText = ({ subnets }: Network): object | undefined =>
  section(subnets, ({ vpc, cidrBlocks, availabilityZone, routeTable, networkAcl, blockPublicAccessExclusion }) => ({
    vpc,
    cidrBlock: cidrBlocks.map(({ cidr }) => formatCidr(cidr)),
    availabilityZone,
    routeTable: unless(mainTableOf(vpc), routeTable),
    networkAcl: unless(defaultOf(vpc), networkAcl),
    blockPublicAccessExclusion,
  }))

/** Routes of gateway endpoints stand with the endpoints. */
function routeTableText({ name, vpc, main, routes }: RouteTable, network: Network, lost: string[]): object | undefined {
  if (name === mainTableOf(vpc)) return undefined
  const written = routes.flatMap(({ destination, target, origin, state }) => {
    const to = destination.type === 'cidr' ? formatCidr(destination.cidr) : destination.prefixList
    if (target.type === 'vpcEndpoint' && tablesOf(target.name, network).includes(name)) return []
    const isGone = target.type === 'unknown' || (target.type === 'vpcPeeringConnection' && !network.vpcPeeringConnections.has(target.name))
    if (isGone && state === 'active') lost.push(`the route of ${name} to ${to} is written as a blackhole: ${target.name} is not described`)
    const usual = origin === 'static' && state === 'active' && !isGone
    return [
      [to, usual ? target.name : { target: target.name, origin: unless('static', origin), state: isGone ? 'blackhole' : state }] as const,
    ]
  })
  return { vpc, main: main || undefined, routes: written.length === 0 ? undefined : Object.fromEntries(written) }
}

function tablesOf(endpoint: string, { vpcEndpoints }: Network): readonly string[] {
  const found = vpcEndpoints.get(endpoint)
  return found?.type === 'Gateway' ? found.routeTables : []
}

function trafficText(traffic: Traffic): object {
  if (traffic.protocol === 'all') return { protocol: -1 }
  if ('ports' in traffic) return { protocol: traffic.protocol, ports: `${traffic.ports.from}-${traffic.ports.to}` }
  return 'type' in traffic ? { protocol: traffic.protocol, icmpType: traffic.type, icmpCode: traffic.code } : { protocol: traffic.protocol }
}

const entryText = ({ ruleNumber, ruleAction, traffic, cidr }: NetworkAclEntry): object => ({
  ruleNumber,
  ruleAction,
  ...trafficText(traffic),
  cidrBlock: formatCidr(cidr),
})

function groupText({ name, vpc, groupName, isDefault, ingress, egress }: SecurityGroup, lost: string[]): object | undefined {
  if (name === defaultOf(vpc)) return undefined
  const rules = (all: readonly SecurityGroupRule[]) => all.flatMap((rule) => ruleText(name, rule, lost) ?? [])
  return {
    vpc,
    groupName: isDefault ? undefined : unless(name, groupName),
    default: isDefault || undefined,
    ingress: rules(ingress),
    egress: rules(egress),
  }
}

function ruleText(group: string, { traffic, peer, description }: SecurityGroupRule, lost: string[]): object | undefined {
  const common = { ...trafficText(traffic), description }
  switch (peer.type) {
    case 'cidr':
      return { ...common, cidr: formatCidr(peer.cidr) }
    case 'prefixList':
      return { ...common, prefixList: peer.prefixList }
    case 'securityGroup':
      return { ...common, securityGroup: peer.securityGroup }
    case 'staleSecurityGroup':
      lost.push(`a rule of ${group} is left out: its group ${peer.securityGroup} is not described, so that it matches nothing`)
      return undefined
  }
}

function endpointText(endpoint: VpcEndpoint, network: Network): object {
  const { name, id, vpc, type, service, state, policy } = endpoint
  const common = {
    vpc,
    type,
    service,
    id: unless(name, id),
    state: unless('available', state),
    policy: policy === undefined ? undefined : policyText(plain(policy)),
  }
  if (endpoint.type === 'Gateway')
    return { ...common, routeTables: some(endpoint.routeTables.filter((table) => network.routeTables.has(table))) }
  return {
    ...common,
    subnets: some(subnetsOf(endpoint.networkInterfaces, network)),
    securityGroups: some(groupsOf(endpoint.networkInterfaces, network)),
    privateDnsEnabled: endpoint.privateDnsEnabled ? undefined : false,
  }
}

/** AWS's answers have the document as a text. */
function policyText(policy: unknown): unknown {
  if (typeof policy !== 'string' || !policy.trimStart().startsWith('{')) return policy
  try {
    return JSON.parse(policy)
  } catch {
    return policy
  }
}

const interfacesOf = (names: readonly string[], { networkInterfaces }: Network): readonly NetworkInterface[] =>
  names.flatMap((name) => networkInterfaces.get(name) ?? [])

const subnetsOf = (names: readonly string[], network: Network): readonly string[] =>
  interfacesOf(names, network).map(({ subnet }) => subnet)

const groupsOf = (names: readonly string[], network: Network): readonly string[] => [
  ...new Set(interfacesOf(names, network).flatMap(({ securityGroups }) => securityGroups)),
]

/** Those of gateways and endpoints come with what they are of. */
function interfaceText(each: NetworkInterface, network: Network, lost: string[]): object | undefined {
  const { name, subnet, privateIps, ipv6Addresses, securityGroups, sourceDestCheck, interfaceType, attached } = each
  const comesAlong =
    interfaceType === 'natGateway' ||
    [...network.vpcEndpoints.values()].some((endpoint) => endpoint.type === 'Interface' && endpoint.networkInterfaces.includes(name)) ||
    [...network.loadBalancers.values()].some(({ networkInterfaces }) => networkInterfaces.includes(name))
  if (comesAlong) return undefined
  const [first, ...more] = privateIps
  if (more.some(({ publicIp }) => publicIp !== undefined)) lost.push(`the second public address of ${name} is left out`)
  if (securityGroups.length === 0) lost.push(`${name} has no security group, and is written with the default one of its VPC`)
  const publicIp = first?.publicIp === undefined ? undefined : formatAddress(first.publicIp.address)
  return {
    subnet,
    privateIpAddress: some(privateIps.map(({ address }) => formatAddress(address))),
    ipv6Addresses: some(ipv6Addresses.map(formatAddress)),
    [first?.publicIp?.elastic === true ? 'elasticIp' : 'publicIp']: publicIp,
    securityGroups: some(securityGroups),
    sourceDestCheck: sourceDestCheck ? undefined : false,
    attached: attached ? undefined : false,
  }
}
