import type { Address } from '../../base/cidr.ts'
import { type CompiledInterface, type CompiledNetwork, type CompiledSubnet, inSubnet } from '../compiled-network.ts'
import { selectRoute } from '../select-route.ts'

/**
 * The interface at the other end, as the groups of a sender see it: a member of their VPC, of a peer VPC in the same Region, or of a VPC behind a
 * transit gateway that passes group references on.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
 */
export function recognizePeer(network: CompiledNetwork, subnet: CompiledSubnet, address: Address): CompiledInterface | undefined {
  const here = subnet.vpc
  const selected = selectRoute(subnet, address)
  if (inSubnet(subnet, address) || (selected !== undefined && selected.route === undefined)) {
    return here.networkInterfaces[address.family].get(address.value)
  }
  const target = selected?.route?.target
  for (const name of vpcsBehind(network, here.vpc.name, target)) {
    const vpc = network.vpcs.get(name)
    const found = vpc?.vpc.region === here.vpc.region ? vpc.networkInterfaces[address.family].get(address.value) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function vpcsBehind(
  { network }: CompiledNetwork,
  here: string,
  target: { readonly type: string; readonly name: string } | undefined,
): readonly string[] {
  if (target?.type === 'vpcPeeringConnection') {
    const connection = network.vpcPeeringConnections.get(target.name)
    if (connection?.status !== 'active') return []
    return [connection.requester.vpc === here ? connection.accepter.vpc : connection.requester.vpc]
  }
  const gateway = target?.type === 'transitGateway' ? network.transitGateways.get(target.name) : undefined
  if (gateway?.securityGroupReferencingSupport !== true) return []
  return [...gateway.attachments.values()].flatMap((each) =>
    each.type === 'vpc' && each.securityGroupReferencingSupport && each.vpc !== here ? [each.vpc] : [],
  )
}
