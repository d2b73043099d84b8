import { describe, expect, it } from 'vitest'
import { applyOpening } from '../../src/network/apply-opening.ts'
import { describeBlocker } from '../../src/network/describe-blocker.ts'
import { ask, networkOf } from './networks.ts'

const network = networkOf(`
vpcs: { product: { cidrBlock: 10.0.0.0/16 }, customer: { cidrBlock: 10.1.0.0/16 } }
internetGateways: { igw: customer }
natGateways: { nat: { subnet: edge, publicIp: 203.0.113.7 } }
subnets:
  edge: { vpc: product, cidrBlock: 10.0.0.0/24 }
  app: { vpc: product, cidrBlock: 10.0.1.0/24, routeTable: private }
  db: { vpc: customer, cidrBlock: 10.1.1.0/24, routeTable: public, networkAcl: strict }
routeTables:
  private: { vpc: product, routes: { 0.0.0.0/0: nat } }
  public: { vpc: customer, routes: { 0.0.0.0/0: igw, 203.0.113.0/24: { target: pcx-old, state: blackhole } } }
networkAcls:
  strict:
    vpc: customer
    ingress: [ { ruleNumber: 90, ruleAction: deny, protocol: tcp, ports: 22, cidrBlock: 0.0.0.0/0 }, { ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 } ]
    egress: [ { ruleNumber: 100, ruleAction: allow, protocol: tcp, ports: 49152-65535, cidrBlock: 0.0.0.0/0 } ]
securityGroups:
  app: { vpc: product }
  db: { vpc: customer, ingress: [ { protocol: tcp, ports: 5433-5440, cidr: 203.0.113.7/32 } ] }
networkInterfaces:
  app-1: { subnet: app, securityGroups: app }
  db-1: { subnet: db, securityGroups: db, elasticIp: 198.51.100.20 }
  db-2: { subnet: db, securityGroups: db }
`)

const said = (from: string, to: string) => ask(network, from, to).blockers.map((blocker) => describeBlocker(blocker))

describe('a blocker in words', () => {
  it('names the group, the nearest rule and what differs, and the narrowest rule to add', () => {
    expect(said('198.51.100.99', 'db-1:5432')[0]).toEqual({
      message:
        'the security group `db` has no inbound rule for tcp/5432 from `198.51.100.99`; the nearest rule admits tcp/5433-5440 from `203.0.113.7/32` and differs in the ports and the source',
      help: 'add an inbound rule to `db`: tcp/5432 from 198.51.100.99/32',
    })
  })

  it('names the entry that denies and the one that comes too late', () => {
    expect(said('198.51.100.99', 'db-1:22')[0]).toEqual({
      message:
        'the network ACL `strict` denies, by entry 90, tcp/22 from `198.51.100.99` (inbound); entry 100 would allow it, but comes later',
      help: 'add the inbound entry 89 to `strict`: allow tcp/22 from 198.51.100.99/32',
    })
  })

  it('says which way and for how many ports', () => {
    expect(said('198.51.100.99', 'db-1:5433').map(({ message }) => message)).toContain(
      'on the way back, for some source ports the network ACL `strict` has no entry for tcp/32768-60999 to `198.51.100.99` (outbound)',
    )
  })

  it('names the blackhole, and the route that would take over', () => {
    expect(said('203.0.113.9', 'db-1:5433').at(-1)).toEqual({
      message: 'on the way back, the route table `public` sends packets for `203.0.113.9` into a blackhole: the target `pcx-old` is gone',
      help: 'remove the route for `203.0.113.0/24` from `public`',
    })
  })

  it('tells a private address from outside', () => {
    expect(said('198.51.100.99', 'db-2:5433')[0]).toEqual({
      message: '`db-2` has only the private address `10.1.1.5`: the internet gateway serves public ones',
      help: 'give `db-2` a public address, or reach it by a private way',
    })
  })

  it('has a message for every blocker that the law of openings meets', () => {
    for (const { message } of [...said('app-1', 'db-1:5433'), ...said('app-1', '10.1.1.4:5433'), ...said('app-1', 'nowhere.example:1')]) {
      expect(message).toMatch(/^(?!internal)[a-z`].*[^.]$/)
    }
  })
})

describe('the openings of one flow', () => {
  const shared = networkOf(`
vpcs: { product: { cidrBlock: 10.0.0.0/16 } }
subnets:
  app: { vpc: product, cidrBlock: 10.0.1.0/24, networkAcl: shared }
  db: { vpc: product, cidrBlock: 10.0.2.0/24, networkAcl: shared }
networkAcls:
  shared:
    vpc: product
    ingress: [ { ruleNumber: 100, ruleAction: allow, protocol: tcp, ports: 5432, cidrBlock: 10.0.0.0/16 } ]
    egress: [ { ruleNumber: 100, ruleAction: allow, protocol: tcp, ports: 443, cidrBlock: 0.0.0.0/0 } ]
securityGroups:
  app: { vpc: product }
  db: { vpc: product, ingress: [ { protocol: tcp, ports: 5432, securityGroup: app } ] }
networkInterfaces:
  app-1: { subnet: app, securityGroups: app }
  db-1: { subnet: db, securityGroups: db }
`)

  it('have different numbers in one ACL, so that they can be added together', () => {
    const { blockers } = ask(shared, 'app-1', 'db-1:5432')
    const numbers = blockers.map(({ opens }) =>
      opens.change === 'createNetworkAclEntry' ? `${opens.side} ${opens.ruleNumber}` : opens.change,
    )
    expect(numbers).toEqual(['egress 110', 'egress 120', 'ingress 110'])
    const opened = blockers.reduce((network, { opens }) => applyOpening(network, opens), shared)
    expect(ask(opened, 'app-1', 'db-1:5432').outcome).toBe('open')
  })
})
