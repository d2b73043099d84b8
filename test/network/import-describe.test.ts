import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCidr } from '../../src/base/cidr.ts'
import { parseJson } from '../../src/base/parse-json.ts'
import { admits } from '../../src/network/admits.ts'
import { importDescribe } from '../../src/network/import-describe.ts'
import type { Network } from '../../src/network/network.ts'
import { ask, codesOf, flowOf, networkOf } from './networks.ts'

const documentOf = (file: string, value: unknown) => {
  const tree = parseJson(JSON.stringify(value, null, 2), file)
  if (!tree.ok) throw new Error(file)
  return { file, tree: tree.value }
}

function imported(answers: Readonly<Record<string, unknown>>): Network {
  const network = importDescribe(Object.entries(answers).map(([file, value]) => documentOf(file, value)))
  if (!network.ok) throw new Error(JSON.stringify(network.error))
  return network.value
}

const everywhere = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }
const association = (subnet: string, main = false) => ({ Main: main, SubnetId: subnet, AssociationState: { State: 'associated' } })
const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }
const star = (egress: boolean) => ({ CidrBlock: '0.0.0.0/0', Egress: egress, Protocol: '-1', RuleAction: 'deny', RuleNumber: 32767 })
const networkInterface = (id: string, subnet: string, address: string, group: string, more: object = {}) => ({
  NetworkInterfaceId: id,
  SubnetId: subnet,
  VpcId: 'vpc-1',
  AvailabilityZone: 'eu-west-1a',
  Status: 'in-use',
  InterfaceType: 'interface',
  SourceDestCheck: true,
  PrivateIpAddress: address,
  PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
  Groups: [{ GroupId: group, GroupName: group }],
  Ipv6Addresses: [],
  ...more,
})

/** What the seven commands print: no answer about the VPC itself, nor about its gateways. */
const answers = {
  'subnets.json': {
    Subnets: [
      { SubnetId: 'subnet-a', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24', AvailabilityZone: 'eu-west-1a', MapPublicIpOnLaunch: true },
      { SubnetId: 'subnet-b', VpcId: 'vpc-1', CidrBlock: '10.0.2.0/24', AvailabilityZone: 'eu-west-1b', MapPublicIpOnLaunch: false },
    ],
  },
  'route-tables.json': {
    RouteTables: [
      {
        RouteTableId: 'rtb-public',
        VpcId: 'vpc-1',
        Associations: [association('subnet-a')],
        Routes: [local, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', Origin: 'CreateRoute', State: 'active' }],
      },
      {
        RouteTableId: 'rtb-private',
        VpcId: 'vpc-1',
        Associations: [{ Main: true }],
        Routes: [
          local,
          { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a1', Origin: 'CreateRoute', State: 'active' },
          { DestinationCidrBlock: '10.9.0.0/16', VpcPeeringConnectionId: 'pcx-gone', Origin: 'CreateRoute', State: 'blackhole' },
          { DestinationPrefixListId: 'pl-6da54004', GatewayId: 'vpce-0s3', Origin: 'CreateRoute', State: 'active' },
        ],
      },
    ],
  },
  'network-acls.json': {
    NetworkAcls: [
      {
        NetworkAclId: 'acl-1',
        VpcId: 'vpc-1',
        IsDefault: true,
        Associations: [{ SubnetId: 'subnet-a' }, { SubnetId: 'subnet-b' }],
        Entries: [
          star(true),
          { CidrBlock: '0.0.0.0/0', Egress: true, Protocol: '-1', RuleAction: 'allow', RuleNumber: 100 },
          star(false),
          { CidrBlock: '0.0.0.0/0', Egress: false, Protocol: '-1', RuleAction: 'allow', RuleNumber: 100 },
          {
            CidrBlock: '198.51.100.66/32',
            Egress: false,
            Protocol: '6',
            PortRange: { From: 5432, To: 5432 },
            RuleAction: 'deny',
            RuleNumber: 90,
          },
        ],
      },
    ],
  },
  'security-groups.json': {
    SecurityGroups: [
      { GroupId: 'sg-app', GroupName: 'app', VpcId: 'vpc-1', Description: '', IpPermissions: [], IpPermissionsEgress: [everywhere] },
      {
        GroupId: 'sg-db',
        GroupName: 'db',
        VpcId: 'vpc-1',
        Description: '',
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 5432,
            ToPort: 5432,
            IpRanges: [{ CidrIp: '198.51.100.0/24', Description: 'vendor' }],
            Ipv6Ranges: [],
            PrefixListIds: [],
            UserIdGroupPairs: [
              { GroupId: 'sg-app', UserId: '111122223333' },
              { GroupId: 'sg-gone', UserId: '999988887777', PeeringStatus: 'deleted' },
            ],
          },
        ],
        IpPermissionsEgress: [],
      },
    ],
  },
  'network-interfaces.json': {
    NetworkInterfaces: [
      networkInterface('eni-app', 'subnet-b', '10.0.2.10', 'sg-app', { Attachment: { InstanceId: 'i-0app' } }),
      networkInterface('eni-db', 'subnet-a', '10.0.1.20', 'sg-db', {
        PrivateIpAddresses: [
          { Primary: true, PrivateIpAddress: '10.0.1.20', Association: { PublicIp: '203.0.113.20', IpOwnerId: 'amazon' } },
        ],
      }),
      networkInterface('eni-nat', 'subnet-a', '10.0.1.99', 'sg-app', {
        InterfaceType: 'nat_gateway',
        Description: 'Interface for NAT Gateway nat-0a1',
        Groups: [],
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.99', Association: { PublicIp: '203.0.113.99' } }],
      }),
    ],
  },
  'vpc-endpoints.json': {
    VpcEndpoints: [
      {
        VpcEndpointId: 'vpce-0s3',
        VpcEndpointType: 'Gateway',
        VpcId: 'vpc-1',
        ServiceName: 'com.amazonaws.eu-west-1.s3',
        State: 'Available',
        RouteTableIds: ['rtb-private'],
        PolicyDocument: '{"Version":"2008-10-17","Statement":[]}',
      },
    ],
  },
  'managed-prefix-lists.json': {
    PrefixLists: [
      {
        PrefixListId: 'pl-6da54004',
        PrefixListName: 'com.amazonaws.eu-west-1.s3',
        AddressFamily: 'IPv4',
        State: 'create-complete',
        OwnerId: 'AWS',
      },
    ],
  },
}

describe('the import of describe answers', () => {
  const network = imported(answers)

  it('infers the VPC, its gateways and its Region from what was described', () => {
    const vpc = network.vpcs.get('vpc-1')
    expect([vpc?.region, vpc?.cidrBlocks.map(({ cidr }) => formatCidr(cidr))]).toEqual(['eu-west-1', ['10.0.0.0/16']])
    expect(network.internetGateways.get('igw-1')?.vpc).toBe('vpc-1')
    expect(network.natGateways.get('nat-0a1')?.subnet).toBe('subnet-a')
    expect(network.notes.map(({ code }) => code)).toEqual([
      'network/vpc-inferred',
      'network/prefix-list-implied',
      'network/gateway-inferred',
      'network/nat-gateway-inferred',
      'network/stale-rule',
    ])
  })

  it('gives the verdicts of the same network written as a fixture', () => {
    const fixture = networkOf(`
vpcs: { vpc-1: { region: eu-west-1, cidrBlock: 10.0.0.0/16 } }
internetGateways: { igw-1: vpc-1 }
natGateways: { nat-0a1: { subnet: subnet-a, privateIpAddress: 10.0.1.99, publicIp: 203.0.113.99 } }
subnets:
  subnet-a: { vpc: vpc-1, cidrBlock: 10.0.1.0/24, availabilityZone: eu-west-1a, routeTable: rtb-public }
  subnet-b: { vpc: vpc-1, cidrBlock: 10.0.2.0/24, availabilityZone: eu-west-1b }
routeTables:
  rtb-public: { vpc: vpc-1, routes: { 0.0.0.0/0: igw-1 } }
  rtb-private: { vpc: vpc-1, main: true, routes: { 0.0.0.0/0: nat-0a1, 10.9.0.0/16: { target: pcx-gone, state: blackhole } } }
networkAcls:
  acl-1:
    vpc: vpc-1
    default: true
    ingress:
      - { ruleNumber: 90, ruleAction: deny, protocol: tcp, ports: 5432, cidrBlock: 198.51.100.66/32 }
      - { ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 }
    egress: [ { ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 } ]
securityGroups:
  sg-app: { vpc: vpc-1 }
  sg-db: { vpc: vpc-1, ingress: [ { protocol: tcp, ports: 5432, cidr: 198.51.100.0/24, securityGroup: sg-app } ], egress: [] }
networkInterfaces:
  eni-app: { subnet: subnet-b, privateIpAddress: 10.0.2.10, securityGroups: sg-app }
  eni-db: { subnet: subnet-a, privateIpAddress: 10.0.1.20, securityGroups: sg-db, publicIp: 203.0.113.20 }
vpcEndpoints:
  vpce-0s3: { vpc: vpc-1, type: Gateway, service: com.amazonaws.eu-west-1.s3, routeTables: rtb-private }
`)
    const asked = [
      ['eni-app', 'eni-db:5432'],
      ['eni-app', 'eni-db:22'],
      ['eni-app', '203.0.113.20:5432'],
      ['198.51.100.7', 'eni-db:5432'],
      ['198.51.100.66', 'eni-db:5432'],
      ['8.8.8.8', 'eni-db:5432'],
      ['eni-app', '10.9.1.1:443'],
      ['eni-app', 'com.amazonaws.eu-west-1.s3'],
      ['eni-db', '8.8.8.8:443'],
    ] as const
    for (const [from, to] of asked) {
      const [one, other] = [ask(network, from, to), ask(fixture, from, to)]
      expect([from, to, one.outcome, codesOf(one).filter((code) => code !== 'UNKNOWN_PEERED_SGS')]).toEqual([
        from,
        to,
        other.outcome,
        codesOf(other).filter((code) => code !== 'ENI_SG_RULES_MISMATCH' || !codesOf(one).includes('UNKNOWN_PEERED_SGS')),
      ])
    }
  })

  it('points each blocker at the line of the answer', () => {
    const [blocker] = ask(network, '198.51.100.66', 'eni-db:5432').blockers
    expect([blocker?.code, blocker?.at.file, blocker?.at.pointer]).toEqual([
      'SUBNET_ACL_RESTRICTION',
      'network-acls.json',
      '/NetworkAcls/0/Entries/4',
    ])
  })

  it('finds an interface by its instance', () => {
    expect(admits(network, flowOf(network, { from: 'i-0app', to: 'eni-db:5432' })).outcome).toBe('open')
  })

  it('takes the entries of a prefix list from the file that is named after it', () => {
    const withList = imported({
      ...answers,
      'pl-0c0ffee.json': { Entries: [{ Cidr: '192.0.2.0/24', Description: 'vendor' }] },
      'rules.json': {
        SecurityGroupRules: [
          { GroupId: 'sg-app', IsEgress: false, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, PrefixListId: 'pl-0c0ffee' },
        ],
      },
    })
    expect(withList.prefixLists.get('pl-0c0ffee')?.entries.map(({ cidr }) => formatCidr(cidr))).toEqual(['192.0.2.0/24'])
  })

  it('takes what lies behind a VPN from its static routes', () => {
    const network = imported({
      ...answers,
      'vpn.json': {
        VpnGateways: [{ VpnGatewayId: 'vgw-1', VpcAttachments: [{ State: 'attached', VpcId: 'vpc-1' }] }],
        VpnConnections: [
          { VpnConnectionId: 'vpn-1', VpnGatewayId: 'vgw-1', Routes: [{ DestinationCidrBlock: '192.168.0.0/16', State: 'available' }] },
        ],
      },
      'route-tables.json': {
        RouteTables: [
          {
            RouteTableId: 'rtb-main',
            VpcId: 'vpc-1',
            Associations: [{ Main: true }],
            Routes: [local, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'vgw-1', Origin: 'CreateRoute', State: 'active' }],
          },
        ],
      },
    })
    expect(ask(network, 'eni-app', '192.168.7.7:443').outcome).toBe('open')
    expect(codesOf(ask(network, 'eni-app', '8.8.8.8:443'))).toEqual(['NO_POSSIBLE_DESTINATION'])
  })

  it('joins VPCs by a transit gateway, with associations, propagations and static routes', () => {
    const side = (vpc: string, subnet: string, block: string, group: string) => ({
      subnet: { SubnetId: subnet, VpcId: vpc, CidrBlock: `${block}.1.0/24`, AvailabilityZone: 'eu-west-1a' },
      table: {
        RouteTableId: `rtb-${vpc}`,
        VpcId: vpc,
        Associations: [{ Main: true }],
        Routes: [
          { ...local, DestinationCidrBlock: `${block}.0.0/16` },
          { DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-1', Origin: 'CreateRoute', State: 'active' },
        ],
      },
      group: { GroupId: group, GroupName: group, VpcId: vpc, IpPermissions: [everywhere], IpPermissionsEgress: [everywhere] },
      attachment: {
        TransitGatewayAttachmentId: `att-${vpc}`,
        TransitGatewayId: 'tgw-1',
        VpcId: vpc,
        SubnetIds: [subnet],
        State: 'available',
      },
      general: {
        TransitGatewayAttachmentId: `att-${vpc}`,
        TransitGatewayId: 'tgw-1',
        ResourceType: 'vpc',
        ResourceId: vpc,
        State: 'available',
        Association: { TransitGatewayRouteTableId: 'tgw-rtb-1', State: 'associated' },
      },
      networkInterface: networkInterface(`eni-${vpc}`, subnet, `${block}.1.10`, group, { VpcId: vpc }),
    })
    const [one, other] = [side('vpc-a', 'subnet-x', '10.1', 'sg-a'), side('vpc-b', 'subnet-y', '10.2', 'sg-b')]
    const propagation = (state: string) => ({
      TransitGatewayRouteTableId: 'tgw-rtb-1',
      TransitGatewayRouteTablePropagations: [
        { TransitGatewayAttachmentId: 'att-vpc-a', State: 'enabled' },
        { TransitGatewayAttachmentId: 'att-vpc-b', State: state },
      ],
    })
    const network = (state: string) =>
      imported({
        'all.json': {
          Subnets: [one.subnet, other.subnet],
          RouteTables: [one.table, other.table],
          SecurityGroups: [one.group, other.group],
          NetworkInterfaces: [one.networkInterface, other.networkInterface],
          TransitGateways: [{ TransitGatewayId: 'tgw-1', Options: {} }],
          TransitGatewayVpcAttachments: [one.attachment, other.attachment],
          TransitGatewayAttachments: [one.general, other.general],
          TransitGatewayRouteTables: [{ TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayId: 'tgw-1' }],
          TransitGatewayPropagations: [propagation(state)],
          TransitGatewayStaticRoutes: [
            {
              TransitGatewayRouteTableId: 'tgw-rtb-1',
              Routes: [{ DestinationCidrBlock: '10.9.0.0/16', State: 'blackhole', Type: 'static' }],
            },
          ],
        },
      })
    expect(ask(network('enabled'), 'eni-vpc-a', 'eni-vpc-b:22').outcome).toBe('open')
    expect(codesOf(ask(network('disabled'), 'eni-vpc-a', 'eni-vpc-b:22'))).toEqual(['TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT'])
    expect(codesOf(ask(network('enabled'), 'eni-vpc-a', '10.9.1.1:22'))).toEqual(['TGW_RTB_BAD_STATE_ROUTE'])
  })

  it('lets nothing pass a group that was not described, and says so', () => {
    const { 'security-groups.json': _, ...others } = answers
    const network = imported(others)
    expect(codesOf(ask(network, '198.51.100.7', 'eni-db:5432'))).toEqual(['SG_HAS_NO_RULES'])
    expect(network.notes.map(({ code }) => code)).toContain('network/group-unknown')
  })

  it('says what it leaves out, and refuses what is no answer', () => {
    const more = imported({ ...answers, 'volumes.json': { Volumes: [], Reservations: [], NextToken: 'abc' } })
    expect(more.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(['network/list-not-imported', 'network/incomplete-answer']))
    const refused = importDescribe([documentOf('list.json', []), documentOf('subnets.json', { Subnets: [{ CidrBlock: 'x' }, 7] })])
    expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toEqual([
      'network/not-an-answer',
      'network/not-an-answer',
      'network/missing-key',
      'network/missing-key',
    ])
  })

  it('ends in a network that answers, or in problems, whatever is missing or wrong in the answers', () => {
    const junk = fc.constantFrom<unknown>(
      null,
      7,
      -1,
      '',
      'x',
      '10.0.0.0/8',
      '10.0.1.20',
      'subnet-b',
      'vpc-1',
      'acl-1',
      'rtb-public',
      'sg-db',
      true,
      [],
      {},
      [{}],
      ['x'],
    )
    const damage = fc.array(
      fc.tuple(
        fc.nat(400),
        fc.oneof(
          fc.constant('remove' as const),
          junk.map((value) => ({ value })),
        ),
      ),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(damage, (changes) => {
        const documents = Object.entries(answers).map(([file, value]) => documentOf(file, damaged(value, changes)))
        const network = importDescribe(documents)
        if (!network.ok) {
          expect(network.error.length).toBeGreaterThan(0)
          return
        }
        for (const from of [...network.value.networkInterfaces.keys(), '198.51.100.7', '10.0.2.77']) {
          for (const to of ['10.0.1.20', '203.0.113.20', '8.8.8.8'])
            expect(ask(network.value, from, to, { port: '5432' }).node).toBe('verdict')
        }
      }),
      { numRuns: 300 },
    )
  })
})

/** The value with some of its places, counted in order, removed or replaced. */
function damaged(value: unknown, changes: readonly (readonly [number, 'remove' | { readonly value: unknown }])[]): unknown {
  let place = 0
  const skip = (): [] => {
    place++
    return []
  }
  const visit = (each: unknown): unknown => {
    const change = changes.find(([at]) => at === place)?.[1]
    place++
    if (change !== undefined && change !== 'remove') return change.value
    if (Array.isArray(each)) return each.map(visit)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(
      Object.entries(each).flatMap(([key, member]) =>
        changes.some(([at, how]) => at === place && how === 'remove') ? skip() : [[key, visit(member)]],
      ),
    )
  }
  return visit(value)
}
