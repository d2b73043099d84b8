import type { EC2 } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId, rootClients } from '../clients.ts'
import { refusalOf, rootEc2, userEc2, userEc2In } from './ec2-world.ts'

const [customer, vendor] = ['111122223333', '444455556666']
const asked: Asked[] = []
let sandbox: Sandbox
let ec2: EC2
beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'ec2',
    accounts: [customer, vendor].map((id) => ({ id: accountId(id) })),
    onDecision: ({ call, request }) => {
      if (call.service === 'ec2') asked.push({ call, request })
    },
  })
  ec2 = rootEc2(sandbox, customer)
})
afterAll(() => sandbox.close())

const idOf = (id: string | undefined): string => {
  if (id === undefined) throw new Error('the answer has no id')
  return id
}

async function newVpc(CidrBlock = '10.0.0.0/16', client = ec2): Promise<string> {
  const { Vpc } = await client.createVpc({ CidrBlock })
  return idOf(Vpc?.VpcId)
}

async function newSubnet(VpcId: string, CidrBlock = '10.0.1.0/24', client = ec2): Promise<string> {
  const { Subnet } = await client.createSubnet({ VpcId, CidrBlock })
  return idOf(Subnet?.SubnetId)
}

async function newGroup(VpcId: string, GroupName = 'database'): Promise<string> {
  const { GroupId } = await ec2.createSecurityGroup({ VpcId, GroupName, Description: GroupName })
  return idOf(GroupId)
}

const inVpc = (id: string) => ({ Filters: [{ Name: 'vpc-id', Values: [id] }] })

describe('a VPC', () => {
  it('comes with a main route table, a default network ACL and a default group that admits itself', async () => {
    const { Vpc } = await ec2.createVpc({
      CidrBlock: '10.0.0.1/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'a' }] }],
    })
    expect(Vpc).toMatchObject({
      VpcId: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
      CidrBlock: '10.0.0.0/16',
      OwnerId: customer,
      IsDefault: false,
    })
    const id = idOf(Vpc?.VpcId)
    expect((await ec2.describeVpcs({ Filters: [{ Name: 'tag:Name', Values: ['?'] }] })).Vpcs).toMatchObject([
      { VpcId: id, State: 'available' },
    ])
    const { RouteTables } = await ec2.describeRouteTables(inVpc(id))
    expect(RouteTables).toMatchObject([
      { Associations: [{ Main: true }], Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' }] },
    ])
    const { NetworkAcls } = await ec2.describeNetworkAcls(inVpc(id))
    expect(NetworkAcls?.[0]?.Entries?.map(({ RuleNumber, RuleAction }) => [RuleNumber, RuleAction])).toEqual([
      [100, 'allow'],
      [32767, 'deny'],
      [100, 'allow'],
      [32767, 'deny'],
    ])
    const { SecurityGroups } = await ec2.describeSecurityGroups(inVpc(id))
    expect(SecurityGroups).toMatchObject([
      {
        GroupName: 'default',
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: SecurityGroups?.[0]?.GroupId, UserId: customer }] }],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ])
  })

  it('goes with what came with it, once nothing else is in it', async () => {
    const vpc = await newVpc()
    const subnet = await newSubnet(vpc)
    expect(await refusalOf(ec2.deleteVpc({ VpcId: vpc }))).toBe(
      `DependencyViolation: The vpc '${vpc}' has dependencies and cannot be deleted.`,
    )
    await ec2.deleteSubnet({ SubnetId: subnet })
    await ec2.deleteVpc({ VpcId: vpc })
    expect(await refusalOf(ec2.describeVpcs({ VpcIds: [vpc] }))).toBe(`InvalidVpcID.NotFound: The vpc ID '${vpc}' does not exist`)
    expect((await ec2.describeSecurityGroups(inVpc(vpc))).SecurityGroups).toEqual([])
  })

  it('has blocks of a size that AWS allows, and subnets inside of them that do not overlap', async () => {
    expect(await refusalOf(newVpc('10.0.0.0/8'))).toBe("InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.")
    expect(await refusalOf(newVpc('10.0.0.0/33'))).toBe(
      'InvalidParameterValue: Value (10.0.0.0/33) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
    )
    const vpc = await newVpc()
    await newSubnet(vpc)
    expect(await refusalOf(newSubnet(vpc, '10.0.1.128/25'))).toBe(
      "InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet",
    )
    expect(await refusalOf(newSubnet(vpc, '10.1.0.0/24'))).toBe("InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.")
    await ec2.associateVpcCidrBlock({ VpcId: vpc, CidrBlock: '10.1.0.0/16' })
    await newSubnet(vpc, '10.1.0.0/24')
    expect(
      (await ec2.describeSubnets(inVpc(vpc))).Subnets?.map(({ CidrBlock, AvailableIpAddressCount }) => [
        CidrBlock,
        AvailableIpAddressCount,
      ]),
    ).toEqual([
      ['10.0.1.0/24', 251],
      ['10.1.0.0/24', 251],
    ])
  })

  it('resolves names of its own once that is switched on', async () => {
    const VpcId = await newVpc()
    const read = async () => (await ec2.describeVpcAttribute({ VpcId, Attribute: 'enableDnsHostnames' })).EnableDnsHostnames?.Value
    expect(await read()).toBe(false)
    await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } })
    expect(await read()).toBe(true)
  })
})

describe('the default VPC', () => {
  const attribute = (client = ec2) => client.describeAccountAttributes({ AttributeNames: ['default-vpc'] })
  const group = { GroupName: 'by-name', Description: 'of the default VPC' }

  it('is made with its subnets, its gateway and the route to it, once, and is meant where a request names no VPC', async () => {
    const west = rootEc2(sandbox, customer, 'eu-west-1')
    expect(await refusalOf(west.createSecurityGroup(group))).toBe('VPCIdNotSpecified: No default VPC for this user')
    const { Vpc } = await west.createDefaultVpc({})
    const id = idOf(Vpc?.VpcId)
    expect(Vpc).toMatchObject({ IsDefault: true, CidrBlock: '172.31.0.0/16' })
    expect(await refusalOf(west.createDefaultVpc({}))).toBe(
      'DefaultVpcAlreadyExists: A Default VPC already exists for this account in this region.',
    )
    const { Subnets } = await west.describeSubnets({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] })
    expect(Subnets?.map((subnet) => [subnet.AvailabilityZone, subnet.CidrBlock, subnet.MapPublicIpOnLaunch])).toEqual([
      ['eu-west-1a', '172.31.0.0/20', true],
      ['eu-west-1b', '172.31.16.0/20', true],
      ['eu-west-1c', '172.31.32.0/20', true],
    ])
    const { InternetGateways } = await west.describeInternetGateways({ Filters: [{ Name: 'attachment.vpc-id', Values: [id] }] })
    const { RouteTables } = await west.describeRouteTables(inVpc(id))
    expect(RouteTables?.[0]?.Routes).toContainEqual(
      expect.objectContaining({ DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGateways?.[0]?.InternetGatewayId }),
    )
    expect((await attribute(west)).AccountAttributes?.[0]?.AttributeValues).toEqual([{ AttributeValue: id }])
    expect((await attribute()).AccountAttributes?.[0]?.AttributeValues).toEqual([{ AttributeValue: 'none' }])
    const { GroupId } = await west.createSecurityGroup(group)
    expect((await west.describeSecurityGroups({ GroupNames: ['by-name'] })).SecurityGroups).toMatchObject([{ GroupId, VpcId: id }])
    expect(await refusalOf(west.describeSecurityGroups({ GroupNames: ['other'] }))).toBe(
      "InvalidGroup.NotFound: The security group 'other' does not exist",
    )
    await west.deleteSecurityGroup({ GroupName: 'by-name' })
  })

  it('whoever names no VPC needs the permission in the default one', async () => {
    const north = rootEc2(sandbox, vendor, 'eu-north-1')
    const VpcId = idOf((await north.createDefaultVpc({})).Vpc?.VpcId)
    const statement = (id: string) => ({
      Action: 'ec2:CreateSecurityGroup',
      Resource: '*',
      Condition: { ArnEqualsIfExists: { 'ec2:Vpc': `arn:aws:ec2:eu-north-1:${vendor}:vpc/${id}` } },
    })
    const create = async (id: string) =>
      refusalOf((await userEc2In(sandbox, vendor, 'eu-north-1', `in-${id}`, statement(id))).createSecurityGroup(group))
    expect(await create('vpc-11111111')).toMatch(/^UnauthorizedOperation/)
    expect(await create(VpcId)).toBe('accepted')
  })

  it('whoever names a group by its name needs the permission on the group', async () => {
    const root = rootEc2(sandbox, vendor)
    await root.createDefaultVpc({})
    const { GroupId } = await root.createSecurityGroup(group)
    const ask = {
      GroupName: group.GroupName,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }
    const statement = (id: string | undefined) => ({
      Action: 'ec2:AuthorizeSecurityGroupIngress',
      Resource: `arn:aws:ec2:us-east-1:${vendor}:security-group/${id}`,
    })
    const stranger = await userEc2(sandbox, vendor, 'stranger', statement('sg-11111111'))
    expect(await refusalOf(stranger.authorizeSecurityGroupIngress(ask))).toMatch(/^UnauthorizedOperation/)
    const owner = await userEc2(sandbox, vendor, 'owner', statement(GroupId))
    expect((await owner.authorizeSecurityGroupIngress(ask)).Return).toBe(true)
  })
})

describe('a set of DHCP options', () => {
  const set = (Key: string, ...Values: string[]) => ({ DhcpConfigurations: [{ Key, Values }] })

  it('is given to VPCs and taken from them, and is not deleted while one has it', async () => {
    const { DhcpOptions } = await ec2.createDhcpOptions({
      DhcpConfigurations: [
        { Key: 'domain-name', Values: ['example.com'] },
        { Key: 'domain-name-servers', Values: ['10.0.0.6, 10.0.0.7', '2001:db8::1'] },
      ],
      TagSpecifications: [{ ResourceType: 'dhcp-options', Tags: [{ Key: 'Name', Value: 'own' }] }],
    })
    const DhcpOptionsId = idOf(DhcpOptions?.DhcpOptionsId)
    const VpcId = await newVpc()
    const ofVpc = async () => (await ec2.describeVpcs({ VpcIds: [VpcId] })).Vpcs?.[0]?.DhcpOptionsId
    expect(await ofVpc()).not.toBe(DhcpOptionsId)
    await ec2.associateDhcpOptions({ DhcpOptionsId, VpcId })
    expect(await ofVpc()).toBe(DhcpOptionsId)
    expect((await ec2.describeDhcpOptions({ Filters: [{ Name: 'tag:Name', Values: ['own'] }] })).DhcpOptions).toMatchObject([
      {
        DhcpOptionsId,
        DhcpConfigurations: [
          { Key: 'domain-name', Values: [{ Value: 'example.com' }] },
          { Key: 'domain-name-servers', Values: [{ Value: '10.0.0.6' }, { Value: '10.0.0.7' }, { Value: '2001:db8::1' }] },
        ],
      },
    ])
    expect(await refusalOf(ec2.deleteDhcpOptions({ DhcpOptionsId }))).toBe(
      `DependencyViolation: The dhcpOptions '${DhcpOptionsId}' has dependencies and cannot be deleted.`,
    )
    await ec2.associateDhcpOptions({ DhcpOptionsId: 'default', VpcId })
    expect(await ofVpc()).toBe('default')
    await ec2.deleteDhcpOptions({ DhcpOptionsId })
    expect(await refusalOf(ec2.describeDhcpOptions({ DhcpOptionsIds: [DhcpOptionsId] }))).toMatch(/^InvalidDhcpOptionID.NotFound/)
    expect(await refusalOf(ec2.deleteDhcpOptions({ DhcpOptionsId: 'default' }))).toBe(
      "InvalidDhcpOptionsId.Malformed: The dhcp-options ID 'default' is malformed",
    )
  })

  it.each([
    ['f', set('ntp-servers', 'f')],
    ['fd00::1', set('netbios-name-servers', 'fd00::1')],
    ['128', set('netbios-node-type', '128')],
    ['1,2', set('netbios-node-type', '1', '2')],
    ['10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5', set('domain-name-servers', '10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5')],
    ["empty string for 'domain-name' is not allowed", set('domain-name', '')],
    ["'139' for 'ipv6-address-preferred-lease-time' is out of bounds", set('ipv6-address-preferred-lease-time', '139')],
    ["'10m' for 'ipv6-address-preferred-lease-time' is not allowed", set('ipv6-address-preferred-lease-time', '10m')],
  ])('has no value %s', async (value, ask) => {
    expect(await refusalOf(ec2.createDhcpOptions(ask))).toBe(
      `InvalidParameterValue: Value (${value}) for parameter value is invalid. Invalid DHCP option value.`,
    )
  })

  it('has types of nodes that are any byte, and the values of an option that is named twice together', async () => {
    const twice = [...set('domain-name', 'a.invalid').DhcpConfigurations, ...set('netbios-node-type', '-128').DhcpConfigurations]
    const { DhcpOptions } = await ec2.createDhcpOptions({ DhcpConfigurations: [...twice, { Key: 'domain-name', Values: ['b.invalid'] }] })
    expect(DhcpOptions?.DhcpConfigurations).toEqual([
      { Key: 'domain-name', Values: [{ Value: 'a.invalid' }, { Value: 'b.invalid' }] },
      { Key: 'netbios-node-type', Values: [{ Value: '-128' }] },
    ])
    const DhcpOptionsId = 'dopt-00000000000000000'
    for (const DryRun of [false, true])
      expect(await refusalOf(ec2.deleteDhcpOptions({ DhcpOptionsId, DryRun }))).toBe(
        `InvalidDhcpOptionsID.NotFound: The dhcpOptions ID '${DhcpOptionsId}' does not exist`,
      )
    expect(await refusalOf(ec2.associateDhcpOptions({ DhcpOptionsId: 'none', VpcId: await newVpc() }))).toBe(
      'InvalidDhcpOptionsId.Malformed: Invalid id: "none" (expecting "dopt-...")',
    )
  })
})

describe('a security group', () => {
  const port = (FromPort: number, CidrIp: string) => ({ IpProtocol: 'tcp', FromPort, ToPort: FromPort, IpRanges: [{ CidrIp }] })

  it('keeps one rule a peer, with host bits dropped, and shows them as permissions and as rules', async () => {
    const GroupId = await newGroup(await newVpc())
    const { SecurityGroupRules } = await ec2.authorizeSecurityGroupIngress({
      GroupId,
      IpPermissions: [
        {
          IpProtocol: '6',
          FromPort: 5432,
          ToPort: 5432,
          IpRanges: [{ CidrIp: '203.0.113.7/24', Description: 'vendor' }, { CidrIp: '198.51.100.0/24' }],
        },
      ],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'team', Value: 'data' }] }],
    })
    expect(SecurityGroupRules).toMatchObject([
      { IpProtocol: 'tcp', CidrIpv4: '203.0.113.0/24', Description: 'vendor', Tags: [{ Key: 'team', Value: 'data' }] },
      { CidrIpv4: '198.51.100.0/24' },
    ])
    const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupIds: [GroupId] })
    expect(SecurityGroups?.[0]?.IpPermissions).toMatchObject([
      { FromPort: 5432, IpRanges: [{ CidrIp: '203.0.113.0/24' }, { CidrIp: '198.51.100.0/24' }] },
    ])
    const SecurityGroupRuleId = SecurityGroupRules?.[0]?.SecurityGroupRuleId
    await ec2.modifySecurityGroupRules({
      GroupId,
      SecurityGroupRules: [
        { SecurityGroupRuleId, SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 1, ToPort: 2, CidrIpv4: '0.0.0.0/0' } },
      ],
    })
    const described = await ec2.describeSecurityGroupRules({
      Filters: [
        { Name: 'group-id', Values: [GroupId] },
        { Name: 'tag:team', Values: ['data'] },
      ],
    })
    expect(described.SecurityGroupRules?.map(({ FromPort }) => FromPort)).toEqual([1, 5432])
    await ec2.revokeSecurityGroupIngress({ GroupId, SecurityGroupRuleIds: [SecurityGroupRuleId ?? ''] })
    await ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: [port(5432, '198.51.100.9/24')] })
    expect((await ec2.describeSecurityGroups({ GroupIds: [GroupId] })).SecurityGroups?.[0]?.IpPermissions).toEqual([])
  })

  it('refuses a rule twice, ports that are none, blocks that are none, and a sixty-first rule, in the words of AWS', async () => {
    const GroupId = await newGroup(await newVpc())
    const allow = (permission: object) => refusalOf(ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: [permission] }))
    expect(await allow(port(22, '0.0.0.0/0'))).toBe('accepted')
    expect(await allow(port(22, '0.0.0.0/0'))).toBe(
      'InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW" already exists',
    )
    expect(await allow(port(70000, '0.0.0.0/0'))).toBe('InvalidParameterValue: TCP/UDP port (70000) out of range')
    expect(await allow({ ...port(443, '0.0.0.0/0'), ToPort: 80 })).toBe('InvalidParameterValue: Invalid TCP/UDP port range (443:80)')
    expect(await allow(port(22, '203.0.113.7'))).toBe('InvalidParameterValue: CIDR block 203.0.113.7 is malformed')
    expect(await allow({ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] })).toMatch(
      'Must specify both from and to ports with TCP/UDP.',
    )
    expect(await allow({ ...port(22, ''), IpRanges: [] })).toMatch(/^MissingParameter: /)
    const many = Array.from({ length: 60 }, (_, index) => ({ CidrIp: `192.0.2.${index}/32` }))
    expect(await allow({ IpProtocol: 'udp', FromPort: 1, ToPort: 1, IpRanges: many })).toBe(
      'RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.',
    )
    expect(await allow({ IpProtocol: 'udp', FromPort: 1, ToPort: 1, IpRanges: many.slice(1) })).toBe('accepted')
  })

  it('stays while another refers to it, has a name that is its own in the VPC, and the default one always stays', async () => {
    const vpc = await newVpc()
    const [one, other] = [await newGroup(vpc, 'one'), await newGroup(vpc, 'other')]
    await ec2.authorizeSecurityGroupIngress({ GroupId: other, IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: one }] }] })
    expect(await refusalOf(ec2.deleteSecurityGroup({ GroupId: one }))).toBe(`DependencyViolation: resource ${one} has a dependent object`)
    expect(await refusalOf(newGroup(vpc, 'one'))).toBe(`InvalidGroup.Duplicate: The security group 'one' already exists for VPC '${vpc}'`)
    const foreign = await newGroup(await newVpc())
    expect(
      await refusalOf(
        ec2.authorizeSecurityGroupIngress({
          GroupId: other,
          IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: foreign }] }],
        }),
      ),
    ).toBe('InvalidGroup.NotFound: You have specified two resources that belong to different networks.')
    const { SecurityGroups } = await ec2.describeSecurityGroups({
      Filters: [...inVpc(vpc).Filters, { Name: 'group-name', Values: ['default'] }],
    })
    const id = idOf(SecurityGroups?.[0]?.GroupId)
    expect(await refusalOf(ec2.deleteSecurityGroup({ GroupId: id }))).toBe(
      `CannotDelete: the specified group: "${id}" name: "default" cannot be deleted by a user`,
    )
    expect(await refusalOf(ec2.createSecurityGroup({ GroupName: 'x', Description: 'x' }))).toBe(
      'VPCIdNotSpecified: No default VPC for this user',
    )
  })
})

describe('network ACLs, routes and gateways', () => {
  it('an ACL has a number once a direction, and a subnet has one ACL', async () => {
    const VpcId = await newVpc()
    const subnet = await newSubnet(VpcId)
    const NetworkAclId = idOf((await ec2.createNetworkAcl({ VpcId })).NetworkAcl?.NetworkAclId)
    const entry = {
      NetworkAclId,
      RuleNumber: 100,
      Protocol: '6',
      RuleAction: 'allow',
      CidrBlock: '10.0.0.0/8',
      PortRange: { From: 443, To: 443 },
    } as const
    await ec2.createNetworkAclEntry({ ...entry, Egress: false })
    await ec2.createNetworkAclEntry({ ...entry, Egress: true })
    await ec2.createNetworkAclEntry({ ...entry, Egress: true })
    expect(await refusalOf(ec2.createNetworkAclEntry({ ...entry, Egress: true, RuleAction: 'deny' }))).toBe(
      'NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.',
    )
    await ec2.replaceNetworkAclEntry({ ...entry, Egress: true, RuleAction: 'deny' })
    const { NetworkAcls } = await ec2.describeNetworkAcls({ Filters: [{ Name: 'association.subnet-id', Values: [subnet] }] })
    const AssociationId = idOf(NetworkAcls?.[0]?.Associations?.[0]?.NetworkAclAssociationId)
    await ec2.replaceNetworkAclAssociation({ NetworkAclId, AssociationId })
    const { NetworkAcls: own } = await ec2.describeNetworkAcls({ NetworkAclIds: [NetworkAclId] })
    expect(own?.[0]).toMatchObject({
      Associations: [{ SubnetId: subnet }],
      Entries: [{ Egress: true, RuleAction: 'deny' }, {}, { Egress: false }, {}],
    })
    expect(await refusalOf(ec2.deleteNetworkAcl({ NetworkAclId }))).toMatch(/^DependencyViolation/)
    expect(await refusalOf(ec2.deleteNetworkAclEntry({ NetworkAclId, RuleNumber: 7, Egress: false }))).toBe(
      `InvalidNetworkAclEntry.NotFound: no ingress entry with number 7 in network ACL ${NetworkAclId}`,
    )
  })

  it('a route needs a target that is attached, and is a blackhole once that is gone', async () => {
    const VpcId = await newVpc()
    const InternetGatewayId = idOf((await ec2.createInternetGateway({})).InternetGateway?.InternetGatewayId)
    const RouteTableId = idOf((await ec2.createRouteTable({ VpcId })).RouteTable?.RouteTableId)
    const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId }
    expect(await refusalOf(ec2.createRoute(route))).toMatch('belong to different networks')
    await ec2.attachInternetGateway({ InternetGatewayId, VpcId })
    const both = { ...route, DestinationIpv6CidrBlock: '::/0' }
    const one =
      /^InvalidParameterCombination: The request must contain exactly one of: destinationCidrBlock, destinationIpv6CidrBlock, dest/
    expect(await refusalOf(ec2.createRoute(both))).toMatch(one)
    expect(await refusalOf(ec2.deleteRoute(both))).toMatch(one)
    expect(await refusalOf(ec2.createRoute({ ...route, GatewayId: undefined }))).toMatch(
      /^MissingParameter: The request must contain exactly one of gatewayId, .*, coreNetworkArn or instanceId$/,
    )
    const local = { RouteTableId, DestinationCidrBlock: '10.0.0.0/16' }
    expect(await refusalOf(ec2.replaceRoute({ ...local, GatewayId: InternetGatewayId }))).toMatch('equal to or more specific than')
    expect(await refusalOf(ec2.replaceRoute({ ...local, LocalTarget: false }))).toMatch(/instanceId, or must have localTarget set to true$/)
    await ec2.replaceRoute({ ...local, LocalTarget: true })
    expect(await refusalOf(ec2.replaceRoute({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', LocalTarget: true }))).toBe(
      'InvalidParameterValue: local-target only allowed with network local destination CIDRs',
    )
    expect(await refusalOf(ec2.createRoute({ ...route, GatewayId: 'local' }))).toMatch("The gateway ID 'local' does not exist")
    await ec2.createRoute(route)
    expect(await refusalOf(ec2.createRoute(route))).toBe('RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.')
    const SubnetId = await newSubnet(VpcId)
    const { AssociationId } = await ec2.associateRouteTable({ RouteTableId, SubnetId })
    const { RouteTables } = await ec2.describeRouteTables({ Filters: [{ Name: 'association.subnet-id', Values: [SubnetId] }] })
    expect(RouteTables?.[0]?.Routes?.[1]).toMatchObject({ GatewayId: InternetGatewayId, State: 'active' })
    await ec2.detachInternetGateway({ InternetGatewayId, VpcId })
    const after = await ec2.describeRouteTables({ RouteTableIds: [RouteTableId] })
    expect(after.RouteTables?.[0]?.Routes?.[1]).toMatchObject({ State: 'blackhole' })
    expect(await refusalOf(ec2.deleteRouteTable({ RouteTableId }))).toBe(
      `DependencyViolation: The routeTable '${RouteTableId}' has dependencies and cannot be deleted.`,
    )
    await ec2.disassociateRouteTable({ AssociationId: idOf(AssociationId) })
    await ec2.deleteRouteTable({ RouteTableId })
  })

  it('a NAT gateway takes an address, an interface of its own, and gives both back', async () => {
    const VpcId = await newVpc()
    const SubnetId = await newSubnet(VpcId)
    const { AllocationId, PublicIp } = await ec2.allocateAddress({ Domain: 'vpc' })
    expect(await refusalOf(ec2.createNatGateway({ SubnetId, AllocationId }))).toBe(
      `Gateway.NotAttached: Network ${VpcId} has no Internet gateway attached`,
    )
    const InternetGatewayId = idOf((await ec2.createInternetGateway({})).InternetGateway?.InternetGatewayId)
    await ec2.attachInternetGateway({ InternetGatewayId, VpcId })
    const NatGatewayId = idOf((await ec2.createNatGateway({ SubnetId, AllocationId })).NatGateway?.NatGatewayId)
    const { NatGateways } = await ec2.describeNatGateways({ Filter: [{ Name: 'state', Values: ['available'] }] })
    expect(NatGateways?.[0]).toMatchObject({ NatGatewayId, NatGatewayAddresses: [{ PublicIp, PrivateIp: '10.0.1.4' }] })
    expect(await refusalOf(ec2.releaseAddress({ AllocationId }))).toBe(`InvalidIPAddress.InUse: Address ${PublicIp} is in use.`)
    expect(await refusalOf(ec2.detachInternetGateway({ InternetGatewayId, VpcId }))).toMatch('has some mapped public address(es)')
    await ec2.deleteNatGateway({ NatGatewayId })
    await ec2.releaseAddress({ AllocationId })
    await ec2.deleteSubnet({ SubnetId })
  })

  it('a VPN gateway without tags tells so when it is described alone', async () => {
    const { VpnGateway } = await ec2.createVpnGateway({ Type: 'ipsec.1' })
    expect(VpnGateway?.Tags).toBeUndefined()
    const { VpnGateways } = await ec2.describeVpnGateways({ VpnGatewayIds: [idOf(VpnGateway?.VpnGatewayId)] })
    expect(VpnGateways).toMatchObject([{ AmazonSideAsn: 64512, Tags: [] }])
  })

  it('peered VPCs of two accounts refer to each other’s groups, until the peering ends', async () => {
    const theirs = rootEc2(sandbox, vendor)
    const [VpcId, PeerVpcId] = [await newVpc(), await newVpc('10.9.0.0/16', theirs)]
    const { VpcPeeringConnection } = await ec2.createVpcPeeringConnection({ VpcId, PeerVpcId, PeerOwnerId: vendor })
    const VpcPeeringConnectionId = idOf(VpcPeeringConnection?.VpcPeeringConnectionId)
    expect(await refusalOf(ec2.acceptVpcPeeringConnection({ VpcPeeringConnectionId }))).toMatch(/^OperationNotPermitted/)
    const sides = async () => {
      const found = await ec2.describeVpcPeeringConnections({ VpcPeeringConnectionIds: [VpcPeeringConnectionId] })
      return [found.VpcPeeringConnections?.[0]?.RequesterVpcInfo, found.VpcPeeringConnections?.[0]?.AccepterVpcInfo]
    }
    const PeeringOptions = expect.objectContaining({ AllowDnsResolutionFromRemoteVpc: false })
    const requester = expect.objectContaining({ CidrBlock: '10.0.0.0/16', PeeringOptions })
    const stranger = { OwnerId: vendor, Region: 'us-east-1', VpcId: PeerVpcId }
    expect(await sides()).toEqual([requester, stranger])
    await theirs.acceptVpcPeeringConnection({ VpcPeeringConnectionId })
    expect(await sides()).toEqual([requester, expect.objectContaining({ ...stranger, CidrBlock: '10.9.0.0/16', PeeringOptions })])
    const { SecurityGroups } = await theirs.describeSecurityGroups(inVpc(PeerVpcId))
    const peer = idOf(SecurityGroups?.[0]?.GroupId)
    const GroupId = await newGroup(VpcId)
    await ec2.authorizeSecurityGroupIngress({
      GroupId,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: peer, UserId: vendor }] }],
    })
    expect((await ec2.describeStaleSecurityGroups({ VpcId })).StaleSecurityGroupSet).toEqual([])
    await theirs.deleteVpcPeeringConnection({ VpcPeeringConnectionId })
    expect((await ec2.describeStaleSecurityGroups({ VpcId })).StaleSecurityGroupSet).toMatchObject([{ GroupId }])
    const { VpcPeeringConnections } = await ec2.describeVpcPeeringConnections({ VpcPeeringConnectionIds: [VpcPeeringConnectionId] })
    expect(VpcPeeringConnections?.[0]?.Status).toEqual({ Code: 'deleted', Message: `Deleted by ${vendor}` })
  })
})

describe('endpoints', () => {
  it('a gateway endpoint puts the addresses of its service into the tables, and takes them out again', async () => {
    const VpcId = await newVpc()
    const { RouteTables } = await ec2.describeRouteTables(inVpc(VpcId))
    const RouteTableIds = [idOf(RouteTables?.[0]?.RouteTableId)]
    const ServiceName = 'com.amazonaws.us-east-1.s3'
    const { VpcEndpoint } = await ec2.createVpcEndpoint({ VpcId, ServiceName, RouteTableIds })
    expect(JSON.parse(VpcEndpoint?.PolicyDocument ?? '')).toMatchObject({ Statement: [{ Effect: 'Allow', Principal: '*' }] })
    const routes = async () => (await ec2.describeRouteTables({ RouteTableIds })).RouteTables?.[0]?.Routes?.slice(1)
    const { PrefixLists } = await ec2.describePrefixLists({ Filters: [{ Name: 'prefix-list-name', Values: ['*.s3'] }] })
    expect(await routes()).toMatchObject([
      { DestinationPrefixListId: PrefixLists?.[0]?.PrefixListId, GatewayId: VpcEndpoint?.VpcEndpointId },
    ])
    expect(await refusalOf(ec2.createVpcEndpoint({ VpcId, ServiceName, RouteTableIds }))).toMatch(/^RouteAlreadyExists/)
    await ec2.deleteVpcEndpoints({ VpcEndpointIds: [idOf(VpcEndpoint?.VpcEndpointId)] })
    expect(await routes()).toEqual([])
  })

  it('an interface endpoint to somebody’s service waits for its acceptance, and only for whom it is offered to', async () => {
    const theirs = rootEc2(sandbox, vendor)
    const load = 'arn:aws:elasticloadbalancing:us-east-1:444455556666:loadbalancer/net/db/1'
    const { ServiceConfiguration } = await theirs.createVpcEndpointServiceConfiguration({ NetworkLoadBalancerArns: [load] })
    const { ServiceId, ServiceName } = ServiceConfiguration ?? {}
    const VpcId = await newVpc()
    const SubnetIds = [await newSubnet(VpcId)]
    const ask = () => ec2.createVpcEndpoint({ VpcId, ServiceName, VpcEndpointType: 'Interface', SubnetIds, PrivateDnsEnabled: false })
    expect(await refusalOf(ask())).toBe(`InvalidServiceName: The Vpc Endpoint Service '${ServiceName}' does not exist`)
    await theirs.modifyVpcEndpointServicePermissions({ ServiceId, AddAllowedPrincipals: [`arn:aws:iam::${customer}:root`] })
    const { VpcEndpoint } = await ask()
    expect(VpcEndpoint).toMatchObject({ State: 'pendingAcceptance', NetworkInterfaceIds: [expect.stringMatching(/^eni-/)] })
    const VpcEndpointIds = [idOf(VpcEndpoint?.VpcEndpointId)]
    expect((await theirs.describeVpcEndpointConnections({})).VpcEndpointConnections).toMatchObject([{ VpcEndpointOwner: customer }])
    await theirs.acceptVpcEndpointConnections({ ServiceId, VpcEndpointIds })
    expect((await ec2.describeVpcEndpoints({ VpcEndpointIds })).VpcEndpoints?.[0]?.State).toBe('available')
    expect(await refusalOf(ec2.deleteNetworkInterface({ NetworkInterfaceId: VpcEndpoint?.NetworkInterfaceIds?.[0] }))).toMatch(
      'is currently in use',
    )
    await ec2.deleteVpcEndpoints({ VpcEndpointIds })
    expect((await ec2.describeNetworkInterfaces(inVpc(VpcId))).NetworkInterfaces).toEqual([])
  })

  it('private DNS needs the VPC’s own names', async () => {
    const VpcId = await newVpc()
    const ask = { VpcId, ServiceName: 'com.amazonaws.us-east-1.sts', VpcEndpointType: 'Interface' } as const
    expect(await refusalOf(ec2.createVpcEndpoint(ask))).toBe(
      `InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${VpcId}`,
    )
  })

  it('a prefix list has versions, and refuses changes of another one', async () => {
    const { PrefixList } = await ec2.createManagedPrefixList({
      PrefixListName: 'vendor',
      AddressFamily: 'IPv4',
      MaxEntries: 3,
      Entries: [{ Cidr: '203.0.113.0/24' }],
    })
    const PrefixListId = idOf(PrefixList?.PrefixListId)
    await ec2.modifyManagedPrefixList({ PrefixListId, CurrentVersion: 1, AddEntries: [{ Cidr: '198.51.100.0/24' }] })
    expect(await refusalOf(ec2.modifyManagedPrefixList({ PrefixListId, CurrentVersion: 1, AddEntries: [{ Cidr: '192.0.2.0/24' }] }))).toBe(
      'PrefixListVersionMismatch: The prefix list has the incorrect version number.',
    )
    const { Entries } = await ec2.getManagedPrefixListEntries({ PrefixListId })
    expect(Entries?.map(({ Cidr }) => Cidr)).toEqual(['203.0.113.0/24', '198.51.100.0/24'])
    expect((await ec2.getManagedPrefixListEntries({ PrefixListId, TargetVersion: 1 })).Entries).toHaveLength(1)
    expect((await ec2.describeManagedPrefixLists({ PrefixListIds: [PrefixListId] })).PrefixLists).toMatchObject([
      { State: 'modify-complete' },
    ])
  })

  it('a prefix list that a rule or a route refers to outlives its deletion, which has failed', async () => {
    const { PrefixList } = await ec2.createManagedPrefixList({ PrefixListName: 'used', AddressFamily: 'IPv4', MaxEntries: 1 })
    const PrefixListId = idOf(PrefixList?.PrefixListId)
    const VpcId = await newVpc()
    const GroupId = await newGroup(VpcId)
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds: [{ PrefixListId }] }]
    await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions })
    const { RouteTables } = await ec2.describeRouteTables(inVpc(VpcId))
    const RouteTableId = idOf(RouteTables?.[0]?.RouteTableId)
    const { InternetGateway } = await ec2.createInternetGateway({})
    const GatewayId = idOf(InternetGateway?.InternetGatewayId)
    await ec2.attachInternetGateway({ VpcId, InternetGatewayId: GatewayId })
    await ec2.createRoute({ RouteTableId, DestinationPrefixListId: PrefixListId, GatewayId })
    const associations = async () =>
      (await ec2.getManagedPrefixListAssociations({ PrefixListId })).PrefixListAssociations?.map(({ ResourceId }) => ResourceId)
    const remove = async () => (await ec2.deleteManagedPrefixList({ PrefixListId })).PrefixList?.State
    const describeList = async () => (await ec2.describeManagedPrefixLists({ PrefixListIds: [PrefixListId] })).PrefixLists?.[0]?.State
    expect(await associations()).toEqual([GroupId, RouteTableId])
    expect([await remove(), await describeList()]).toEqual(['delete-in-progress', 'delete-failed'])
    await ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions })
    expect([await associations(), await remove(), await describeList()]).toEqual([[RouteTableId], 'delete-in-progress', 'delete-failed'])
    await ec2.deleteRoute({ RouteTableId, DestinationPrefixListId: PrefixListId })
    expect(await remove()).toBe('delete-in-progress')
    expect(await refusalOf(describeList())).toMatch(/^InvalidPrefixListID.NotFound/)
  })
})

describe('requests', () => {
  it('a filter that does not exist is refused; pages follow each other', async () => {
    expect(await refusalOf(ec2.describeVpcs({ Filters: [{ Name: 'colour', Values: ['red'] }] }))).toBe(
      "InvalidParameterValue: The filter 'colour' is invalid",
    )
    for (let index = 0; index < 6; index += 1) await newVpc()
    const seen: (string | undefined)[] = []
    let NextToken: string | undefined
    do {
      const page = await ec2.describeVpcs({ MaxResults: 5, NextToken })
      seen.push(...(page.Vpcs ?? []).map(({ VpcId }) => VpcId))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(seen).toEqual((await ec2.describeVpcs({})).Vpcs?.map(({ VpcId }) => VpcId))
    expect(new Set(seen).size).toBe(seen.length)
    expect(await refusalOf(ec2.describeVpcs({ MaxResults: 4 }))).toMatch('Expecting a value greater than 5')
    expect(await refusalOf(ec2.describeVpcs({ NextToken: 'x' }))).toBe(
      'InvalidParameterValue: Value ( x ) for parameter NextToken is invalid. The token is invalid.',
    )
    expect(await refusalOf(ec2.describeVpcs({ VpcIds: [await newVpc()], MaxResults: 5 }))).toBe(
      'InvalidParameterCombination: The parameter VpcIds cannot be used with the parameter MaxResults',
    )
  })

  it('are answered with what AWS was recorded to add and to leave out', async () => {
    const { Vpc } = await ec2.createVpc({ CidrBlock: '10.9.8.7/16' })
    expect(Vpc).toMatchObject({ CidrBlock: '10.9.0.0/16', State: 'pending', Ipv6CidrBlockAssociationSet: [] })
    expect(Vpc).not.toHaveProperty('BlockPublicAccessStates')
    const VpcId = idOf(Vpc?.VpcId)
    const [described] = (await ec2.describeVpcs({ VpcIds: [VpcId] })).Vpcs ?? []
    expect(described).toMatchObject({ State: 'available', BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' } })
    expect(await refusalOf(ec2.describeVpcs({ VpcIds: ['vpc-none'] }))).toBe("InvalidVpcID.NotFound: The vpc ID 'vpc-none' does not exist")
    expect((await ec2.createRouteTable({ VpcId })).ClientToken).toMatch(/^[0-9a-f-]{36}$/)
    const { NetworkAcl, ClientToken } = await ec2.createNetworkAcl({ VpcId, ClientToken: 'mine' })
    expect([NetworkAcl?.Entries?.[0], ClientToken]).toMatchObject([{ IcmpTypeCode: {}, PortRange: {}, RuleNumber: 32767 }, 'mine'])
    const [group] = (await ec2.describeSecurityGroups({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] })).SecurityGroups ?? []
    expect(group).not.toHaveProperty('Tags')
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }]
    const { SecurityGroupRules } = await ec2.authorizeSecurityGroupIngress({ GroupId: group?.GroupId, IpPermissions })
    expect(SecurityGroupRules?.[0]).not.toHaveProperty('Tags')
  })

  it('the same token brings the same resource, and is refused with other parameters', async () => {
    const ask = { AddressFamily: 'IPv4', MaxEntries: 1, ClientToken: 'one' }
    const [first, again] = [
      await ec2.createManagedPrefixList({ ...ask, PrefixListName: 'a' }),
      await ec2.createManagedPrefixList({ ...ask, PrefixListName: 'a' }),
    ]
    expect(again.PrefixList?.PrefixListId).toBe(first.PrefixList?.PrefixListId)
    expect(await refusalOf(ec2.createManagedPrefixList({ ...ask, PrefixListName: 'b' }))).toMatch(/^IdempotentParameterMismatch/)
  })

  it('tags are set, found, and removed', async () => {
    const id = await newVpc()
    await ec2.createTags({
      Resources: [id],
      Tags: [
        { Key: 'Name', Value: 'lake' },
        { Key: 'team', Value: 'data' },
      ],
    })
    await ec2.deleteTags({ Resources: [id], Tags: [{ Key: 'team' }, { Key: 'Name', Value: 'other' }] })
    expect((await ec2.describeTags({ Filters: [{ Name: 'resource-id', Values: [id] }] })).Tags).toEqual([
      { ResourceId: id, ResourceType: 'vpc', Key: 'Name', Value: 'lake' },
    ])
    expect(await refusalOf(ec2.createTags({ Resources: [id], Tags: [{ Key: 'aws:x', Value: 'y' }] }))).toMatch(/^InvalidParameterValue/)
  })

  it('what the sandbox does not do is named, and what EC2 does not have is refused', async () => {
    expect(await refusalOf(ec2.runInstances({ MinCount: 1, MaxCount: 1 }))).toMatch('RunInstances is not implemented')
    expect(await refusalOf(ec2.describeVpcs({ VpcIds: ['nonsense'] }))).toBe(
      'InvalidVpcID.Malformed: Invalid id: "nonsense" (expecting "vpc-...")',
    )
    const wrong = rootEc2(sandbox, customer)
    wrong.config.credentials = async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' })
    expect(await refusalOf(wrong.describeVpcs({}))).toBe('AuthFailure: AWS was not able to validate the provided access credentials')
  })

  it('Regions are apart', async () => {
    const id = await newVpc()
    expect(await refusalOf(rootEc2(sandbox, customer, 'eu-west-1').describeVpcs({ VpcIds: [id] }))).toMatch(/^InvalidVpcID.NotFound/)
    const { AvailabilityZones } = await rootEc2(sandbox, customer, 'eu-west-1').describeAvailabilityZones({})
    expect(AvailabilityZones?.map(({ ZoneName, ZoneId }) => [ZoneName, ZoneId])[0]).toEqual(['eu-west-1a', 'euw1-az1'])
  })
})

describe('permissions', () => {
  it('whoever is denied learns why, and an administrator decodes the rest', async () => {
    const VpcId = await newVpc()
    const mallory = await userEc2(sandbox, customer, 'mallory')
    const arn = `arn:aws:iam::${customer}:user/mallory`
    expect(await refusalOf(mallory.describeVpcs({}))).toBe(
      `UnauthorizedOperation: You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action.`,
    )
    const refused = await refusalOf(mallory.deleteVpc({ VpcId }))
    expect(refused).toMatch(
      `on resource: arn:aws:ec2:us-east-1:${customer}:vpc/${VpcId} because no identity-based policy allows the ec2:DeleteVpc action`,
    )
    const [, EncodedMessage = ''] = /failure message: (\S+)$/.exec(refused) ?? []
    const { DecodedMessage } = await rootClients(sandbox, customer).sts.decodeAuthorizationMessage({ EncodedMessage })
    expect(JSON.parse(DecodedMessage ?? '')).toMatchObject({
      allowed: false,
      explicitDeny: false,
      context: { principal: { name: 'mallory' }, action: 'ec2:DeleteVpc' },
    })
    expect(await refusalOf(mallory.deleteVpc({ VpcId: 'vpc-00000000000000000' }))).toMatch(/^UnauthorizedOperation/)
  })

  it('a dry run tells whether the request would be permitted, and does nothing', async () => {
    const CidrBlock = '10.0.0.0/16'
    const maker = await userEc2(sandbox, customer, 'maker', { Action: 'ec2:CreateVpc', Resource: '*' })
    const before = (await ec2.describeVpcs({})).Vpcs?.length
    expect(await refusalOf(maker.createVpc({ CidrBlock, DryRun: true }))).toBe(
      'DryRunOperation: Request would have succeeded, but DryRun flag is set.',
    )
    const VpcId = await newVpc()
    expect(await refusalOf(maker.createSubnet({ VpcId, CidrBlock: '10.0.0.0/24', DryRun: true }))).toMatch(/^UnauthorizedOperation/)
    expect((await ec2.describeVpcs({})).Vpcs?.length).toBe((before ?? 0) + 1)
  })

  it('tags at creation need a permission of their own, which may depend on what is created', async () => {
    const TagSpecifications = [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'team', Value: 'data' }] }]
    const tagger = await userEc2(
      sandbox,
      customer,
      'tagger',
      { Action: 'ec2:CreateVpc', Resource: '*', Condition: { StringEquals: { 'aws:RequestTag/team': 'data' } } },
      { Action: 'ec2:CreateTags', Resource: '*', Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpc' } } },
    )
    const CidrBlock = '10.0.0.0/16'
    expect(await refusalOf(tagger.createVpc({ CidrBlock }))).toMatch(/^UnauthorizedOperation/)
    const { Vpc } = await tagger.createVpc({ CidrBlock, TagSpecifications })
    expect(await refusalOf(tagger.createTags({ Resources: [idOf(Vpc?.VpcId)], Tags: [{ Key: 'a', Value: 'b' }] }))).toMatch(
      'ec2:CreateTags',
    )
  })

  it('rules may be limited to the VPC and to the tags of a group', async () => {
    const VpcId = await newVpc()
    const GroupId = await newGroup(VpcId)
    const other = await newGroup(await newVpc())
    const keeper = await userEc2(
      sandbox,
      customer,
      'keeper',
      {
        Action: 'ec2:AuthorizeSecurityGroupIngress',
        Resource: '*',
        Condition: { ArnEquals: { 'ec2:Vpc': `arn:aws:ec2:us-east-1:${customer}:vpc/${VpcId}` } },
      },
      { Action: 'ec2:RevokeSecurityGroupIngress', Resource: '*', Condition: { StringEquals: { 'ec2:ResourceTag/open': 'yes' } } },
    )
    const rule = { IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] }
    expect(await refusalOf(keeper.authorizeSecurityGroupIngress({ GroupId: other, ...rule }))).toMatch(/^UnauthorizedOperation/)
    await keeper.authorizeSecurityGroupIngress({ GroupId, ...rule })
    expect(await refusalOf(keeper.revokeSecurityGroupIngress({ GroupId, ...rule }))).toMatch(/^UnauthorizedOperation/)
    await ec2.createTags({ Resources: [GroupId], Tags: [{ Key: 'open', Value: 'yes' }] })
    await keeper.revokeSecurityGroupIngress({ GroupId, ...rule })
  })

  it('every permission that was asked here is one that AWS has, on a resource that it has, with keys that it sends', () => {
    expect(new Set(asked.map(({ call }) => call.operation)).size).toBeGreaterThan(50)
    expect(strays(asked)).toEqual([])
  })
})
