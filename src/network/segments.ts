import { type Address, type Cidr, cidrAround, type Family, lastOf } from '../base/cidr.ts'
import type { Interval } from '../base/interval-set.ts'
import type { CompiledInterface, CompiledNetwork } from './compiled-network.ts'
import type { CompiledTraffic } from './compiled-traffic.ts'
import type { NatGateway } from './network.ts'
import { specialBlocks } from './special-addresses.ts'
import type { PortRange } from './traffic.ts'

/** The borders of ports that the rules know cut a range into segments; within one all ports fare alike. */
export function portSegments(rules: readonly CompiledTraffic[], protocol: number, { from, to }: PortRange): readonly PortRange[] {
  const cuts = new Set([from])
  for (const { protocol: of, low, high } of rules) {
    if (of !== -1 && of !== protocol) continue
    for (const cut of [low, high + 1]) if (from < cut && cut <= to) cuts.add(cut)
  }
  const starts = [...cuts].sort((a, b) => a - b)
  return starts.map((start, index) => ({ from: start, to: (starts[index + 1] ?? to + 1) - 1 }))
}

/** The borders of blocks cut the addresses of a family into segments; within one all addresses fare alike. */
export function addressSegments(blocks: readonly Interval[], family: Family): readonly Interval[] {
  const end = lastOf(family)
  const cuts = new Set([0n])
  for (const { first, last } of blocks) {
    cuts.add(first)
    if (last < end) cuts.add(last + 1n)
  }
  const starts = [...cuts].sort((a, b) => (a < b ? -1 : 1))
  return starts.map((first, index) => ({ first, last: (starts[index + 1] ?? end + 1n) - 1n }))
}

const known = new WeakMap<CompiledNetwork, Record<Family, readonly Cidr[]>>()

/** Every block at whose borders the fate of a packet may change, besides those that security groups name and the addresses of interfaces. */
export function bordersOf(network: CompiledNetwork, family: Family): readonly Cidr[] {
  const found = known.get(network)
  if (found !== undefined) return found[family]
  const blocks = allBlocks(network)
  const fresh = { ipv4: blocks.filter((each) => each.family === 'ipv4'), ipv6: blocks.filter((each) => each.family === 'ipv6') }
  known.set(network, fresh)
  return fresh[family]
}

function allBlocks({ network, vpcs, subnets }: CompiledNetwork): readonly Cidr[] {
  return [
    ...specialBlocks,
    ...[...vpcs.values()].flatMap(({ vpc }) => vpc.cidrBlocks.flatMap(({ cidr }) => [cidr, resolverOf(cidr)])),
    ...[...subnets.values()].flatMap(({ subnet, routes, ingress, egress }) => [
      ...subnet.cidrBlocks.map(({ cidr }) => cidr),
      ...[...routes.ipv4, ...routes.ipv6].map(({ cidr }) => cidr),
      ...[...ingress, ...egress].map(({ entry }) => entry.cidr),
    ]),
    ...[...network.vpnGateways.values()].flatMap(({ remoteCidrs }) => remoteCidrs.map(({ cidr }) => cidr)),
    ...[...network.transitGateways.values()].flatMap(({ attachments, routeTables }) => [
      ...[...attachments.values()].flatMap((each) => (each.type === 'remote' ? each.remoteCidrs.map(({ cidr }) => cidr) : [])),
      ...[...routeTables.values()].flatMap(({ routes }) => routes.map(({ cidr }) => cidr)),
    ]),
    ...[...network.natGateways.values()].flatMap((each) => natAddresses(each).map((address) => cidrAround(address))),
  ]
}

/** The address that the VPC's resolver has. */
const resolverOf = (cidr: Cidr): Cidr => cidrAround({ family: cidr.family, value: cidr.first + 2n })

export const natAddresses = ({ privateIp, publicIps }: NatGateway): readonly Address[] => [privateIp, ...publicIps]

/** Every address that stands for the interface when it calls: private, IPv6 and public ones. */
export function addressesOf({ networkInterface: { privateIps, ipv6Addresses } }: CompiledInterface): readonly Address[] {
  return [
    ...privateIps.flatMap(({ address, publicIp }) => (publicIp === undefined ? [address] : [address, publicIp.address])),
    ...ipv6Addresses,
  ]
}

/** The interface, and those behind it when it is a load balancer's or an endpoint's. */
export function chainOf(network: CompiledNetwork, target: CompiledInterface): readonly CompiledInterface[] {
  const chain = new Set([target])
  for (const { loadBalancer, vpcEndpoint } of chain) {
    const service = network.endpointServices.get(vpcEndpoint?.service ?? '')
    const balancer = loadBalancer ?? network.network.loadBalancers.get(service?.loadBalancer ?? '')
    const names = [
      ...(balancer?.networkInterfaces ?? []),
      ...(balancer?.listeners ?? []).flatMap(({ targets }) => targets.map((each) => each.networkInterface)),
    ]
    for (const name of names) {
      const next = network.networkInterfaces.get(name)
      if (next !== undefined) chain.add(next)
    }
  }
  return [...chain]
}

/** The interfaces to which routes send what is for others. */
export function appliancesOf({ network, networkInterfaces }: CompiledNetwork): readonly CompiledInterface[] {
  const targets = [...network.routeTables.values()].flatMap(({ routes }) => routes.map(({ target }) => target))
  const names = new Set(targets.flatMap(({ type, name }) => (type === 'networkInterface' ? [name] : [])))
  return [...names].flatMap((name) => networkInterfaces.get(name) ?? [])
}
