import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddress } from '../../src/base/cidr.ts'
import type { Located } from '../../src/base/located.ts'
import { parseNetwork } from '../../src/network/parse-network.ts'
import { networkOf, problemsOf } from './networks.ts'

const base = `
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24 } }
`
/** Each problem as line:column, code and message. */
const told = (yaml: string): readonly string[] =>
  problemsOf(yaml).map(({ at, code, message }) => `${at.start.line}:${at.start.column} ${code} ${message}`)

describe('a network', () => {
  it('has what AWS makes with a VPC: a main table, a default ACL and a default group', () => {
    const network = networkOf(base)
    expect([...network.routeTables.keys(), ...network.networkAcls.keys(), ...network.securityGroups.keys()]).toEqual([
      'main of v',
      'default of v',
      'default of v',
    ])
    expect(network.subnets.get('a')).toMatchObject({ routeTable: 'main of v', networkAcl: 'default of v', availabilityZone: 'us-east-1a' })
  })

  it('gives interfaces the first free addresses behind the four that AWS keeps', () => {
    const network = networkOf(`${base}
networkInterfaces: { one: { subnet: a }, two: { subnet: a, privateIpAddress: 10.0.1.4 }, three: { subnet: a } }`)
    const addresses = [...network.networkInterfaces.values()].map(({ privateIps }) =>
      privateIps.map(({ address }) => formatAddress(address)),
    )
    expect(addresses).toEqual([['10.0.1.5'], ['10.0.1.4'], ['10.0.1.6']])
  })

  it('knows accounts by name where the fixture names them', () => {
    const options = { accounts: new Map([['customer', '111122223333']]) }
    expect(networkOf('vpcs: { v: { account: customer, cidrBlock: 10.0.0.0/16 } }', options).vpcs.get('v')?.account).toBe('111122223333')
    expect(problemsOf('vpcs: { v: { account: custmer, cidrBlock: 10.0.0.0/16 } }', options)).toMatchObject([
      { code: 'network/unknown-account', help: 'did you mean `customer`?' },
    ])
  })

  it('opens rules for several peers into one rule each, with the place of the peer', () => {
    const network = networkOf(`${base}
securityGroups:
  g: { vpc: v, ingress: [ { protocol: tcp, ports: 22, cidr: [ 203.0.113.7/32, 203.0.113.8/32 ], self: true } ] }`)
    expect(network.securityGroups.get('g')?.ingress.map(({ at, peer }) => [at.start.column, peer.type])).toEqual([
      [63, 'cidr'],
      [79, 'cidr'],
      [103, 'securityGroup'],
    ])
  })
})

describe('what EC2 corrects is corrected, and noted', () => {
  it.each([
    ['vpcs: { v: { cidrBlock: 10.0.5.0/16 } }', '`10.0.5.0/16` has bits behind its prefix: EC2 makes it `10.0.0.0/16`'],
    [
      `${base}securityGroups: { g: { vpc: v, ingress: [ { protocol: -1, cidr: 203.0.113.7/24 } ] } }`,
      '`203.0.113.7/24` has bits behind its prefix: EC2 makes it `203.0.113.0/24`',
    ],
    [
      `${base}securityGroups: { g: { vpc: v, ingress: [ { protocol: -1, cidr: "2001:db8::7/32" } ] } }`,
      '`2001:db8::7/32` has bits behind its prefix: EC2 makes it `2001:db8::/32`',
    ],
    [
      `${base}securityGroups: { g: { vpc: v, ingress: [ { protocol: -1, ports: 22, cidr: 0.0.0.0/0 } ] } }`,
      'protocol `-1` has no ports: EC2 admits it whole',
    ],
    [
      `${base}vpcEndpoints: { s3: { vpc: v, type: Gateway, service: com.amazonaws.us-east-1.s3 } }`,
      'the addresses of `com.amazonaws.us-east-1.s3` are not declared: one stands for them all',
    ],
  ])('%s', (yaml, message) => expect(networkOf(yaml).notes.map((each) => each.message)).toEqual([message]))
})

describe('what EC2 refuses is refused, with its code', () => {
  it.each([
    [
      'a VPC of a wrong size',
      'vpcs: { v: { cidrBlock: 10.0.0.0/8 } }',
      ['1:25 network/vpc-range `10.0.0.0/8` is no size for a VPC'],
      'InvalidVpc.Range',
    ],
    [
      'a subnet outside its VPC',
      'vpcs: { v: { cidrBlock: 10.0.0.0/16 } }\nsubnets: { a: { vpc: v, cidrBlock: 10.1.0.0/24 } }',
      ['2:36 network/subnet-range `10.1.0.0/24` is not within the CIDR blocks of the VPC `v`'],
      'InvalidSubnet.Range',
    ],
    [
      'a malformed block',
      `${base}securityGroups: { g: { vpc: v, ingress: [ { protocol: -1, cidr: 10.0.0/8 } ] } }`,
      ['4:65 network/malformed-cidr `10.0.0/8` is not a CIDR block'],
      'InvalidParameterValue',
    ],
    [
      'an IPv4-mapped IPv6 block',
      `${base}securityGroups: { g: { vpc: v, ingress: [ { protocol: -1, cidr: "::ffff:10.0.0.0/104" } ] } }`,
      ['4:65 network/ipv4-mapped `::ffff:10.0.0.0/104` is an IPv4 address written as IPv6'],
      'InvalidParameterValue',
    ],
    [
      'ports upside down',
      `${base}securityGroups: { g: { vpc: v, ingress: [ { protocol: tcp, ports: 5440-5430, self: true } ] } }`,
      ['4:67 network/port-range the port range `5440-5430` is upside down'],
      'InvalidParameterValue',
    ],
    [
      'a port too high',
      `${base}securityGroups: { g: { vpc: v, ingress: [ { protocol: tcp, ports: 65536, self: true } ] } }`,
      ['4:67 network/port-range `65536` is no port or range of ports'],
      'InvalidParameterValue',
    ],
    [
      'a rule number twice',
      `${base}networkAcls: { n: { vpc: v, ingress: [ { ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 }, { ruleNumber: 100, ruleAction: deny, protocol: -1, cidrBlock: "::/0" } ] } }`,
      ['4:130 network/rule-number-taken the rule number 100 is taken'],
      'NetworkAclEntryAlreadyExists',
    ],
    [
      'a rule twice',
      `${base}securityGroups: { g: { vpc: v, ingress: [ { protocol: tcp, ports: 22, self: true }, { protocol: 6, ports: 22, securityGroup: g } ] } }`,
      ['4:126 network/duplicate-rule the rule for `tcp/22 g` is there already'],
      'InvalidPermission.Duplicate',
    ],
    [
      'a missing group',
      `${base}securityGroups: { web: { vpc: v }, g: { vpc: v, ingress: [ { protocol: -1, securityGroup: wbe } ] } }`,
      ['4:91 network/unknown-security-group there is no security group `wbe`'],
      'InvalidGroup.NotFound',
    ],
    [
      'a route to a missing gateway',
      `${base}routeTables: { r: { vpc: v, routes: { 0.0.0.0/0: igw } } }`,
      ['4:50 network/unknown-target there is no target `igw`'],
      'InvalidGatewayID.NotFound',
    ],
    [
      'an address that is taken',
      `${base}networkInterfaces: { one: { subnet: a, privateIpAddress: 10.0.1.9 }, two: { subnet: a, privateIpAddress: 10.0.1.9 } }`,
      ['4:106 network/address-in-use `10.0.1.9` belongs to `one` already'],
      'InvalidIPAddress.InUse',
    ],
    [
      'an address of another subnet',
      `${base}networkInterfaces: { one: { subnet: a, privateIpAddress: 10.0.2.9 } }`,
      ['4:58 network/address-outside-subnet `10.0.2.9` is not in the subnet `a`'],
      'InvalidParameterValue',
    ],
    [
      'an address that AWS keeps',
      `${base}networkInterfaces: { one: { subnet: a, privateIpAddress: 10.0.1.3 } }`,
      ['4:58 network/address-outside-subnet `10.0.1.3` is one of the five addresses that AWS keeps in each subnet'],
      'InvalidParameterValue',
    ],
    [
      'two gateways on a VPC',
      `${base}internetGateways: { one: v, two: v }`,
      ['4:34 network/already-attached the VPC `v` has the gateway `one` already'],
      'Resource.AlreadyAssociated',
    ],
    [
      'a group named default',
      `${base}securityGroups: { default: { vpc: v } }`,
      ['4:19 network/reserved-group the name `default` is kept for the default group of a VPC'],
      'InvalidGroup.Reserved',
    ],
    [
      'a route within the VPC',
      `${base}internetGateways: { igw: v }\nrouteTables: { r: { vpc: v, routes: { 10.0.2.0/24: igw } } }`,
      ["5:39 network/local-route `10.0.2.0/24` is within the VPC's own `10.0.0.0/16`: the local route goes there"],
      'InvalidParameterValue',
    ],
  ])('%s', (_, yaml, problems, code) => {
    expect(told(yaml)).toEqual(problems)
    for (const { help } of problemsOf(yaml)) expect(help).toContain(code)
  })

  it('overlapping subnets', () => {
    const yaml =
      'vpcs: { v: { cidrBlock: 10.0.0.0/16 } }\nsubnets:\n  a: { vpc: v, cidrBlock: 10.0.1.0/24 }\n  b: { vpc: v, cidrBlock: 10.0.0.0/23 }'
    expect(told(yaml)).toEqual(['4:27 network/subnet-conflict `10.0.0.0/23` conflicts with the subnet `a`'])
    expect(problemsOf(yaml)[0]?.help).toContain('InvalidSubnet.Conflict')
  })
})

describe('all problems are told at once', () => {
  it('in the order of the text', () => {
    const problems = told(`vpcs: { v: { cidrBlock: 10.0.0.0/16 }, w: { cidrBlok: 10.1.0.0/16 } }
subnets: { a: { vpc: x, cidrBlock: 10.0.1.0/24 } }
natGateways: { nat: { subnet: b } }
vpcEndpoints: { s3: { vpc: v, type: Gateway, service: s3, subnets: a } }`)
    expect(problems).toEqual([
      '1:45 network/unknown-key a VPC has no key `cidrBlok`',
      '2:22 network/unknown-vpc there is no VPC `x`',
      '3:16 network/missing-key a public NAT gateway needs `publicIp`',
      '3:31 network/unknown-subnet there is no subnet `b`',
      '4:68 network/misplaced-key an endpoint of type Gateway has no `subnets`',
    ])
  })

  it('whatever stands in the file, reading ends in a network or in problems', () => {
    const at = { file: 'x', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } }
    const words = fc.constantFrom(
      'vpcs',
      'subnets',
      'vpc',
      'cidrBlock',
      'a',
      '10.0.0.0/16',
      '10.0.1.0/24',
      'ingress',
      'securityGroups',
      'networkInterfaces',
      'subnet',
      'routes',
      'routeTables',
      '::/0',
      'target',
      'protocol',
      'ports',
      '-1',
      'tcp',
      '',
    )
    const { tree } = fc.letrec<{ tree: Located }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        words.map((value): Located => ({ kind: 'string', at, value })),
        fc.integer({ min: -2, max: 70_000 }).map((value): Located => ({ kind: 'number', at, value, text: String(value) })),
        fc.constantFrom<Located>({ kind: 'null', at }, { kind: 'boolean', at, value: true }),
        fc.array(tie('tree'), { maxLength: 3 }).map((items): Located => ({ kind: 'array', at, items })),
        fc
          .array(fc.record({ key: words, value: tie('tree') }), { maxLength: 5 })
          .map((members): Located => ({ kind: 'object', at, members: members.map((each) => ({ ...each, keyAt: at })) })),
      ),
    }))
    fc.assert(
      fc.property(tree, (value) => {
        const parsed = parseNetwork(value)
        expect(parsed.ok || parsed.error.length > 0).toBe(true)
      }),
    )
  })
})
