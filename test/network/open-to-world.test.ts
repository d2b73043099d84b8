import { describe, expect, it } from 'vitest'
import { formatCidr } from '../../src/base/cidr.ts'
import { cidrsOf, sizeOf } from '../../src/base/interval-set.ts'
import { openToWorld } from '../../src/network/open-to-world.ts'
import { reachableFrom } from '../../src/network/reachable-from.ts'
import { networkOf } from './networks.ts'

const networkWith = (rules: string, more = '', routes = '{ 0.0.0.0/0: igw, "::/0": igw }') =>
  networkOf(`
vpcs: { v: { cidrBlock: [ 10.0.0.0/16, "2600:1f18:1::/56" ] } }
internetGateways: { igw: v }
routeTables: { r: { vpc: v, main: true, routes: ${routes} } }
subnets: { a: { vpc: v, cidrBlock: [ 10.0.1.0/24, "2600:1f18:1:1::/64" ] } }
securityGroups: { g: { vpc: v, ingress: ${rules} } }
networkInterfaces: { host: { subnet: a, ipv6Addresses: "2600:1f18:1:1::10", publicIp: 203.0.113.10, securityGroups: g }, inner: { subnet: a, securityGroups: g } }
${more}`)

const found = (network: ReturnType<typeof networkWith>) =>
  openToWorld(network).map(
    ({ networkInterface, protocol, ports, family, share }) =>
      `${networkInterface} ${protocol} ${ports.from}-${ports.to} ${family} ${share}`,
  )

describe('open to the world', () => {
  it.each([
    ['everywhere', '[ { protocol: tcp, ports: 22, cidr: 0.0.0.0/0 } ]', ['host tcp 22-22 ipv4 1']],
    ['everywhere in halves', '[ { protocol: tcp, ports: 22, cidr: [ 0.0.0.0/1, 128.0.0.0/1 ] } ]', ['host tcp 22-22 ipv4 1']],
    ['everything in IPv6', '[ { protocol: -1, cidr: "::/0" } ]', ['host tcp 0-65535 ipv6 1', 'host udp 0-65535 ipv6 1']],
    ['a vendor', '[ { protocol: tcp, ports: 22, cidr: [ 203.0.113.0/24, 8.0.0.0/8 ] } ]', []],
    ['the VPC', '[ { protocol: -1, cidr: 10.0.0.0/8 } ]', []],
    ['itself', '[ { protocol: -1, self: true } ]', []],
  ])('a rule for %s', (_, rules, expected) => expect(found(networkWith(rules))).toEqual(expected))

  it('not without a route to the internet gateway', () => {
    expect(found(networkWith('[ { protocol: tcp, ports: 22, cidr: 0.0.0.0/0 } ]', '', '{}'))).toEqual([])
  })

  it('not where a listener is meant to be, port by port', () => {
    const listeners = 'listeners: { web: { networkInterface: host, port: 443, openToWorld: true } }'
    expect(found(networkWith('[ { protocol: tcp, ports: 442-444, cidr: 0.0.0.0/0 } ]', listeners))).toEqual([
      'host tcp 442-442 ipv4 1',
      'host tcp 444-444 ipv4 1',
    ])
  })

  it('names the rules and the listeners', () => {
    const [finding] = openToWorld(
      networkWith('[ { protocol: tcp, ports: 22, cidr: 0.0.0.0/0 } ]', 'listeners: { ssh: { networkInterface: host, port: 22 } }'),
    )
    expect([finding?.rules.map(({ pointer }) => pointer), finding?.listeners.map(({ name }) => name)]).toEqual([
      ['/securityGroups/g/ingress/0/cidr'],
      ['ssh'],
    ])
  })
})

describe('from where a port can be reached', () => {
  const network = networkWith('[ { protocol: tcp, ports: 22, cidr: [ 203.0.113.7/32, 203.0.113.8/31, 10.0.1.0/24 ], securityGroup: g } ]')

  it('is a set of addresses for a range of ports, those of members of the group among them', () => {
    const reaches = reachableFrom(network, { type: 'networkInterface', networkInterface: 'host' })
    expect(reaches.map(({ protocol, ports, outcome, ipv4 }) => [protocol, ports, outcome, cidrsOf(ipv4, 'ipv4').map(formatCidr)])).toEqual([
      ['tcp', { from: 22, to: 22 }, 'open', ['10.0.1.0/24', '203.0.113.7/32', '203.0.113.8/31', '203.0.113.10/32']],
    ])
    expect(reaches.map(({ ipv6 }) => sizeOf(ipv6))).toEqual([1n])
  })

  it('is nowhere for what is not in the network', () => {
    expect(reachableFrom(network, { type: 'networkInterface', networkInterface: 'nobody' })).toEqual([])
    expect(reachableFrom(network, { type: 'listener', listener: 'nobody' })).toEqual([])
  })
})
