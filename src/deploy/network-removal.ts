import type { EC2 } from '@aws-sdk/client-ec2'
import type { Clients } from './clients.ts'
import type { NetworkPart } from './journal.ts'

/** What has to be gone before the next can go: by the prefix of the id. */
const order: readonly (readonly string[])[] = [
  ['vpce', 'nat', 'pcx'],
  ['eni'],
  ['eipalloc'],
  ['igw', 'eigw', 'vgw'],
  ['subnet'],
  ['rtb', 'acl'],
  // Rules refer to groups and prefix lists: the rules of all groups go first.
  ['sgr'],
  ['sg'],
  ['pl'],
  ['vpc'],
]

export const networkRanks: readonly number[] = order.map((_, index) => index)

const prefixOf = (id: string): string => id.slice(0, id.lastIndexOf('-'))

export const rankOf = ({ id }: NetworkPart): number => order.findIndex((prefixes) => prefixes.includes(prefixOf(id)))

/** Removes one part of a network; its tags and associations go with it. */
export async function removeNetworkPart({ account, region, id, vpc }: NetworkPart, clients: Clients): Promise<void> {
  const remove = removers[prefixOf(id)]
  if (remove === undefined) throw new Error(`internal error: nothing removes ${id}`)
  await remove(await clients.ec2(account, region), id, clients.options, vpc)
}

type Remover = (ec2: EC2, id: string, options: Clients['options'], vpc: string | undefined) => Promise<unknown>

const removers: Readonly<Record<string, Remover>> = {
  vpce: (ec2, id, options) => ec2.deleteVpcEndpoints({ VpcEndpointIds: [id] }, options),
  nat: (ec2, id, options) => ec2.deleteNatGateway({ NatGatewayId: id }, options),
  pcx: (ec2, id, options) => ec2.deleteVpcPeeringConnection({ VpcPeeringConnectionId: id }, options),
  eni: (ec2, id, options) => ec2.deleteNetworkInterface({ NetworkInterfaceId: id }, options),
  eipalloc: (ec2, id, options) => ec2.releaseAddress({ AllocationId: id }, options),
  igw: async (ec2, id, options, vpc) => {
    if (vpc !== undefined) await ec2.detachInternetGateway({ InternetGatewayId: id, VpcId: vpc }, options)
    await ec2.deleteInternetGateway({ InternetGatewayId: id }, options)
  },
  eigw: (ec2, id, options) => ec2.deleteEgressOnlyInternetGateway({ EgressOnlyInternetGatewayId: id }, options),
  vgw: async (ec2, id, options, vpc) => {
    if (vpc !== undefined) await ec2.detachVpnGateway({ VpnGatewayId: id, VpcId: vpc }, options)
    await ec2.deleteVpnGateway({ VpnGatewayId: id }, options)
  },
  subnet: (ec2, id, options) => ec2.deleteSubnet({ SubnetId: id }, options),
  rtb: (ec2, id, options) => ec2.deleteRouteTable({ RouteTableId: id }, options),
  acl: (ec2, id, options) => ec2.deleteNetworkAcl({ NetworkAclId: id }, options),
  sgr: async (ec2, id, options) => {
    const { SecurityGroupRules = [] } = await ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [id] }, options)
    const [{ GroupId, IsEgress } = {}] = SecurityGroupRules
    const input = { GroupId, SecurityGroupRuleIds: [id] }
    await (IsEgress === true ? ec2.revokeSecurityGroupEgress(input, options) : ec2.revokeSecurityGroupIngress(input, options))
  },
  sg: (ec2, id, options) => ec2.deleteSecurityGroup({ GroupId: id }, options),
  pl: (ec2, id, options) => ec2.deleteManagedPrefixList({ PrefixListId: id }, options),
  vpc: (ec2, id, options) => ec2.deleteVpc({ VpcId: id }, options),
}
