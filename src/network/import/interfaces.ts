import { type Address, covers, formatAddress } from '../../base/cidr.ts'
import type { NatGateway, NetworkInterface, PrivateIp, SecurityGroup, Subnet } from '../network.ts'
import { type Answers, address, child, children, type Item, listOf, note, required, text, truth } from './describe.ts'

type Subnets = ReadonlyMap<string, Subnet>
type Groups = ReadonlyMap<string, SecurityGroup>

/** As described, or as instances list them. Those of NAT gateways stand for the gateways. */
export function importInterfaces(answers: Answers, subnets: Subnets, groups: Groups): ReadonlyMap<string, NetworkInterface> {
  const interfaces = new Map<string, NetworkInterface>()
  const own = listOf(answers, 'NetworkInterfaces')
  const ofInstances = listOf(answers, 'Reservations').flatMap((reservation) =>
    children(reservation, 'Instances').flatMap((instance) => children(instance, 'NetworkInterfaces').map((item) => ({ item, instance }))),
  )
  for (const { item, instance } of [...own.map((each) => ({ item: each, instance: undefined })), ...ofInstances]) {
    const name = text(item, 'NetworkInterfaceId')
    if (name !== undefined && interfaces.has(name)) continue
    const made = readInterface(answers, item, instance, subnets, groups)
    if (made !== undefined && made.interfaceType !== 'natGateway') interfaces.set(made.name, made)
  }
  return interfaces
}

function readInterface(
  answers: Answers,
  item: Item,
  instance: Item | undefined,
  subnets: Subnets,
  groups: Groups,
): NetworkInterface | undefined {
  const name = required(answers, item, 'NetworkInterfaceId')
  const subnet = subnets.get(text(item, 'SubnetId') ?? '')
  if (name === undefined) return undefined
  if (subnet === undefined) {
    note(answers, 'interface-left-out', item.at, `the subnet of the network interface \`${name}\` is not here: it is left out`)
    return undefined
  }
  const attachment = child(item, 'Attachment')
  const instanceId = text(attachment ?? item, 'InstanceId') ?? (instance === undefined ? undefined : text(instance, 'InstanceId'))
  const privateIps = privateIpsOf(answers, item).filter((each) => within(answers, item, subnet, each.address))
  return {
    name,
    at: item.at,
    subnet: subnet.name,
    privateIps,
    ipv6Addresses: children(item, 'Ipv6Addresses').flatMap((each) => address(answers, each, 'Ipv6Address') ?? []),
    securityGroups: children(item, 'Groups').flatMap((each) => {
      const group = text(each, 'GroupId')
      return group !== undefined && groups.has(group) ? [group] : []
    }),
    sourceDestCheck: truth(item, 'SourceDestCheck') ?? true,
    interfaceType: typeOf(item),
    attached: text(item, 'Status') !== 'available' && instanceState(answers, instanceId, instance) !== 'terminated',
    ...(instanceId === undefined ? {} : { instance: instanceId }),
  }
}

/** A block that AWS carved out of another subnet, or an answer that was edited: an address that is not the subnet's reaches nobody. */
function within(answers: Answers, item: Item, subnet: Subnet, each: Address): boolean {
  if (subnet.cidrBlocks.length === 0 || subnet.cidrBlocks.some(({ cidr }) => covers(cidr, each))) return true
  note(answers, 'address-outside-subnet', item.at, `\`${formatAddress(each)}\` is not in the subnet \`${subnet.name}\`: it is left out`)
  return false
}

function privateIpsOf(answers: Answers, item: Item): readonly PrivateIp[] {
  const elastic = new Set(listOf(answers, 'Addresses').flatMap((each) => text(each, 'PublicIp') ?? []))
  const several = children(item, 'PrivateIpAddresses')
  return (several.length > 0 ? several : [item]).flatMap((each) => {
    const own = address(answers, each, 'PrivateIpAddress')
    if (own === undefined) return []
    const association = child(each, 'Association') ?? (several.length > 0 ? undefined : child(item, 'Association'))
    const publicIp = (association && address(answers, association, 'PublicIp')) ?? elasticOf(answers, item, own)
    return [
      publicIp === undefined
        ? { address: own }
        : { address: own, publicIp: { address: publicIp, elastic: elastic.has(formatAddress(publicIp)) } },
    ]
  })
}

/** `describe-addresses` knows associations too. */
function elasticOf(answers: Answers, item: Item, own: Address): Address | undefined {
  const found = listOf(answers, 'Addresses').find(
    (each) =>
      text(each, 'NetworkInterfaceId') === text(item, 'NetworkInterfaceId') && text(each, 'PrivateIpAddress') === formatAddress(own),
  )
  return found === undefined ? undefined : address(answers, found, 'PublicIp')
}

function typeOf(item: Item): NetworkInterface['interfaceType'] {
  const type = text(item, 'InterfaceType')
  const description = text(item, 'Description') ?? ''
  if (type === 'nat_gateway' || type === 'natGateway' || description.startsWith('Interface for NAT Gateway')) return 'natGateway'
  if (type === 'vpc_endpoint' || description.startsWith('VPC Endpoint Interface')) return 'vpcEndpoint'
  return type === 'network_load_balancer' || description.startsWith('ELB net/') ? 'loadBalancer' : 'interface'
}

function instanceState(answers: Answers, id: string | undefined, instance: Item | undefined): string | undefined {
  const found =
    instance ??
    listOf(answers, 'Reservations')
      .flatMap((each) => children(each, 'Instances'))
      .find((each) => id !== undefined && text(each, 'InstanceId') === id)
  return found === undefined ? undefined : text(child(found, 'State') ?? found, 'Name')
}

/** As described, or as their interfaces tell. */
export function importNatGateways(answers: Answers, subnets: Subnets): ReadonlyMap<string, NatGateway> {
  const gateways = new Map<string, NatGateway>()
  for (const item of listOf(answers, 'NatGateways')) {
    const name = required(answers, item, 'NatGatewayId')
    const subnet = text(item, 'SubnetId')
    const addresses = children(item, 'NatGatewayAddresses')
    const privateIp = addresses.map((each) => address(answers, each, 'PrivateIp')).find((each) => each !== undefined)
    if (name === undefined || subnet === undefined || privateIp === undefined || !subnets.has(subnet)) {
      if (name !== undefined)
        note(
          answers,
          'nat-gateway-left-out',
          item.at,
          `the NAT gateway \`${name}\` has no address or no subnet that is here: it is left out`,
        )
      continue
    }
    const state = text(item, 'State')
    gateways.set(name, {
      name,
      at: item.at,
      subnet,
      connectivityType: text(item, 'ConnectivityType') === 'private' ? 'private' : 'public',
      privateIp,
      publicIps: addresses.flatMap((each) => address(answers, each, 'PublicIp') ?? []),
      state: state === 'pending' || state === 'failed' || state === 'deleting' || state === 'deleted' ? state : 'available',
    })
  }
  for (const item of listOf(answers, 'NetworkInterfaces')) inferNatGateway(answers, item, subnets, gateways)
  return gateways
}

function inferNatGateway(answers: Answers, item: Item, subnets: Subnets, gateways: Map<string, NatGateway>): void {
  const name = /nat-[0-9a-f]+/.exec(text(item, 'Description') ?? '')?.[0]
  const [first] = privateIpsOf(answers, item)
  const subnet = text(item, 'SubnetId')
  if (
    typeOf(item) !== 'natGateway' ||
    name === undefined ||
    gateways.has(name) ||
    first === undefined ||
    subnet === undefined ||
    !subnets.has(subnet)
  )
    return
  note(
    answers,
    'nat-gateway-inferred',
    item.at,
    `the NAT gateway \`${name}\` was not described: its addresses are taken from its interface`,
  )
  gateways.set(name, {
    name,
    at: item.at,
    subnet,
    connectivityType: first.publicIp === undefined ? 'private' : 'public',
    privateIp: first.address,
    publicIps: first.publicIp === undefined ? [] : [first.publicIp.address],
    state: 'available',
  })
}
