import * as fc from 'fast-check'
import { parseAddress, parseCidr } from '../../src/base/cidr.ts'
import { parseJson } from '../../src/base/parse-json.ts'
import type { Flow } from '../../src/network/flow.ts'
import type { Network } from '../../src/network/network.ts'
import { parseNetwork } from '../../src/network/parse-network.ts'
import type { Traffic } from '../../src/network/traffic.ts'

// Small worlds in which everything is near everything else: few addresses, few ports, blocks that nest, so that rules meet, shadow and miss by one.

export const ports = [21, 22, 23, 5432]
const blocks4 = [
  '0.0.0.0/0',
  '10.0.0.0/16',
  '10.0.1.0/24',
  '10.0.1.10/32',
  '10.0.2.0/24',
  '10.1.0.0/16',
  '203.0.113.0/24',
  '203.0.113.7/32',
  '128.0.0.0/1',
  '198.51.100.0/25',
]
const blocks6 = ['::/0', '2600:1f18:1::/56', '2001:db8::/32', '2001:db8::7/128']
const anyBlock = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...blocks4) }, { weight: 1, arbitrary: fc.constantFrom(...blocks6) })

const anyPorts = fc
  .tuple(fc.constantFrom(0, 20, 21, 22, 23, 1024, 5432, 32768, 49152), fc.constantFrom(0, 1, 2, 1000, 11_000, 30_000, 65_535))
  .map(([from, more]) => `${from}-${Math.min(from + more, 65_535)}`)

const anyTraffic = fc.oneof(
  { weight: 6, arbitrary: fc.record({ protocol: fc.constantFrom('tcp', 'tcp', 'tcp', 'udp'), ports: anyPorts }) },
  { weight: 2, arbitrary: fc.constant({ protocol: -1 }) },
  {
    weight: 1,
    arbitrary: fc.record({ protocol: fc.constant('icmp'), icmpType: fc.constantFrom(8, 0, 3), icmpCode: fc.constantFrom(-1, 0, 4) }),
  },
  { weight: 1, arbitrary: fc.constant({ protocol: 50 }) },
)

const anyPeer = (groups: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: anyBlock.map((cidr) => ({ cidr })) },
    { weight: 2, arbitrary: fc.constantFrom(...groups).map((securityGroup) => ({ securityGroup })) },
    { weight: 1, arbitrary: fc.constant({ prefixList: 'vendor' }) },
  )

const anyRule = (groups: readonly string[]) => fc.tuple(anyTraffic, anyPeer(groups)).map(([traffic, peer]) => ({ ...traffic, ...peer }))
/** Most groups are generous, or nothing would ever get through. */
const anyRules = (groups: readonly string[], maxLength = 5) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.uniqueArray(anyRule(groups), { maxLength, selector: (rule) => JSON.stringify(rule) }) },
    { weight: 3, arbitrary: fc.constant([{ protocol: -1, cidr: '0.0.0.0/0' }]) },
  )

const anyEntries = fc
  .uniqueArray(
    fc.record({
      ruleNumber: fc.integer({ min: 1, max: 8 }),
      ruleAction: fc.constantFrom('allow', 'allow', 'deny'),
      traffic: anyTraffic,
      cidrBlock: anyBlock,
    }),
    { maxLength: 6, selector: ({ ruleNumber }) => ruleNumber },
  )
  .map((entries) => entries.map(({ traffic, ...entry }) => ({ ...entry, ...traffic })))

/** Some of the ports of clients, or all of them in pieces. */
const anyReplies = fc.uniqueArray(
  fc.record({
    ruleNumber: fc.integer({ min: 1, max: 9 }),
    ruleAction: fc.constantFrom('allow', 'allow', 'deny'),
    protocol: fc.constant('tcp'),
    ports: fc.constantFrom('1024-65535', '32768-60999', '32768-45000', '45001-60999', '49152-65535', '5432-5432'),
    cidrBlock: fc.constantFrom('0.0.0.0/0', '10.0.0.0/16', '203.0.113.0/24'),
  }),
  { minLength: 1, maxLength: 5, selector: ({ ruleNumber }) => ruleNumber },
)

/** Mostly an ACL that lets all through, since two random ones in a row let nothing through. */
const anyAcl = (vpc: string) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({ vpc, ingress: everything, egress: everything }) },
    { weight: 1, arbitrary: fc.record({ vpc: fc.constant(vpc), ingress: anyEntries, egress: anyEntries }) },
    { weight: 2, arbitrary: anyReplies.map((egress) => ({ vpc, ingress: everything, egress })) },
  )
const everything = [
  { ruleNumber: 100, ruleAction: 'allow', protocol: -1, cidrBlock: '0.0.0.0/0' },
  { ruleNumber: 101, ruleAction: 'allow', protocol: -1, cidrBlock: '::/0' },
]

const anyRoutes = (ways: readonly string[], targets: readonly string[], internet: readonly string[]) =>
  fc
    .record({
      default4: fc.option(fc.constantFrom(...internet), { freq: 4 }),
      default6: fc.option(fc.constantFrom(internet[0] as string), { freq: 3 }),
      peer: fc.option(fc.tuple(fc.constantFrom(...ways), fc.constantFrom(...targets)), {
        freq: 4,
      }),
      vendor: fc.option(fc.tuple(fc.constantFrom('203.0.113.0/24', 'vendor'), fc.constantFrom(...targets, ...internet)), { freq: 2 }),
    })
    .map(({ default4, default6, peer, vendor }) =>
      Object.fromEntries([
        ...(default4 === null ? [] : [['0.0.0.0/0', default4]]),
        ...(default6 === null ? [] : [['::/0', default6]]),
        ...(peer === null ? [] : [peer]),
        ...(vendor === null ? [] : [vendor]),
      ]),
    )

const waysOut = ['10.0.0.0/8', '10.1.0.0/16', '10.1.1.0/24', '172.16.0.0/12']
const waysBack = ['10.0.0.0/8', '10.0.0.0/16', '10.0.2.0/24', '172.16.0.0/12']
const groupsA = ['app', 'db']
const groupsB = ['far']

export const anyWorld = fc.record({
  app: anyRules([...groupsA, ...groupsB]),
  db: anyRules([...groupsA, ...groupsB]),
  far: anyRules([...groupsB, ...groupsA]),
  egress: fc.option(anyRules(groupsA), { freq: 2 }),
  aclA: anyAcl('a'),
  aclB: anyAcl('a'),
  aclC: anyAcl('b'),
  routesA: anyRoutes(waysOut, ['pcx', 'tgw', 'vgw', 'appliance'], ['igw', 'nat', 'igw']),
  routesB: anyRoutes(waysOut, ['pcx', 'tgw', 'vgw'], ['igw', 'nat']),
  routesC: anyRoutes(waysBack, ['pcx', 'tgw'], ['igw-b']),
  peering: fc.constantFrom('active', 'active', 'pending-acceptance'),
  publicIps: fc.record({ app: fc.boolean(), db: fc.boolean(), far: fc.boolean() }),
  blockPublicAccess: fc.constantFrom('off', 'off', 'off', 'block-ingress', 'block-bidirectional'),
  appliance: fc.boolean(),
  zone: fc.constantFrom('us-east-1a', 'us-east-1b'),
})

export type World = typeof anyWorld extends fc.Arbitrary<infer T> ? T : never

/** Denies and allows before an entry that lets the rest through, in an order that matters. */
const anyLeakyAcl = (vpc: string) => {
  const side = fc
    .uniqueArray(
      fc.record({
        ruleNumber: fc.integer({ min: 1, max: 8 }),
        ruleAction: fc.constantFrom('allow', 'deny', 'deny'),
        traffic: fc.oneof(anyTraffic, fc.record({ protocol: fc.constantFrom('tcp', 'udp'), ports: anyPorts })),
        cidrBlock: fc.oneof(anyBlock, fc.constantFrom('10.0.1.10/32', '203.0.113.7/32', '2001:db8::7/128', '10.0.0.0/16')),
      }),
      { maxLength: 4, selector: ({ ruleNumber }) => ruleNumber },
    )
    .map((entries) => [...entries.map(({ traffic, ...entry }) => ({ ...entry, ...traffic })), ...everything])
  return fc.record({ vpc: fc.constant(vpc), ingress: side, egress: side })
}

const everybody = [
  { protocol: -1, cidr: '0.0.0.0/0' },
  { protocol: -1, cidr: '::/0' },
]

/** A world whose routes lead somewhere, so that its rules decide. */
export const anyRoutedWorld: fc.Arbitrary<WorldText> = fc
  .tuple(anyWorld, anyLeakyAcl('a'), anyLeakyAcl('a'), anyLeakyAcl('b'), fc.constantFrom('igw', 'igw', 'nat'), fc.boolean())
  .map(([world, aclA, aclB, aclC, way, generous]) => ({
    ...world,
    ...(generous ? { app: everybody, db: everybody, far: everybody, egress: null } : {}),
    aclA,
    aclB,
    aclC,
    routesA: { '0.0.0.0/0': 'igw', '::/0': 'igw', '10.1.0.0/16': 'pcx' },
    routesB: { '0.0.0.0/0': way, '10.1.0.0/16': 'pcx' },
    routesC: { '0.0.0.0/0': 'igw-b', '10.0.0.0/16': 'pcx' },
    peering: 'active',
    publicIps: { ...world.publicIps, app: true },
    blockPublicAccess: 'off',
  }))

type Groups = 'app' | 'db' | 'far'
type Tables = 'aclA' | 'aclB' | 'aclC' | `routes${'A' | 'B' | 'C'}`
/** A world with rules of any origin. */
export type WorldText = Omit<World, Groups | Tables | 'egress'> &
  Readonly<Record<Groups, readonly object[]>> &
  Readonly<Record<Tables, object>> & { readonly egress: readonly object[] | null }

/** As a user would write it. */
export const textOf = (world: WorldText) => ({
  vpcs: {
    a: { cidrBlock: ['10.0.0.0/16', '2600:1f18:1::/56'], blockPublicAccess: world.blockPublicAccess },
    b: { cidrBlock: '10.1.0.0/16' },
  },
  subnets: {
    a1: { vpc: 'a', cidrBlock: ['10.0.1.0/24', '2600:1f18:1:1::/64'], routeTable: 'ra', networkAcl: 'acl-a' },
    a2: { vpc: 'a', cidrBlock: '10.0.2.0/24', routeTable: 'rb', networkAcl: 'acl-b', availabilityZone: world.zone },
    b1: { vpc: 'b', cidrBlock: '10.1.1.0/24', routeTable: 'rc', networkAcl: 'acl-c' },
  },
  internetGateways: { igw: 'a', 'igw-b': 'b' },
  natGateways: { nat: { subnet: 'a1', publicIp: '198.51.100.200' } },
  vpnGateways: { vgw: { vpc: 'a', remoteCidrs: '172.16.0.0/12' } },
  transitGateways: { tgw: { attachments: { 'att-a': { vpc: 'a', subnets: 'a1' }, 'att-b': { vpc: 'b', subnets: 'b1' } } } },
  vpcPeeringConnections: { pcx: { requester: 'a', accepter: 'b', status: world.peering } },
  prefixLists: { vendor: ['203.0.113.7/32', '203.0.113.9/32'] },
  routeTables: {
    ra: { vpc: 'a', routes: world.routesA },
    rb: { vpc: 'a', routes: world.routesB },
    rc: { vpc: 'b', routes: world.routesC },
  },
  networkAcls: { 'acl-a': world.aclA, 'acl-b': world.aclB, 'acl-c': world.aclC },
  securityGroups: {
    app: { vpc: 'a', ingress: world.app, ...(world.egress === null ? {} : { egress: world.egress }) },
    db: { vpc: 'a', ingress: world.db },
    far: { vpc: 'b', ingress: world.far },
  },
  networkInterfaces: {
    'app-1': {
      subnet: 'a1',
      privateIpAddress: '10.0.1.10',
      ipv6Addresses: '2600:1f18:1:1::10',
      securityGroups: 'app',
      ...(world.publicIps.app ? { publicIp: '198.51.100.10' } : {}),
    },
    'db-1': {
      subnet: 'a2',
      privateIpAddress: '10.0.2.20',
      securityGroups: ['db', 'app'],
      ...(world.publicIps.db ? { elasticIp: '198.51.100.20' } : {}),
    },
    'far-1': {
      subnet: 'b1',
      privateIpAddress: '10.1.1.30',
      securityGroups: 'far',
      ...(world.publicIps.far ? { publicIp: '198.51.100.30' } : {}),
    },
    appliance: { subnet: 'a2', privateIpAddress: '10.0.2.99', securityGroups: 'db', sourceDestCheck: world.appliance },
  },
})

export function networkFrom(value: unknown): Network {
  const tree = parseJson(JSON.stringify(value), 'network.json')
  const parsed = tree.ok ? parseNetwork(tree.value) : tree
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error.map(({ message, at }) => [message, at.pointer])))
  return parsed.value
}

/** A counterexample is shown as a user would write it. */
export const anyNetwork: fc.Arbitrary<Network> = anyWorld.map((world) => {
  const text = textOf(world)
  return Object.defineProperty(networkFrom(text), fc.toStringMethod, { value: () => JSON.stringify(text) })
})

const address = (text: string) => {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw new Error(text)
  return parsed.value
}

const interfaces = ['app-1', 'db-1', 'far-1', 'appliance']
/** On, beside and between the borders of the blocks above. */
export const addresses = [
  '203.0.113.7',
  '203.0.113.8',
  '203.0.113.9',
  '198.51.100.10',
  '198.51.100.20',
  '198.51.100.200',
  '198.51.100.127',
  '198.51.100.128',
  '10.0.1.10',
  '10.0.1.11',
  '10.0.2.20',
  '10.0.3.1',
  '10.1.1.30',
  '10.1.1.31',
  '127.255.255.255',
  '128.0.0.0',
  '172.16.0.9',
  '100.64.0.1',
  '1.1.1.1',
  '2001:db8::7',
  '2001:db8::8',
  '2600:1f18:1:1::10',
  '2a00::1',
].map(address)

export const anyTarget = fc.constantFrom(...interfaces)
const anyStrangeFlow: fc.Arbitrary<Flow> = fc.record({
  source: fc.oneof(
    fc.constantFrom(...interfaces).map((networkInterface) => ({ type: 'networkInterface' as const, networkInterface })),
    fc.constantFrom(...addresses).map((each) => ({ type: 'address' as const, address: each })),
  ),
  destination: fc.oneof(
    { weight: 3, arbitrary: anyTarget.map((networkInterface) => ({ type: 'networkInterface' as const, networkInterface })) },
    { weight: 1, arbitrary: fc.constantFrom(...addresses).map((each) => ({ type: 'address' as const, address: each })) },
  ),
  traffic: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ protocol: fc.constantFrom('tcp' as const, 'tcp' as const, 'udp' as const), port: fc.constantFrom(...ports) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ protocol: fc.constant('icmp' as const), type: fc.constantFrom(8, 3), code: fc.constantFrom(0, 4) }),
    },
    { weight: 1, arbitrary: fc.constant({ protocol: 50 }) },
  ),
})

/** What customers ask for: from an application, a neighbour or a vendor to a database. */
const anyUsualFlow: fc.Arbitrary<Flow> = fc.record({
  source: fc.oneof(
    fc.constantFrom('app-1', 'far-1').map((networkInterface) => ({ type: 'networkInterface' as const, networkInterface })),
    fc.constantFrom(...addresses.slice(0, 2)).map((each) => ({ type: 'address' as const, address: each })),
  ),
  destination: fc.constantFrom('db-1', 'app-1').map((networkInterface) => ({ type: 'networkInterface' as const, networkInterface })),
  traffic: fc.constantFrom(...ports).map((port) => ({ protocol: 'tcp' as const, port })),
})

export const anyFlow: fc.Arbitrary<Flow> = fc.oneof(anyStrangeFlow, anyUsualFlow)

export const anyFlows = fc.array(anyFlow, { minLength: 6, maxLength: 12 })

const span = { file: 'added', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } }
const anyCidr = fc.constantFrom(...blocks4, ...blocks6).map((text) => {
  const parsed = parseCidr(text)
  if (!parsed.ok) throw new Error(text)
  return parsed.value.cidr
})
const anyParsedTraffic: fc.Arbitrary<Traffic> = fc.oneof(
  fc.constant({ protocol: 'all' as const }),
  fc.constantFrom(...ports).map((port) => ({ protocol: 'tcp' as const, ports: { from: port, to: port } })),
  fc.constant({ protocol: 'tcp' as const, ports: { from: 1024, to: 65_535 } }),
)
const anySide = fc.constantFrom('ingress' as const, 'egress' as const)

/** A rule to add, and where. */
export const anySecurityGroupRule = fc.record({
  group: fc.constantFrom('app', 'db', 'far'),
  side: anySide,
  rule: fc.record({ at: fc.constant(span), traffic: anyParsedTraffic, peer: anyCidr.map((cidr) => ({ type: 'cidr' as const, cidr })) }),
})

/** An entry to put before all others, and where. */
export const anyAclEntry = fc.record({
  acl: fc.constantFrom('acl-a', 'acl-b', 'acl-c'),
  side: anySide,
  entry: fc.record({
    at: fc.constant(span),
    ruleNumber: fc.constant(0),
    ruleAction: fc.constantFrom('allow' as const, 'deny' as const),
    traffic: anyParsedTraffic,
    cidr: anyCidr,
  }),
})
