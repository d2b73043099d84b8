import { describe, expect, it } from 'vitest'
import { formatAddress } from '../../src/base/cidr.ts'
import { ask, codesOf, networkOf } from './networks.ts'

const outcomeOf = (verdict: ReturnType<typeof ask>) => [verdict.outcome, ...codesOf(verdict)]

describe('an egress-only internet gateway', () => {
  const network = networkOf(`
vpcs: { v: { cidrBlock: [ 10.0.0.0/16, "2600:1f18:1::/56" ] } }
egressOnlyInternetGateways: { eigw: v }
routeTables: { r: { vpc: v, main: true, routes: { "::/0": eigw } } }
subnets: { a: { vpc: v, cidrBlock: [ 10.0.1.0/24, "2600:1f18:1:1::/64" ] } }
securityGroups: { g: { vpc: v, ingress: [ { protocol: -1, cidr: "::/0" } ] } }
networkInterfaces: { host: { subnet: a, ipv6Addresses: "2600:1f18:1:1::10", securityGroups: g } }`)

  it('lets IPv6 out and its replies in', () => expect(outcomeOf(ask(network, 'host', '2001:db8::1', { port: '443' }))).toEqual(['open']))
  it('lets nothing in of itself', () => expect(outcomeOf(ask(network, '2001:db8::1', 'host:443'))).toEqual(['closed', 'NO_PATH']))
})

describe('networks behind gateways, for one hop', () => {
  const network = networkOf(`
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
vpnGateways: { vgw: { vpc: v, remoteCidrs: 192.168.0.0/16 } }
transitGateways: { tgw: { attachments: { v: { vpc: v, subnets: a }, office: { remoteCidrs: 172.20.0.0/16 } } } }
routeTables: { r: { vpc: v, main: true, routes: { 192.168.0.0/16: { target: vgw, origin: propagated }, 172.16.0.0/12: tgw } } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24 } }
securityGroups: { g: { vpc: v, ingress: [ { protocol: tcp, ports: 22, cidr: [ 192.168.1.0/24, 172.20.0.0/16 ] } ] } }
networkInterfaces: { host: { subnet: a, securityGroups: g } }`)

  it.each([
    ['192.168.1.9', 'host:22', ['open']],
    ['192.168.2.9', 'host:22', ['closed', 'ENI_SG_RULES_MISMATCH']],
    ['host', '192.168.7.7:443', ['open']],
    ['172.20.3.3', 'host:22', ['open']],
    ['host', '172.20.3.3:443', ['open']],
    ['host', '172.30.3.3:443', ['closed', 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT']],
    [
      '172.30.3.3',
      'host:22',
      ['closed', 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS', 'ENI_SG_RULES_MISMATCH', 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT'],
    ],
  ])('%s to %s', (from, to, expected) => expect(outcomeOf(ask(network, from, to))).toEqual(expected))
})

describe('a Network Load Balancer', () => {
  const network = networkOf(`
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24 }, b: { vpc: v, cidrBlock: 10.0.2.0/24 }, c: { vpc: v, cidrBlock: 10.0.3.0/24 } }
securityGroups:
  client: { vpc: v }
  nlb: { vpc: v, ingress: [ { protocol: tcp, ports: 443, securityGroup: client } ] }
  target: { vpc: v, ingress: [ { protocol: tcp, ports: 8443, cidr: 10.0.1.0/24 } ] }
  behind: { vpc: v, ingress: [ { protocol: tcp, ports: 8443, securityGroup: nlb } ] }
networkInterfaces:
  client: { subnet: a, securityGroups: client }
  target: { subnet: c, securityGroups: target }
  behind: { subnet: c, securityGroups: behind }
loadBalancers:
  nlb:
    subnets: b
    securityGroups: nlb
    listeners:
      - { port: 443, targets: target, targetPort: 8443 }
      - { port: 444, targets: [ target, behind ], targetPort: 8443, preserveClientIp: false }
      - { port: 445, targets: target }
  idle: { subnets: b, listeners: [ { port: 443, targets: target, targetPort: 9 } ] }`)

  it('shows its targets the address of the client', () => expect(outcomeOf(ask(network, 'client', 'nlb/b:443'))).toEqual(['open']))
  it('has groups of its own', () =>
    expect(outcomeOf(ask(network, 'client', 'nlb/b:445'))).toEqual(['closed', 'ENI_SG_RULES_MISMATCH', 'ENI_SG_RULES_MISMATCH']))
  it('has no listener for other ports', () =>
    expect(outcomeOf(ask(network, 'client', 'idle/b:80'))).toEqual(['closed', 'ELBV2_LISTENERS_MISMATCH']))
  it('tells what stops it at each target when none answers', () =>
    expect(outcomeOf(ask(network, 'client', 'idle/b:443'))).toEqual(['closed', 'ENI_SG_RULES_MISMATCH']))
})

describe('addresses and names', () => {
  const network = networkOf(`
vpcs: { v: { cidrBlock: 10.0.0.0/16, enableDnsHostnames: true }, w: { cidrBlock: 10.0.0.0/16 } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24 }, z: { vpc: w, cidrBlock: 10.0.1.0/24 } }
securityGroups: { g: { vpc: v, ingress: [ { protocol: tcp, ports: 22, cidr: 10.0.1.0/24 } ] } }
networkInterfaces: { host: { subnet: a, privateIpAddress: 10.0.1.10, securityGroups: g }, twin: { subnet: z, privateIpAddress: 10.0.1.20 }, off: { subnet: a, securityGroups: g, attached: false } }
listeners: { ssh: { networkInterface: host, port: 22 } }
hostedZones: { acme.internal: { vpcs: v, records: { db.acme.internal: www.acme.example, loop.acme.internal: loop.acme.internal } } }
records: { www.acme.example: alias.acme.example, alias.acme.example: host, many.acme.example: [ 10.0.1.10, "2001:db8::1" ] }`)

  it('a host without an interface calls without outbound rules, and that is an assumption', () => {
    const verdict = ask(network, '10.0.1.77', 'host:22')
    expect([verdict.outcome, verdict.assumptions.map(({ assumption }) => assumption)]).toEqual(['open', ['hostWithoutInterface']])
  })
  it('an address of a VPC that no subnet has is nobody', () =>
    expect(outcomeOf(ask(network, '10.0.9.9', 'host:22'))).toEqual(['closed', 'NO_SOURCE_OR_DESTINATION']))
  it('of two VPCs with one address the one that is called is meant', () => {
    expect(outcomeOf(ask(network, '10.0.1.20', 'host:22'))).toEqual(['open'])
  })
  it('names of names are followed', () => expect(outcomeOf(ask(network, 'host', 'db.acme.internal:22'))).toEqual(['open']))
  it('names of themselves are not found', () =>
    expect(outcomeOf(ask(network, 'host', 'loop.acme.internal:22'))).toEqual(['closed', 'DNS_NXDOMAIN']))
  it('of a name with several addresses one of a common family is taken', () => {
    const verdict = ask(network, '10.0.1.77', 'many.acme.example:22')
    expect(verdict.destinationAddress && formatAddress(verdict.destinationAddress)).toBe('10.0.1.10')
  })
  it('a detached interface neither calls nor answers', () => {
    expect(outcomeOf(ask(network, 'off', 'host:22'))).toEqual(['closed', 'BAD_STATE_ATTACHMENT'])
    expect(outcomeOf(ask(network, 'host', 'off:22'))).toEqual(['closed', 'BAD_STATE_ATTACHMENT'])
  })
  it('a port where nothing listens is reached, and told', () => {
    const [listening, silent] = [ask(network, '10.0.1.77', 'ssh'), ask(network, 'host', 'host:23')]
    expect(listening.arrival).toMatchObject({ at: 'networkInterface', closedPort: false, listener: { name: 'ssh' } })
    expect(silent.arrival).toMatchObject({ closedPort: true })
  })
})

it('an address that two peers have leads where the route says, and nowhere else', () => {
  const network = networkOf(`
vpcs: { a: { cidrBlock: 10.0.0.0/16 }, b: { cidrBlock: 192.168.0.0/16 }, c: { cidrBlock: 192.168.0.0/16 } }
vpcPeeringConnections: { a-b: { requester: a, accepter: b }, a-c: { requester: a, accepter: c } }
subnets: { a1: { vpc: a, cidrBlock: 10.0.1.0/24 }, b1: { vpc: b, cidrBlock: 192.168.1.0/24 }, c1: { vpc: c, cidrBlock: 192.168.1.0/24 } }
routeTables:
  ra: { vpc: a, main: true, routes: { 192.168.0.0/16: a-b } }
  rb: { vpc: b, main: true, routes: { 10.0.0.0/16: a-b } }
  rc: { vpc: c, main: true, routes: { 10.0.0.0/16: a-c } }
securityGroups:
  gb: { vpc: b, ingress: [ { protocol: tcp, ports: 22, cidr: 10.0.0.0/16 } ] }
  gc: { vpc: c, ingress: [ { protocol: tcp, ports: 22, cidr: 10.0.0.0/16 } ] }
networkInterfaces:
  host: { subnet: a1 }
  in-b: { subnet: b1, privateIpAddress: 192.168.1.9, securityGroups: gb }
  in-c: { subnet: c1, privateIpAddress: 192.168.1.9, securityGroups: gc }`)
  expect(outcomeOf(ask(network, 'host', 'in-b:22'))).toEqual(['open'])
  expect(ask(network, 'host', '192.168.1.9:22').arrival).toMatchObject({ networkInterface: 'in-b' })
  expect(outcomeOf(ask(network, 'host', 'in-c:22'))).toEqual(['closed', 'NO_POSSIBLE_DESTINATION'])
})

it('a NAT gateway with several addresses may use any of them', () => {
  const network = networkOf(`
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
internetGateways: { igw: v }
natGateways: { nat: { subnet: a, publicIp: [ 203.0.113.7, 203.0.113.8 ] } }
routeTables: { pub: { vpc: v, routes: { 0.0.0.0/0: igw } }, priv: { vpc: v, routes: { 0.0.0.0/0: nat } } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24, routeTable: pub }, b: { vpc: v, cidrBlock: 10.0.2.0/24, routeTable: priv } }
networkInterfaces: { host: { subnet: b } }`)
  const { outcome, assumptions } = ask(network, 'host', '8.8.8.8:443')
  expect([outcome, assumptions.map(({ assumption }) => assumption)]).toEqual(['open', ['natGatewayAddressChosen']])
})
