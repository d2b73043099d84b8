import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseAddress } from '../../src/base/cidr.ts'
import { admits } from '../../src/network/admits.ts'
import { networkFrom } from '../arbitraries/network.ts'
import { answeredPorts, type OracleEntry, type OracleFlow, type OracleRule, type OracleWorld } from './oracle.ts'

const clientPorts = [1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031]
const blocks = [
  '0.0.0.0/0',
  '10.0.0.0/16',
  '10.0.0.0/28',
  '10.0.0.4/32',
  '10.0.0.16/28',
  '10.1.0.0/16',
  '10.1.0.4/31',
  '203.0.113.0/30',
  '203.0.113.2/31',
  '203.0.113.2/32',
  '198.51.100.0/24',
]
const anyBlock = fc.constantFrom(...blocks)
const anyProtocol = fc.constantFrom('tcp' as const, 'tcp' as const, 'udp' as const, '-1' as const)
const anyRange = fc
  .constantFrom([0, 65_535], [22, 23], [23, 23], [22, 22], [1024, 1027], [1026, 1031], [20, 1029])
  .map(([from, to]) => ({ from: from as number, to: to as number }))
const anyRule: fc.Arbitrary<OracleRule> = fc
  .tuple(
    anyProtocol,
    anyRange,
    fc.oneof(
      anyBlock.map((block) => ({ block })),
      fc.constantFrom('x', 'y').map((group) => ({ group })),
    ),
  )
  .map(([protocol, range, peer]) => ({ protocol, ...(protocol === '-1' ? { from: 0, to: 65_535 } : range), peer }))
const anyRules = fc.uniqueArray(anyRule, { maxLength: 4, selector: (rule) => JSON.stringify(rule) })
const generous: OracleRule[] = [{ protocol: '-1', from: 0, to: 65_535, peer: { block: '0.0.0.0/0' } }]
/** Mostly generous: where one random list lets a third through, four in a row let nothing through. */
const mostly = <T, U>(usual: fc.Arbitrary<T>, random: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 3, arbitrary: usual }, { weight: 2, arbitrary: random })
const anyGroup = fc.record({ ingress: mostly(fc.constant(generous), anyRules), egress: mostly(fc.constant(generous), anyRules) })
const anyEntries: fc.Arbitrary<readonly OracleEntry[]> = mostly(
  fc.constant([{ number: 10, action: 'allow' as const, protocol: '-1' as const, from: 0, to: 65_535, block: '0.0.0.0/0' }]),
  fc.uniqueArray(
    fc
      .tuple(
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
        anyProtocol,
        anyRange,
        anyBlock,
      )
      .map(([number, action, protocol, range, block]) => ({
        number,
        action,
        protocol,
        ...(protocol === '-1' ? { from: 0, to: 65_535 } : range),
        block,
      })),
    { maxLength: 5, selector: ({ number }) => number },
  ),
)
/** Everything but some of the client's ports. */
const someReplies: fc.Arbitrary<readonly OracleEntry[]> = fc
  .tuple(fc.constantFrom([1026, 1031], [1024, 1024], [1028, 1030]), fc.constantFrom('0.0.0.0/0', '10.0.0.0/16', '203.0.113.0/30'))
  .map(([[from, to], block]) => [
    { number: 1, action: 'deny', protocol: 'tcp', from: from as number, to: to as number, block },
    { number: 2, action: 'allow', protocol: '-1', from: 0, to: 65_535, block: '0.0.0.0/0' },
  ])
const anyAcl = fc.record({ ingress: anyEntries, egress: fc.oneof(anyEntries, someReplies) })
const anyRoutes = (peerBlocks: readonly string[]) =>
  fc
    .tuple(
      mostly(fc.constant(true), fc.boolean()),
      fc.option(fc.constantFrom(...peerBlocks), { freq: 4 }),
      fc.option(fc.constantFrom('203.0.113.0/30', '203.0.113.2/32'), { freq: 2 }),
    )
    .map(([internet, peer, odd]) => [
      ...(internet ? [{ to: '0.0.0.0/0', by: 'igw' as const }] : []),
      ...(peer === null ? [] : [{ to: peer, by: 'pcx' as const }]),
      ...(odd === null ? [] : [{ to: odd, by: 'pcx' as const }]),
    ])

const anyWorld: fc.Arbitrary<OracleWorld> = fc
  .record({
    routes: fc.tuple(
      anyRoutes(['10.1.0.0/16', '10.1.0.0/28', '10.0.0.0/8']),
      anyRoutes(['10.1.0.0/16', '10.1.0.4/32']),
      anyRoutes(['10.0.0.0/16', '10.0.0.0/28']),
    ),
    acls: fc.tuple(anyAcl, anyAcl, anyAcl),
    x: anyGroup,
    y: anyGroup,
    z: anyGroup,
    publicIps: fc.tuple(mostly(fc.constant(true), fc.boolean()), mostly(fc.constant(true), fc.boolean()), fc.boolean()),
    shared: fc.boolean(),
  })
  .map(({ routes, acls, x, y, z, publicIps, shared }) => ({
    vpcBlocks: { a: '10.0.0.0/16', b: '10.1.0.0/16' },
    subnets: [
      { name: 's1', vpc: 'a', block: '10.0.0.0/28', routes: routes[0], acl: acls[0] },
      { name: 's2', vpc: 'a', block: '10.0.0.16/28', routes: routes[1], acl: acls[1] },
      { name: 's3', vpc: 'b', block: '10.1.0.0/28', routes: routes[2], acl: acls[2] },
    ],
    groups: { x, y, z },
    hosts: [
      { name: 'h1', subnet: 's1', address: '10.0.0.4', groups: ['x'], ...(publicIps[0] ? { publicIp: '198.51.100.4' } : {}) },
      {
        name: 'h2',
        subnet: shared ? 's1' : 's2',
        address: shared ? '10.0.0.5' : '10.0.0.20',
        groups: ['y', 'x'],
        ...(publicIps[1] ? { publicIp: '198.51.100.5' } : {}),
      },
      { name: 'h3', subnet: 's3', address: '10.1.0.4', groups: ['z'], ...(publicIps[2] ? { publicIp: '198.51.100.6' } : {}) },
    ],
  }))

const anyFlow: fc.Arbitrary<OracleFlow> = fc
  .record({
    source: fc.constantFrom('h1', 'h2', 'h3', '203.0.113.1', '203.0.113.2', '203.0.113.3', '198.51.99.255'),
    target: fc.constantFrom('h1', 'h2', 'h3'),
    protocol: fc.constantFrom('tcp' as const, 'udp' as const),
    port: fc.constantFrom(22, 23, 1026),
  })
  .filter(({ source, target }) => source !== target)
  .map((flow) => ({ ...flow, clientPorts }))

/** The same world as a fixture. */
const textOf = (world: OracleWorld): unknown => ({
  vpcs: { a: { cidrBlock: world.vpcBlocks.a }, b: { cidrBlock: world.vpcBlocks.b } },
  internetGateways: { 'igw-a': 'a', 'igw-b': 'b' },
  vpcPeeringConnections: { pcx: { requester: 'a', accepter: 'b' } },
  subnets: Object.fromEntries(
    world.subnets.map(({ name, vpc, block }) => [name, { vpc, cidrBlock: block, routeTable: name, networkAcl: name }]),
  ),
  routeTables: Object.fromEntries(
    world.subnets.map(({ name, vpc, routes }) => [
      name,
      { vpc, routes: Object.fromEntries(routes.map(({ to, by }) => [to, by === 'igw' ? `igw-${vpc}` : by])) },
    ]),
  ),
  networkAcls: Object.fromEntries(
    world.subnets.map(({ name, vpc, acl }) => [
      name,
      { vpc, ingress: acl.ingress.toReversed().map(entryOf), egress: acl.egress.map(entryOf) },
    ]),
  ),
  securityGroups: Object.fromEntries(
    Object.entries(world.groups).map(([name, { ingress, egress }]) => [
      name,
      { vpc: name === 'z' ? 'b' : 'a', ingress: ingress.map(ruleOf), egress: egress.map(ruleOf) },
    ]),
  ),
  networkInterfaces: Object.fromEntries(
    world.hosts.map(({ name, subnet, address, publicIp, groups }) => [
      name,
      { subnet, privateIpAddress: address, securityGroups: groups, ...(publicIp === undefined ? {} : { publicIp }) },
    ]),
  ),
})

const entryOf = ({ number, action, protocol, from, to, block }: OracleEntry) => ({
  ruleNumber: number,
  ruleAction: action,
  ...(protocol === '-1' ? { protocol: -1 } : { protocol, ports: `${from}-${to}` }),
  cidrBlock: block,
})

const ruleOf = ({ protocol, from, to, peer }: OracleRule) => ({
  ...(protocol === '-1' ? { protocol: -1 } : { protocol, ports: `${from}-${to}` }),
  ...('block' in peer ? { cidr: peer.block } : { securityGroup: peer.group }),
})

it('agrees with the slowest obvious evaluator, to the share of client ports that get an answer', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(anyWorld, fc.array(anyFlow, { minLength: 6, maxLength: 12 }), (world, flows) => {
      const network = networkFrom(textOf(world))
      for (const flow of flows) {
        const answered = answeredPorts(world, flow)
        const expected = answered.length === 0 ? 'closed' : answered.length === clientPorts.length ? 'open' : 'partial'
        const verdict = admits(network, {
          source: sourceOf(flow.source),
          destination: { type: 'networkInterface', networkInterface: flow.target },
          traffic: { protocol: flow.protocol, port: flow.port },
          sourcePorts: { from: 1024, to: 1031 },
        })
        expect([flow.source, flow.target, verdict.outcome]).toEqual([flow.source, flow.target, expected])
        if (expected === 'partial') expect(verdict.portSpaces[0]?.share).toBe(answered.length / clientPorts.length)
        seen.set(expected, (seen.get(expected) ?? 0) + 1)
      }
    }),
    { numRuns: 200 },
  )
  expect([...seen.keys()].sort()).toEqual(['closed', 'open', 'partial'])
})

function sourceOf(text: string) {
  const address = parseAddress(text)
  return address.ok ? { type: 'address' as const, address: address.value } : { type: 'networkInterface' as const, networkInterface: text }
}
