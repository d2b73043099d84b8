import type { EC2 } from '@aws-sdk/client-ec2'
import { formatCidr } from '../base/cidr.ts'
import type { Subnet, Vpc } from '../network/network.ts'
import { RefusedCalls } from './deploying.ts'
import { type NetworkBuilder, tagged } from './network-builder.ts'

export async function makeVpc(builder: NetworkBuilder, vpc: Vpc): Promise<void> {
  const [account, { region }] = [accountOf(builder, vpc), vpc]
  const ec2 = await builder.deploying.clients.ec2(account, region)
  const place = { ec2, account, region }
  builder.places.set(vpc.name, place)
  const [first, ...more] = vpc.cidrBlocks.map(({ cidr }) => formatCidr(cidr))
  const input = { CidrBlock: first, TagSpecifications: tagged('vpc', vpc.name) }
  const VpcId = await builder.make(
    'CreateVpc',
    ['vpc', vpc, place],
    (options) => ec2.createVpc(input, options),
    ({ Vpc: made }) => made?.VpcId,
  )
  for (const CidrBlock of more)
    await builder.send('AssociateVpcCidrBlock', vpc, (options) => ec2.associateVpcCidrBlock({ VpcId, CidrBlock }, options))
  const { enableDnsHostnames, enableDnsSupport } = vpc
  if (enableDnsHostnames)
    await builder.send('ModifyVpcAttribute', vpc, (options) =>
      ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } }, options),
    )
  if (!enableDnsSupport)
    await builder.send('ModifyVpcAttribute', vpc, (options) =>
      ec2.modifyVpcAttribute({ VpcId, EnableDnsSupport: { Value: false } }, options),
    )
  await findDefaults(builder, vpc, VpcId, ec2)
}

/** The account that a VPC is said to be of, else the only one that there is. */
function accountOf(builder: NetworkBuilder, { account, name, at }: Vpc): string {
  const [only, another] = builder.deploying.fixture.accounts.values()
  const id = account ?? (another === undefined ? only?.id : undefined)
  if (id !== undefined) return id
  const message = 'the fixture has several accounts: say with `account:` whose it is'
  throw new RefusedCalls([{ kind: 'account', operation: 'ec2:CreateVpc', subject: `VPC ${name}`, at, code: 'NotDeployed', message }])
}

/** The table, the ACL and the group that have come with a VPC stand for the fixture's. */
async function findDefaults(builder: NetworkBuilder, vpc: Vpc, VpcId: string, ec2: EC2): Promise<void> {
  const { network } = builder
  const Filters = [{ Name: 'vpc-id', Values: [VpcId] }]
  const { RouteTables } = await builder.send('DescribeRouteTables', vpc, (options) => ec2.describeRouteTables({ Filters }, options))
  const { NetworkAcls } = await builder.send('DescribeNetworkAcls', vpc, (options) => ec2.describeNetworkAcls({ Filters }, options))
  const { SecurityGroups } = await builder.send('DescribeSecurityGroups', vpc, (options) =>
    ec2.describeSecurityGroups({ Filters }, options),
  )
  for (const { name } of [...network.routeTables.values()].filter((table) => table.vpc === vpc.name && table.main))
    builder.ids.set(`table ${name}`, RouteTables?.[0]?.RouteTableId ?? '')
  for (const { name } of [...network.networkAcls.values()].filter((acl) => acl.vpc === vpc.name && acl.isDefault))
    builder.ids.set(`acl ${name}`, NetworkAcls?.[0]?.NetworkAclId ?? '')
  for (const { name } of [...network.securityGroups.values()].filter((group) => group.vpc === vpc.name && group.isDefault))
    builder.ids.set(`group ${name}`, SecurityGroups?.[0]?.GroupId ?? '')
}

export async function makeSubnet(builder: NetworkBuilder, subnet: Subnet): Promise<void> {
  const place = builder.place(subnet.vpc)
  const { ec2 } = place
  const [block] = subnet.cidrBlocks.map(({ cidr }) => formatCidr(cidr))
  const input = {
    VpcId: builder.id('vpc', subnet.vpc),
    CidrBlock: block,
    AvailabilityZone: subnet.availabilityZone,
    TagSpecifications: tagged('subnet', subnet.name),
  }
  const id = await builder.make(
    'CreateSubnet',
    ['subnet', subnet, place],
    (options) => ec2.createSubnet(input, options),
    ({ Subnet: made }) => made?.SubnetId,
  )
  if (builder.network.networkAcls.get(subnet.networkAcl)?.isDefault !== false) return
  const Filters = [{ Name: 'association.subnet-id', Values: [id] }]
  const { NetworkAcls } = await builder.send('DescribeNetworkAcls', subnet, (options) => ec2.describeNetworkAcls({ Filters }, options))
  const own = NetworkAcls?.[0]?.Associations?.find(({ SubnetId }) => SubnetId === id)
  const association = { AssociationId: own?.NetworkAclAssociationId, NetworkAclId: builder.id('acl', subnet.networkAcl) }
  await builder.send('ReplaceNetworkAclAssociation', subnet, (options) => ec2.replaceNetworkAclAssociation(association, options))
}
