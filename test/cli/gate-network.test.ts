import { describe, expect, it } from 'vitest'
import { parseJson } from '../../src/base/parse-json.ts'
import { undecidedParts } from '../../src/cli/gate/gate-alone.ts'
import { type ForeignUnits, foreignUnits, planUnits } from '../../src/cli/gate/gate-foreign.ts'
import { compareIngress } from '../../src/cli/gate/gate-ingress.ts'
import type { GateNetworks } from '../../src/cli/gate/gate-network.ts'
import { opaqueParts } from '../../src/cli/gate/gate-opaque.ts'
import type { ReadFile } from '../../src/fixture/documents.ts'
import { importFixture } from '../../src/fixture/import/import-fixture.ts'
import { newIngress } from '../../src/network/compare-ingress.ts'
import { formatNetwork } from '../../src/network/format-network.ts'
import { parseNetwork } from '../../src/network/parse-network.ts'
import { ingressText } from '../../src/report/gate-words.ts'

const place = { path: '', show: <T>(at: T): T => at }
const options = { account: '111122223333', region: 'us-east-1', parameters: new Map<string, string>() }

type Values = Readonly<Record<string, unknown>>
/** What a reference in the configuration looks like. */
const to = (...references: readonly string[]) => ({ references: references.flatMap((each) => [`${each}.id`, each]) })

interface Resource {
  readonly values: Values
  readonly unknown?: Values
  readonly written?: Values
}

const listed = (resources: Readonly<Record<string, Resource>>): object => ({
  root_module: {
    resources: Object.entries(resources).map(([address, { values }]) => {
      const [type, name] = address.split('.')
      return { address, mode: 'managed', type, name, values }
    }),
  },
})

const plan = (before: Readonly<Record<string, Resource>>, after: Readonly<Record<string, Resource>>): string =>
  JSON.stringify(
    {
      format_version: '1.2',
      terraform_version: '1.9.5',
      planned_values: listed(after),
      resource_changes: Object.entries(after).map(([address, { unknown }]) => ({ address, change: { after_unknown: unknown ?? {} } })),
      prior_state: { format_version: '1.0', values: listed(before) },
      configuration: {
        root_module: {
          resources: Object.entries(after).map(([address, { values, written }]) => ({
            address,
            expressions: written ?? Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { constant_value: value }])),
          })),
        },
      },
    },
    undefined,
    1,
  )

interface Answer {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly unknown: readonly string[]
  readonly lines: readonly number[]
}

function compare([before, after]: readonly [ForeignUnits | undefined, ForeignUnits | undefined]): Answer {
  if (before === undefined || after === undefined) throw new Error('nothing to compare')
  const networks = ({ network }: ForeignUnits): GateNetworks => new Map(network === undefined ? [] : [['', network]])
  const show = (file: string): string => file
  const changes = compareIngress(networks(before), networks(after), new Map(), show)
  const added = changes.flatMap((change) => change.added)
  expect(added.every(({ replayed }) => replayed)).toBe(true)
  const problems = [...before.problems, ...after.problems]
  expect(problems).toEqual([])
  return {
    added: added.map(ingressText),
    removed: changes.flatMap((change) => change.removed.map(ingressText)),
    unknown: [
      ...before.unknown,
      ...after.unknown,
      ...undecidedParts(networks(before), networks(after), show),
      ...opaqueParts(before.opaque, after.opaque, show),
    ].map(({ message }) => message),
    lines: added.map(({ at }) => at.start.line),
  }
}

const ofPlan = (before: Readonly<Record<string, Resource>>, after: Readonly<Record<string, Resource>>): Answer =>
  compare(planUnits(plan(before, after), 'plan.json', place, options) ?? [undefined, undefined])

const rule = (block: string, more: Values = {}): Values => ({
  cidr_blocks: [block],
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  security_groups: [],
  self: false,
  from_port: 5432,
  to_port: 5432,
  protocol: 'tcp',
  ...more,
})
const group = (...ingress: readonly Values[]): Readonly<Record<string, Resource>> => ({
  'aws_security_group.db': { values: { id: 'sg-1', name: 'db', vpc_id: 'vpc-1', ingress, egress: [] } },
})
const vpcRule = (values: Values, more: Omit<Resource, 'values'> = {}): Readonly<Record<string, Resource>> => ({
  'aws_vpc_security_group_ingress_rule.app': {
    values: { security_group_id: 'sg-1', ip_protocol: 'tcp', from_port: 5432, to_port: 5432, ...values },
    ...more,
  },
})

/** A database in a private subnet, all of it there before. */
const network = (changed: Readonly<Record<string, Resource>> = {}): Readonly<Record<string, Resource>> => ({
  'aws_vpc.main': { values: { id: 'vpc-1', cidr_block: '10.0.0.0/16' } },
  'aws_subnet.a': { values: { id: 'subnet-a', vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' } },
  'aws_internet_gateway.gw': { values: { id: 'igw-1', vpc_id: 'vpc-1' } },
  'aws_route_table.a': { values: { id: 'rtb-1', vpc_id: 'vpc-1', route: [] } },
  'aws_route_table_association.a': { values: { subnet_id: 'subnet-a', route_table_id: 'rtb-1' } },
  'aws_network_acl.a': {
    values: {
      id: 'acl-1',
      vpc_id: 'vpc-1',
      subnet_ids: ['subnet-a'],
      ingress: [{ rule_no: 100, action: 'allow', protocol: '-1', from_port: 0, to_port: 0, cidr_block: '0.0.0.0/0', ipv6_cidr_block: '' }],
      egress: [{ rule_no: 100, action: 'allow', protocol: '-1', from_port: 0, to_port: 0, cidr_block: '0.0.0.0/0', ipv6_cidr_block: '' }],
    },
  },
  ...group(rule('0.0.0.0/0')),
  'aws_instance.db': {
    values: { id: 'i-1', subnet_id: 'subnet-a', vpc_security_group_ids: ['sg-1'], private_ip: '10.0.1.9', public_ip: '203.0.113.9' },
  },
  ...changed,
})

describe('the network of a Terraform plan', () => {
  it('is the same where nothing changes', () => {
    expect(ofPlan(network(), network())).toEqual({ added: [], removed: [], unknown: [], lines: [] })
  })

  it('is reached by the interfaces that its route, its ACL and its groups let in', () => {
    const opened = {
      'aws_route_table.a': { values: { id: 'rtb-1', vpc_id: 'vpc-1', route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' }] } },
    }
    const { added, unknown } = ofPlan(network(), network(opened))
    expect([added.length, added[0], unknown]).toEqual([
      1,
      expect.stringContaining('tcp/5432 of aws_instance.db from 1.0.0.0-9.255.255.255, 11.0.0.0'),
      [],
    ])
    const closed = { values: { ...network()['aws_network_acl.a']?.values, ingress: [] } }
    expect(ofPlan(network(), network({ ...opened, 'aws_network_acl.a': closed })).added).toEqual([])
  })

  it('follows references to what is not made yet, and puts what has no address yet somewhere in its subnet', () => {
    const { 'aws_network_acl.a': _, ...made } = network({
      'aws_subnet.a': {
        values: { cidr_block: '10.0.1.0/24' },
        unknown: { id: true, vpc_id: true },
        written: { vpc_id: to('aws_vpc.main') },
      },
      'aws_instance.db': {
        values: {},
        unknown: { id: true, subnet_id: true, vpc_security_group_ids: true, private_ip: true },
        written: { subnet_id: to('aws_subnet.a'), vpc_security_group_ids: to('aws_security_group.db') },
      },
    })
    const { added, unknown } = ofPlan({}, { ...made, ...group(rule('10.0.0.0/16')) })
    expect([added, unknown]).toEqual([[expect.stringContaining('tcp/5432 of aws_instance.db from 10.0.')], []])
  })
})

describe('a security group that nothing in the plan has', () => {
  it('is told by itself, at the line of the block that it newly lets in', () => {
    const { added, removed, unknown, lines } = ofPlan(group(rule('10.0.0.0/8')), group(rule('0.0.0.0/0')))
    expect([added, removed, unknown]).toEqual([
      ['tcp/5432 of security group aws_security_group.db from 0.0.0.0-9.255.255.255, 11.0.0.0-255.255.255.255'],
      [],
      [],
    ])
    expect(lines[0]).toBeGreaterThan(1)
  })

  it.each([
    ['split', [rule('10.0.0.0/9'), rule('10.128.0.0/9')]],
    ['narrower', [rule('10.0.0.0/9')]],
    ['twice', [rule('10.0.0.0/8'), rule('10.1.0.0/16')]],
    ['by its number', [rule('10.0.0.0/8', { protocol: '6' })]],
  ])('lets in nobody new where its rule is %s', (_, rules) => {
    expect(ofPlan(group(rule('10.0.0.0/8')), group(...rules))).toMatchObject({ added: [], unknown: [] })
  })

  it('is opened by rules that are resources of their own, whatever the refreshed block shows', () => {
    const before = { ...group(rule('10.0.0.0/8')), ...vpcRule({ cidr_ipv4: '10.0.0.0/8' }) }
    const shown = { values: group(rule('10.0.0.0/8'))['aws_security_group.db']?.values ?? {}, written: { name: {} } }
    const after = { 'aws_security_group.db': shown, ...vpcRule({ cidr_ipv6: '::/0' }) }
    expect(ofPlan(before, after)).toMatchObject({
      added: ['tcp/5432 of security group aws_security_group.db from ::/0'],
      unknown: [],
    })
  })

  it('is opened to the members of a group, made here or elsewhere', () => {
    const peer = (id: string) => group(rule('10.0.0.0/8', { security_groups: [id] }))
    expect(ofPlan(group(rule('10.0.0.0/8')), peer('sg-foreign')).added).toEqual([
      'tcp/5432 of security group aws_security_group.db from members of sg-foreign',
    ])
    expect(ofPlan(peer('sg-foreign'), peer('sg-foreign')).added).toEqual([])
  })

  it('is opened by a rule for a group that is made elsewhere', () => {
    const old = { 'aws_security_group_rule.r': { values: { security_group_id: 'sg-9', type: 'ingress', ...rule('10.0.0.0/8') } } }
    const now = { 'aws_security_group_rule.r': { values: { security_group_id: 'sg-9', type: 'ingress', ...rule('10.0.0.0/7') } } }
    expect(ofPlan(old, now).added).toEqual(['tcp/5432 of security group sg-9 from 11.0.0.0/8'])
  })

  it.each<[string, Readonly<Record<string, Resource>>]>([
    [
      'a block',
      {
        'aws_security_group.db': {
          values: { name: 'db', ingress: [rule('10.0.0.0/8')] },
          unknown: { ingress: [{ cidr_blocks: [false, true] }] },
        },
      },
    ],
    ['all blocks', { 'aws_security_group.db': { values: { name: 'db' }, unknown: { ingress: true } } }],
    ['the block of a rule', vpcRule({}, { unknown: { cidr_ipv4: true }, written: { cidr_ipv4: to('data.aws_vpc.x') } })],
    [
      'the group of a rule',
      vpcRule({ security_group_id: undefined, cidr_ipv4: '10.0.0.0/8' }, { unknown: { security_group_id: true }, written: {} }),
    ],
  ])('is undecided where %s is known only after the apply', (_, after) => {
    const { unknown } = ofPlan(group(rule('10.0.0.0/8')), { ...group(rule('10.0.0.0/8')), ...after })
    expect(unknown).toEqual([expect.stringContaining('Terraform knows only after the apply')])
  })
})

describe('routes and network ACLs before what is not in the plan', () => {
  const emptySubnet = (more: Readonly<Record<string, Resource>> = {}): Readonly<Record<string, Resource>> => {
    const { 'aws_instance.db': _, ...rest } = network(more)
    return rest
  }
  const acl = (...blocks: readonly string[]): Readonly<Record<string, Resource>> => ({
    'aws_network_acl.a': {
      values: {
        ...network()['aws_network_acl.a']?.values,
        ingress: blocks.map((cidr_block, index) => ({
          rule_no: 100 + index,
          action: 'allow',
          protocol: 'tcp',
          from_port: 22,
          to_port: 22,
          cidr_block,
        })),
      },
    },
  })

  it('are told by what the ACL newly lets in', () => {
    expect(ofPlan(emptySubnet(acl('10.0.0.0/8')), emptySubnet(acl('10.0.0.0/8', '11.0.0.0/8')))).toMatchObject({
      added: ['tcp/22 of network ACL aws_network_acl.a from 11.0.0.0/8'],
      unknown: [],
    })
    expect(ofPlan(emptySubnet(acl('10.0.0.0/8')), emptySubnet(acl('10.0.0.0/9', '10.128.0.0/9'))).added).toEqual([])
  })

  it('are undecided where a route is new', () => {
    const opened = { 'aws_route.out': { values: { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' } } }
    expect(ofPlan(emptySubnet(), emptySubnet(opened)).unknown).toEqual([
      expect.stringContaining('the new route to `aws_internet_gateway.gw`'),
    ])
  })
})

describe('the network of a template', () => {
  const template = (ingress: string, more = ''): string => `
Parameters:
  Vpc: { Type: AWS::EC2::VPC::Id }
  Office: { Type: String }
Resources:
  Db:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: the database
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/8 }
        ${ingress}
${more}`
  const ofTemplates = (before: string, after: string): Answer =>
    compare([foreignUnits(before, 'before.yaml', place, options), foreignUnits(after, 'after.yaml', place, options)])

  it('has its groups in a VPC that is made elsewhere, with the place of the rule', () => {
    const after = template('- { IpProtocol: "-1", CidrIpv6: "::/0" }')
    expect(ofTemplates(template(''), after)).toEqual({
      added: [
        'tcp/0-5431 of security group Db from ::/0',
        'tcp/5432 of security group Db from ::/0',
        'tcp/5433-65535 of security group Db from ::/0',
        'udp/0-65535 of security group Db from ::/0',
      ],
      removed: [],
      unknown: [],
      lines: [13, 13, 13, 13],
    })
    expect(ofTemplates(after, after).added).toEqual([])
  })

  it('is opened by a rule of its own, to the group that a parameter names', () => {
    const rule = `
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !GetAtt Db.GroupId, IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !ImportValue bastion }`
    expect(ofTemplates(template(''), template('', rule))).toMatchObject({
      added: ['tcp/22 of security group Db from members of bastion'],
      unknown: [],
    })
  })

  it('is opened by what a template hands to one that it nests', () => {
    const nested = template('- { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Office }')
    const readFile: ReadFile = (file) => ({ found: true, file, text: nested })
    const around = (block: string): ForeignUnits | undefined => {
      const given = `Parameters: { Vpc: vpc-1, Office: ${block} }`
      const text = `Resources: { Data: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: data.yaml, ${given} } } }`
      return foreignUnits(`AWSTemplateFormatVersion: "2010-09-09"\n${text}`, 'template.yaml', place, { ...options, readFile })
    }
    expect(compare([around('10.0.0.0/8'), around('0.0.0.0/0')])).toMatchObject({
      added: ['tcp/22 of security group Data-Db from 0.0.0.0-9.255.255.255, 11.0.0.0-255.255.255.255'],
      unknown: [],
      lines: [13],
    })
  })

  it('is undecided where a block is a parameter without a value', () => {
    const { unknown } = ofTemplates(template(''), template('- { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Office }'))
    expect(unknown).toEqual(['the parameter `Office` has no default'])
  })

  it('is reached by its interfaces and load balancers where route, ACL and group let in', () => {
    const whole = (gateway: string): string => `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 } }
  Gateway: { Type: AWS::EC2::InternetGateway }
  Attached: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway } }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  InSubnet: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Table } }
  ${gateway}
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties: { VpcId: !Ref Vpc, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 203.0.113.0/24 }] }
  Server: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Web] } }
  Address: { Type: AWS::EC2::EIP, Properties: { InstanceId: !Ref Server } }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [!Ref Subnet], SecurityGroups: [!Ref Web] } }
`
    const route =
      'Out: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway } }'
    expect(ofTemplates(whole(''), whole(route))).toMatchObject({
      added: ['tcp/443 of Server from 203.0.113.0/24', 'tcp/443 of Balancer in Subnet from 203.0.113.0/24'],
      unknown: [],
    })
    const listener = 'Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { Port: 80, LoadBalancerArn: !Ref Balancer } }'
    expect(ofTemplates(whole(''), whole(listener)).unknown).toEqual([expect.stringContaining('`Listener` is of the type')])
  })
})

describe('a load balancer', () => {
  const route = { cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' }
  const balanced = (internal: boolean, more: Readonly<Record<string, Resource>> = {}): Readonly<Record<string, Resource>> => ({
    ...network({ 'aws_route_table.a': { values: { id: 'rtb-1', vpc_id: 'vpc-1', route: [route] } } }),
    'aws_lb.web': {
      values: { id: 'lb-1', internal, load_balancer_type: 'application', security_groups: ['sg-1'], subnets: ['subnet-a'] },
    },
    ...more,
  })

  it('is reached as its groups say, from the internet where it faces that', () => {
    expect(ofPlan(balanced(true), balanced(true))).toEqual({ added: [], removed: [], unknown: [], lines: [] })
    const { added, unknown } = ofPlan(balanced(true), balanced(false))
    expect(unknown).toEqual([])
    expect(added.join()).toContain('tcp/5432 of aws_lb.web in aws_subnet.a')
  })

  it.each<[string, string, Values]>([
    ['aws_lb_listener.web', 'aws_lb_listener', { load_balancer_arn: 'lb-1', port: 443 }],
    ['aws_ec2_transit_gateway_route.all', 'aws_ec2_transit_gateway_route', { destination_cidr_block: '0.0.0.0/0' }],
    ['aws_lb.pass', 'aws_lb', { load_balancer_type: 'network', subnets: ['subnet-a'] }],
    ['aws_vpc_endpoint.secrets', 'aws_vpc_endpoint', { vpc_endpoint_type: 'Interface', vpc_id: 'vpc-1' }],
  ])('is undecided where %s is new, and only there', (address, type, values) => {
    const more = { [address]: { values } }
    expect(ofPlan(balanced(true, more), balanced(true, more)).unknown).toEqual([])
    expect(ofPlan(balanced(true), balanced(true, more)).unknown).toEqual([
      `\`${address}\` is of the type \`${type}\`, which is not read, and it changed: what it lets through is not compared`,
    ])
  })
})

it('a peering connection lets in the other VPC where a route and the groups do', () => {
  const peered = (more: readonly Values[]): Readonly<Record<string, Resource>> => ({
    ...network({
      ...group(rule('172.16.0.0/12')),
      'aws_route_table.a': { values: { id: 'rtb-1', vpc_id: 'vpc-1', route: more } },
    }),
    'aws_vpc_peering_connection.other': { values: { id: 'pcx-1', vpc_id: 'vpc-1', peer_vpc_id: 'vpc-2' } },
    'aws_vpc.other': { values: { id: 'vpc-2', cidr_block: '172.16.0.0/16' } },
    'aws_subnet.other': { values: { id: 'subnet-o', vpc_id: 'vpc-2', cidr_block: '172.16.1.0/24' } },
    'aws_route_table.other': {
      values: { id: 'rtb-2', vpc_id: 'vpc-2', route: [{ cidr_block: '10.0.0.0/16', vpc_peering_connection_id: 'pcx-1' }] },
    },
    'aws_route_table_association.other': { values: { subnet_id: 'subnet-o', route_table_id: 'rtb-2' } },
    'aws_instance.app': {
      values: { id: 'i-2', subnet_id: 'subnet-o', vpc_security_group_ids: ['sg-2'], private_ip: '172.16.1.7' },
    },
    'aws_security_group.app': {
      values: {
        id: 'sg-2',
        name: 'app',
        vpc_id: 'vpc-2',
        ingress: [],
        egress: [rule('0.0.0.0/0', { from_port: 0, to_port: 0, protocol: '-1' })],
      },
    },
  })
  const { added } = ofPlan(peered([]), peered([{ cidr_block: '172.16.0.0/16', vpc_peering_connection_id: 'pcx-1' }]))
  expect(added.join()).toContain('tcp/5432 of aws_instance.db')
})

it('the network is written as one of a fixture, and is reached by the same there', () => {
  const imported = importFixture(plan({}, network()), 'plan.json', options)
  const found = imported.ok ? imported.value.network?.network : undefined
  if (found === undefined) throw new Error('no network')
  const { text, lost } = formatNetwork(found)
  const tree = parseJson(JSON.stringify(text), 'network.json')
  const again = tree.ok ? parseNetwork(tree.value) : tree
  if (!again.ok) throw new Error(again.error.map(({ message }) => message).join())
  expect([lost, newIngress(found, again.value), newIngress(again.value, found)]).toEqual([[], [], []])
})

it('a file of another kind has no network', () => {
  const role = { 'aws_iam_user.u': { values: { name: 'u' } } }
  expect(foreignUnits(plan(role, role), 'plan.json', place, options)?.network).toBeUndefined()
})
