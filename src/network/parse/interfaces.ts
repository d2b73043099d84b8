import type { Address } from '../../base/cidr.ts'
import type { TextAt } from '../../base/shape.ts'
import type { NatGateway, NetworkInterface, PrivateIp, SecurityGroup, Subnet } from '../network.ts'
import type { Section } from '../network-shape.ts'
import type { AddressAt } from '../network-values.ts'
import { Addresses } from './addresses.ts'
import { type Draft, mapOf, refers, refuse } from './draft.ts'

export interface Placed {
  readonly natGateways: ReadonlyMap<string, NatGateway>
  readonly networkInterfaces: ReadonlyMap<string, NetworkInterface>
}

type Subnets = ReadonlyMap<string, Subnet>
type Groups = ReadonlyMap<string, SecurityGroup>

/** Everything that has an address in a subnet. Written addresses are taken first, so that nobody is given one of them. */
export function placeInterfaces(draft: Draft, subnets: Subnets, groups: Groups): Placed {
  const addresses = new Addresses(draft)
  takeWritten(draft, subnets, addresses)
  const natGateways = mapOf(draft.text.natGateways, (entry) => readNatGateway(draft, entry, subnets, addresses))
  const own = mapOf(draft.text.networkInterfaces, (entry) => readInterface(draft, entry, subnets, groups, addresses))
  const networkInterfaces = new Map(own)
  for (const made of [...endpointInterfaces(draft, subnets, groups, addresses), ...balancerInterfaces(draft, subnets, groups, addresses)]) {
    networkInterfaces.set(made.name, made)
  }
  return { natGateways, networkInterfaces }
}

function takeWritten({ text }: Draft, subnets: Subnets, addresses: Addresses): void {
  for (const { key, value } of text.networkInterfaces ?? []) {
    const subnet = subnets.get(value.of.subnet.text)
    if (subnet === undefined) continue
    for (const each of [...(value.of.privateIpAddress ?? []), ...(value.of.ipv6Addresses ?? [])]) addresses.take(subnet, key, each)
    for (const each of [value.of.publicIp, value.of.elasticIp]) if (each !== undefined) addresses.takePublic(key, each)
  }
  for (const { key, value } of text.natGateways ?? []) {
    const subnet = subnets.get(value.of.subnet.text)
    if (subnet !== undefined && value.of.privateIpAddress !== undefined) addresses.take(subnet, key, value.of.privateIpAddress)
    for (const each of value.of.publicIp ?? []) addresses.takePublic(key, each)
  }
}

function nextAddress(draft: Draft, subnet: Subnet, owner: string, at: AddressAt['at'], addresses: Addresses): Address | undefined {
  const address = addresses.next(subnet, owner)
  if (address === undefined && subnet.cidrBlocks.some(({ cidr }) => cidr.family === 'ipv4')) {
    draft.report('subnet-full', at, `the subnet \`${subnet.name}\` has no free address`)
  }
  return address
}

function readNatGateway(
  draft: Draft,
  { key: name, keyAt: at, value: { of } }: Section<'natGateways'>,
  subnets: Subnets,
  addresses: Addresses,
): NatGateway | undefined {
  const known = refers(draft, 'subnet', of.subnet)
  const connectivityType = of.connectivityType?.value ?? 'public'
  if (connectivityType === 'public' && of.publicIp === undefined)
    draft.report('missing-key', at, 'a public NAT gateway needs `publicIp`', 'or write `connectivityType: private`')
  if (connectivityType === 'private' && of.publicIp !== undefined)
    draft.report('public-ip-of-private', at, 'a private NAT gateway has no `publicIp`')
  const subnet = subnets.get(of.subnet.text)
  if (!known || subnet === undefined) return undefined
  const privateIp = of.privateIpAddress?.address ?? nextAddress(draft, subnet, name, at, addresses)
  if (privateIp === undefined) return undefined
  return {
    name,
    at,
    subnet: subnet.name,
    connectivityType,
    privateIp,
    publicIps: (of.publicIp ?? []).map(({ address }) => address),
    state: of.state?.value ?? 'available',
  }
}

function readInterface(
  draft: Draft,
  { key: name, keyAt: at, value: { of } }: Section<'networkInterfaces'>,
  subnets: Subnets,
  groups: Groups,
  addresses: Addresses,
): NetworkInterface | undefined {
  const known = refers(draft, 'subnet', of.subnet)
  const subnet = subnets.get(of.subnet.text)
  if (!known || subnet === undefined) return undefined
  if (of.publicIp !== undefined && of.elasticIp !== undefined) {
    draft.report('two-public-addresses', of.elasticIp.at, 'an interface has `publicIp` or `elasticIp`, not both')
  }
  const written = of.privateIpAddress?.map(({ address }) => address)
  const primary = written === undefined ? nextAddress(draft, subnet, name, at, addresses) : undefined
  return {
    name,
    at,
    subnet: subnet.name,
    privateIps: withPublic(written ?? (primary === undefined ? [] : [primary]), of.publicIp, of.elasticIp),
    ipv6Addresses: (of.ipv6Addresses ?? []).map(({ address }) => address),
    securityGroups: groupsOf(draft, of.securityGroups, subnet, groups),
    sourceDestCheck: of.sourceDestCheck?.value ?? true,
    interfaceType: 'interface',
    attached: of.attached?.value ?? true,
  }
}

function withPublic(
  privateIps: readonly Address[],
  publicIp: AddressAt | undefined,
  elasticIp: AddressAt | undefined,
): readonly PrivateIp[] {
  const [first, ...more] = privateIps
  if (first === undefined) return []
  const address = (elasticIp ?? publicIp)?.address
  const primary = address === undefined ? { address: first } : { address: first, publicIp: { address, elastic: elasticIp !== undefined } }
  return [primary, ...more.map((each) => ({ address: each }))]
}

/** Groups are of the interface's VPC. Who names none gets the default one. */
function groupsOf(draft: Draft, names: readonly TextAt[] | undefined, subnet: Subnet, groups: Groups): readonly string[] {
  if (names === undefined) return defaultGroups(subnet, groups)
  return names.flatMap((each) => {
    if (!refers(draft, 'securityGroup', each)) return []
    const group = groups.get(each.text)
    if (group === undefined || group.vpc === subnet.vpc) return group === undefined ? [] : [each.text]
    refuse(
      draft,
      'group-in-other-vpc',
      each.at,
      `the security group \`${each.text}\` is in the VPC \`${group.vpc}\`, the interface in \`${subnet.vpc}\``,
    )
    return []
  })
}

const defaultGroups = (subnet: Subnet, groups: Groups): readonly string[] =>
  [...groups.values()].filter(({ vpc, isDefault }) => vpc === subnet.vpc && isDefault).map(({ name }) => name)

/** One interface in each subnet, as AWS makes them. */
function endpointInterfaces(draft: Draft, subnets: Subnets, groups: Groups, addresses: Addresses): readonly NetworkInterface[] {
  return (draft.text.vpcEndpoints ?? []).flatMap(({ key, keyAt: at, value: { of } }) => {
    if (of.type.value !== 'Interface') return []
    return (of.subnets ?? []).flatMap(({ text }) => {
      const subnet = subnets.get(text)
      if (subnet === undefined) return []
      const securityGroups = groupsOf(draft, of.securityGroups, subnet, groups)
      return make(draft, { name: interfaceIn(key, text), at, securityGroups, interfaceType: 'vpcEndpoint' }, subnet, addresses)
    })
  })
}

function balancerInterfaces(draft: Draft, subnets: Subnets, groups: Groups, addresses: Addresses): readonly NetworkInterface[] {
  return (draft.text.loadBalancers ?? []).flatMap(({ key, keyAt: at, value: { of } }) =>
    of.subnets.flatMap(({ text }) => {
      const subnet = subnets.get(text)
      if (subnet === undefined) return []
      const securityGroups = of.securityGroups === undefined ? [] : groupsOf(draft, of.securityGroups, subnet, groups)
      return make(draft, { name: interfaceIn(key, text), at, securityGroups, interfaceType: 'loadBalancer' }, subnet, addresses)
    }),
  )
}

/** The interface that an endpoint or a load balancer has in a subnet. */
export const interfaceIn = (owner: string, subnet: string): string => `${owner}/${subnet}`

function make(
  draft: Draft,
  own: Pick<NetworkInterface, 'name' | 'at' | 'securityGroups' | 'interfaceType'>,
  subnet: Subnet,
  addresses: Addresses,
): readonly NetworkInterface[] {
  const address = nextAddress(draft, subnet, own.name, own.at, addresses)
  if (address === undefined) return []
  return [{ ...own, subnet: subnet.name, privateIps: [{ address }], ipv6Addresses: [], sourceDestCheck: true, attached: true }]
}
