import { type Address, type Cidr, covers, type Family } from '../base/cidr.ts'
import { intervalSet } from '../base/interval-set.ts'
import { type CompiledTraffic, compileTraffic } from './compiled-traffic.ts'
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
  SecurityGroupRule,
  Subnet,
  Vpc,
  VpcEndpoint,
  VpnGateway,
} from './network.ts'

import { type CompiledRule, type RuleTable, ruleTable } from './rule-table.ts'

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
  readonly route?: Route
}

export interface CompiledEntry {
  readonly entry: NetworkAclEntry
  readonly traffic: CompiledTraffic
}

export interface CompiledInterface {
  readonly networkInterface: NetworkInterface
  readonly subnet: CompiledSubnet
  readonly securityGroups: readonly CompiledGroup[]
  readonly groupNames: ReadonlySet<string>
  readonly vpcEndpoint: VpcEndpoint | undefined
  readonly loadBalancer: LoadBalancer | undefined
}

export interface CompiledGroup {
  readonly securityGroup: SecurityGroup
  readonly ingress: RuleTable
  readonly egress: RuleTable
}

const compiled = new WeakMap<Network, CompiledNetwork>()

export function compileNetwork(network: Network): CompiledNetwork {
  const known = compiled.get(network)
  if (known !== undefined) return known
  const fresh = compile(network)
  compiled.set(network, fresh)
  return fresh
}

function compile(network: Network): CompiledNetwork {
  const groups = new Map([...network.securityGroups].map(([name, group]) => [name, compileGroup(group, network)]))
  const tables = new Map([...network.routeTables].map(([name, table]) => [name, compileRoutes(table, network)]))
  const acls = new Map(
    [...network.networkAcls].map(([name, acl]) => [name, { ingress: acl.ingress.map(compileEntry), egress: acl.egress.map(compileEntry) }]),
  )
  const vpcs = new Map([...network.vpcs.values()].map((vpc) => [vpc.name, openVpc(vpc, network)]))
  const subnets = new Map<string, CompiledSubnet>()
  for (const subnet of network.subnets.values()) {
    const vpc = found(vpcs, subnet.vpc)
    const routeTable = found(network.routeTables, subnet.routeTable)
    const compiledSubnet = { subnet, vpc, routeTable, routes: found(tables, subnet.routeTable), ...found(acls, subnet.networkAcl) }
    subnets.set(subnet.name, compiledSubnet)
    vpc.subnets.push(compiledSubnet)
  }
  const owners = interfaceOwners(network)
  const networkInterfaces = new Map<string, CompiledInterface>()
  for (const networkInterface of network.networkInterfaces.values()) {
    const subnet = found(subnets, networkInterface.subnet)
    const compiledInterface: CompiledInterface = {
      networkInterface,
      subnet,
      securityGroups: networkInterface.securityGroups.map((name) => found(groups, name)),
      groupNames: new Set(networkInterface.securityGroups),
      vpcEndpoint: owners.vpcEndpoints.get(networkInterface.name),
      loadBalancer: owners.loadBalancers.get(networkInterface.name),
    }
    networkInterfaces.set(networkInterface.name, compiledInterface)
    const { ipv4, ipv6 } = found(vpcs, subnet.subnet.vpc).networkInterfaces
    for (const { address } of networkInterface.privateIps) ipv4.set(address.value, compiledInterface)
    for (const address of networkInterface.ipv6Addresses) ipv6.set(address.value, compiledInterface)
  }
  for (const natGateway of network.natGateways.values()) {
    found(vpcs, found(subnets, natGateway.subnet).subnet.vpc).natGateways.set(natGateway.privateIp.value, natGateway)
  }
  return {
    network,
    vpcs,
    subnets,
    networkInterfaces,
    publicIps: publicIpOwners(networkInterfaces.values(), network),
    listeners: listenersByInterface(network),
    endpointServices: new Map([...network.endpointServices.values()].map((service) => [service.service, service])),
    servicePrefixLists: new Map(
      [...network.prefixLists.values()].flatMap((list) => (list.service === undefined ? [] : [[list.service, list] as const])),
    ),
  }
}

/** The parser has checked that the name is there. */
function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name)
  if (value === undefined) throw new Error(`internal error: the network lost \`${name}\``)
  return value
}

/** A VPC whose subnets and interfaces are still to be entered. */
const openVpc = (vpc: Vpc, network: Network) => ({
  vpc,
  internetGateway: [...network.internetGateways.values()].find((gateway) => gateway.vpc === vpc.name),
  egressOnlyInternetGateway: [...network.egressOnlyInternetGateways.values()].find((gateway) => gateway.vpc === vpc.name),
  vpnGateway: [...network.vpnGateways.values()].find((gateway) => gateway.vpc === vpc.name),
  subnets: [] as CompiledSubnet[],
  networkInterfaces: { ipv4: new Map<bigint, CompiledInterface>(), ipv6: new Map<bigint, CompiledInterface>() },
  natGateways: new Map<bigint, NatGateway>(),
})

function compileGroup(securityGroup: SecurityGroup, network: Network): CompiledGroup {
  const compileRule = (rule: SecurityGroupRule): CompiledRule => {
    const cidrs = peerCidrs(rule, network)
    return {
      rule,
      traffic: compileTraffic(rule.traffic),
      peers: {
        ipv4: intervalSet(cidrs.filter(({ family }) => family === 'ipv4')),
        ipv6: intervalSet(cidrs.filter(({ family }) => family === 'ipv6')),
      },
    }
  }
  return {
    securityGroup,
    ingress: ruleTable(securityGroup.ingress.map(compileRule)),
    egress: ruleTable(securityGroup.egress.map(compileRule)),
  }
}

function peerCidrs({ peer }: SecurityGroupRule, network: Network): readonly Cidr[] {
  if (peer.type === 'cidr') return [peer.cidr]
  return peer.type === 'prefixList' ? found(network.prefixLists, peer.prefixList).entries.map(({ cidr }) => cidr) : []
}

const compileEntry = (entry: NetworkAclEntry): CompiledEntry => ({ entry, traffic: compileTraffic(entry.traffic) })

/**
 * The longest prefix wins; among equals a route to the VPC itself, then a static route to a CIDR block, a static route to a prefix list, a
 * propagated route. A route with exactly the VPC's block replaces the local one.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
function compileRoutes(table: RouteTable, network: Network): CompiledSubnet['routes'] {
  const explicit: CompiledRoute[] = table.routes.flatMap((route) => {
    if (route.destination.type === 'cidr') return [{ cidr: route.destination.cidr, route }]
    return found(network.prefixLists, route.destination.prefixList).entries.map(({ cidr }) => ({ cidr, route }))
  })
  const local = found(network.vpcs, table.vpc).cidrBlocks.map(({ cidr }): CompiledRoute => ({ cidr }))
  const routes = [...local.filter((one) => !explicit.some((other) => replaces(other, one))), ...explicit]
  routes.sort((a, b) => b.cidr.prefixLength - a.cidr.prefixLength || priority(a) - priority(b))
  return {
    ipv4: routes.filter(({ cidr }) => cidr.family === 'ipv4'),
    ipv6: routes.filter(({ cidr }) => cidr.family === 'ipv6'),
  }
}

const replaces = (one: CompiledRoute, local: CompiledRoute): boolean =>
  one.route?.origin === 'static' &&
  one.cidr.family === local.cidr.family &&
  one.cidr.first === local.cidr.first &&
  one.cidr.prefixLength === local.cidr.prefixLength

function priority({ route }: CompiledRoute): number {
  if (route === undefined) return 0
  if (route.origin === 'propagated') return 3
  return route.destination.type === 'cidr' ? 1 : 2
}

function interfaceOwners(network: Network) {
  const vpcEndpoints = new Map<string, VpcEndpoint>()
  for (const endpoint of network.vpcEndpoints.values()) {
    if (endpoint.type === 'Interface') for (const name of endpoint.networkInterfaces) vpcEndpoints.set(name, endpoint)
  }
  const loadBalancers = new Map<string, LoadBalancer>()
  for (const balancer of network.loadBalancers.values()) for (const name of balancer.networkInterfaces) loadBalancers.set(name, balancer)
  return { vpcEndpoints, loadBalancers }
}

function listenersByInterface({ listeners }: Network): ReadonlyMap<string, readonly Listener[]> {
  const byInterface = new Map<string, Listener[]>()
  for (const listener of listeners.values()) {
    const others = byInterface.get(listener.networkInterface)
    if (others === undefined) byInterface.set(listener.networkInterface, [listener])
    else others.push(listener)
  }
  return byInterface
}

function publicIpOwners(interfaces: Iterable<CompiledInterface>, network: Network): ReadonlyMap<bigint, PublicIpOwner> {
  const owners = new Map<bigint, PublicIpOwner>()
  for (const networkInterface of interfaces) {
    for (const { address, publicIp } of networkInterface.networkInterface.privateIps) {
      if (publicIp !== undefined) owners.set(publicIp.address.value, { type: 'networkInterface', networkInterface, privateIp: address })
    }
  }
  for (const natGateway of network.natGateways.values()) {
    for (const { value } of natGateway.publicIps) owners.set(value, { type: 'natGateway', natGateway })
  }
  return owners
}

export const inVpc = ({ vpc }: CompiledVpc, address: Address): boolean => vpc.cidrBlocks.some(({ cidr }) => covers(cidr, address))
export const inSubnet = ({ subnet }: CompiledSubnet, address: Address): boolean =>
  subnet.cidrBlocks.some(({ cidr }) => covers(cidr, address))
