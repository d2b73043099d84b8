import type { Cidr } from '../base/cidr.ts'
import { intervalSet } from '../base/interval-set.ts'
import { compileRoutes } from './compile-routes.ts'
import type { CompiledEntry, CompiledGroup, CompiledInterface, CompiledNetwork, CompiledSubnet, PublicIpOwner } from './compiled-network.ts'
import { compileTraffic } from './compiled-traffic.ts'
import { componentsOf } from './component.ts'
import { found } from './found.ts'
import type {
  Listener,
  LoadBalancer,
  NatGateway,
  Network,
  NetworkAclEntry,
  SecurityGroup,
  SecurityGroupRule,
  Vpc,
  VpcEndpoint,
} from './network.ts'
import { type CompiledRule, ruleTable } from './rule-table.ts'

const compiled = new WeakMap<Network, CompiledNetwork>()

export function compileNetwork(network: Network): CompiledNetwork {
  const known = compiled.get(network)
  if (known !== undefined) return known
  const fresh = compile(network)
  compiled.set(network, fresh)
  return fresh
}

function compile(network: Network): CompiledNetwork {
  const numbers = new Map([...network.securityGroups.keys()].map((name, index) => [name, index]))
  const groups = new Map([...network.securityGroups].map(([name, group]) => [name, compileGroup(group, network, numbers)]))
  const tables = new Map([...network.routeTables].map(([name, table]) => [name, compileRoutes(table, network)]))
  const acls = new Map(
    [...network.networkAcls].map(([name, acl]) => [
      name,
      {
        ingress: acl.ingress.map((each) => compileEntry(name, 'ingress', each)),
        egress: acl.egress.map((each) => compileEntry(name, 'egress', each)),
      },
    ]),
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
      groupNumbers: networkInterface.securityGroups.map((name) => found(numbers, name)),
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
    components: componentsOf(network),
    endpointServices: new Map([...network.endpointServices.values()].map((service) => [service.service, service])),
    servicePrefixLists: new Map(
      [...network.prefixLists.values()].flatMap((list) => (list.service === undefined ? [] : [[list.service, list] as const])),
    ),
  }
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

function compileGroup(securityGroup: SecurityGroup, network: Network, numbers: ReadonlyMap<string, number>): CompiledGroup {
  const compileRule = (rule: SecurityGroupRule): CompiledRule => {
    const cidrs = peerCidrs(rule, network)
    return {
      rule,
      traffic: compileTraffic(rule.traffic),
      passes: { node: 'check', outcome: 'passes', by: { type: 'securityGroupRule', securityGroup: securityGroup.name, rule } },
      peers: {
        ipv4: intervalSet(cidrs.filter(({ family }) => family === 'ipv4')),
        ipv6: intervalSet(cidrs.filter(({ family }) => family === 'ipv6')),
      },
    }
  }
  return {
    securityGroup,
    ingress: ruleTable(securityGroup.ingress.map(compileRule), numbers),
    egress: ruleTable(securityGroup.egress.map(compileRule), numbers),
  }
}

function peerCidrs({ peer }: SecurityGroupRule, network: Network): readonly Cidr[] {
  if (peer.type === 'cidr') return [peer.cidr]
  return peer.type === 'prefixList' ? found(network.prefixLists, peer.prefixList).entries.map(({ cidr }) => cidr) : []
}

const compileEntry = (networkAcl: string, side: 'ingress' | 'egress', entry: NetworkAclEntry): CompiledEntry => ({
  entry,
  traffic: compileTraffic(entry.traffic),
  passes: { node: 'check', outcome: 'passes', by: { type: 'networkAclEntry', networkAcl, side, entry } },
})

function interfaceOwners(network: Network) {
  const vpcEndpoints = new Map<string, VpcEndpoint>()
  for (const endpoint of network.vpcEndpoints.values()) {
    if (endpoint.type === 'Interface') for (const name of endpoint.networkInterfaces) vpcEndpoints.set(name, endpoint)
  }
  const loadBalancers = new Map<string, LoadBalancer>()
  for (const balancer of network.loadBalancers.values()) for (const name of balancer.networkInterfaces) loadBalancers.set(name, balancer)
  return { vpcEndpoints, loadBalancers }
}

/** A member of an ensemble listens at two more ports, for the other members. */
const withPeerPorts = (listener: Listener): readonly Listener[] =>
  listener.member === undefined
    ? [listener]
    : [listener, ...[listener.member.quorumPort, listener.member.electionPort].map((port) => ({ ...listener, port, application: 'peers' }))]

function listenersByInterface({ listeners }: Network): ReadonlyMap<string, readonly Listener[]> {
  const byInterface = new Map<string, Listener[]>()
  for (const listener of [...listeners.values()].flatMap(withPeerPorts)) {
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
