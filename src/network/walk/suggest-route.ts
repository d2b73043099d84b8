import { type Address, type Cidr, cidrAround, covers } from '../../base/cidr.ts'
import { type CompiledNetwork, type CompiledSubnet, type CompiledVpc, inVpc } from '../compiled-network.ts'
import type { RouteTarget } from '../network.ts'
import type { Opening } from '../opening.ts'
import { isPublic } from '../special-addresses.ts'

/** A route that would carry packets from the subnet to the address, over something that is there already. */
export function suggestRoute(network: CompiledNetwork, subnet: CompiledSubnet, address: Address, publicSource: boolean): Opening {
  const found =
    privateTarget(network, subnet.vpc, address) ?? (isPublic(address) ? publicTarget(subnet.vpc, address, publicSource) : undefined)
  if (found === undefined) return { change: 'none' }
  return { change: 'createRoute', routeTable: subnet.routeTable.name, ...found }
}

type Found = { readonly destination: Cidr; readonly target: RouteTarget }

/** A peering connection or a transit gateway to the VPC, or a gateway to the network, that has the address. */
function privateTarget({ network, vpcs }: CompiledNetwork, { vpc, vpnGateway }: CompiledVpc, address: Address): Found | undefined {
  for (const { name, requester, accepter, status } of network.vpcPeeringConnections.values()) {
    const other = requester.vpc === vpc.name ? accepter : accepter.vpc === vpc.name ? requester : undefined
    const block =
      other === undefined || other.unknown || status !== 'active' ? undefined : blockOf(vpcs.get(other.vpc)?.vpc.cidrBlocks, address)
    if (block !== undefined) return { destination: block, target: { type: 'vpcPeeringConnection', name } }
  }
  for (const { name, attachments } of network.transitGateways.values()) {
    if (![...attachments.values()].some((each) => each.type === 'vpc' && each.vpc === vpc.name)) continue
    for (const each of attachments.values()) {
      if (each.type === 'vpc' && each.vpc === vpc.name) continue
      const blocks = each.type === 'vpc' ? vpcs.get(each.vpc)?.vpc.cidrBlocks : each.remoteCidrs
      const block = blockOf(blocks, address)
      if (block !== undefined) return { destination: block, target: { type: 'transitGateway', name } }
    }
  }
  const block = vpnGateway === undefined ? undefined : blockOf(vpnGateway.remoteCidrs, address)
  return block === undefined || vpnGateway === undefined
    ? undefined
    : { destination: block, target: { type: 'vpnGateway', name: vpnGateway.name } }
}

/** The internet gateway for who has a public address, else a NAT gateway or an egress-only internet gateway. */
function publicTarget(vpc: CompiledVpc, address: Address, publicSource: boolean): Found | undefined {
  const destination = cidrAround(address)
  if (vpc.internetGateway !== undefined && publicSource)
    return { destination, target: { type: 'internetGateway', name: vpc.internetGateway.name } }
  if (address.family === 'ipv6') {
    const gateway = vpc.egressOnlyInternetGateway
    return gateway === undefined ? undefined : { destination, target: { type: 'egressOnlyInternetGateway', name: gateway.name } }
  }
  for (const nat of vpc.natGateways.values()) {
    if (nat.state === 'available' && nat.connectivityType === 'public')
      return { destination, target: { type: 'natGateway', name: nat.name } }
  }
  if (vpc.internetGateway !== undefined) return { destination, target: { type: 'internetGateway', name: vpc.internetGateway.name } }
  return undefined
}

const blockOf = (blocks: readonly { readonly cidr: Cidr }[] | undefined, address: Address): Cidr | undefined =>
  blocks?.find(({ cidr }) => covers(cidr, address))?.cidr

/** Whether something joins the two VPCs: a peering connection, or a transit gateway. */
export function joined({ network }: CompiledNetwork, one: CompiledVpc, other: CompiledVpc): boolean {
  const names = [one.vpc.name, other.vpc.name]
  const peered = [...network.vpcPeeringConnections.values()].some(
    ({ requester, accepter, status }) =>
      status === 'active' && requester.vpc !== accepter.vpc && names.includes(requester.vpc) && names.includes(accepter.vpc),
  )
  if (peered) return true
  return [...network.transitGateways.values()].some(({ attachments }) => {
    const attached = [...attachments.values()].flatMap((each) => (each.type === 'vpc' ? [each.vpc] : []))
    return names.every((name) => attached.includes(name))
  })
}

/** The VPC that has the address, the given one first. */
export function vpcOf({ vpcs }: CompiledNetwork, address: Address, first: CompiledVpc): CompiledVpc | undefined {
  return inVpc(first, address) ? first : [...vpcs.values()].find((vpc) => inVpc(vpc, address))
}
