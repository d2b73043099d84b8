import { describe, expect, it } from 'vitest'
import { compileNetwork } from '../../src/network/compile-network.ts'
import { canShareNamespace, Ruleset } from '../../src/nftables/ruleset.ts'
import { type Way, wayOf } from '../../src/nftables/way.ts'
import { flowOf, networkOf } from '../network/networks.ts'

const network = networkOf(`
vpcs:
  a: { cidrBlock: 10.0.0.0/16 }
  b: { cidrBlock: 10.1.0.0/16, region: us-west-2 }
vpcPeeringConnections: { pcx: { requester: a, accepter: b, status: active } }
subnets:
  edge: { vpc: a, cidrBlock: 10.0.0.0/24, routeTable: public, networkAcl: edge }
  app: { vpc: a, cidrBlock: 10.0.1.0/24, routeTable: private }
  far: { vpc: b, cidrBlock: 10.1.1.0/24, routeTable: far }
internetGateways: { igw: a, igw-b: b }
natGateways: { nat: { subnet: edge, publicIp: 203.0.113.7, privateIpAddress: 10.0.0.5 } }
routeTables:
  public: { vpc: a, routes: { 0.0.0.0/0: igw } }
  private: { vpc: a, routes: { 0.0.0.0/0: nat } }
  far: { vpc: b, routes: { 0.0.0.0/0: igw-b } }
networkAcls:
  edge:
    vpc: a
    ingress:
      - { ruleNumber: 90, ruleAction: deny, protocol: tcp, ports: 22, cidrBlock: 10.0.0.0/8 }
      - { ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 }
    egress: [{ ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 }]
securityGroups:
  app: { vpc: a }
  far: { vpc: b, ingress: [{ protocol: tcp, ports: 5432, cidr: 203.0.113.7/32 }, { protocol: tcp, ports: 22, securityGroup: app }] }
networkInterfaces:
  app-1: { subnet: app, privateIpAddress: 10.0.1.10, securityGroups: app }
  far-1: { subnet: far, privateIpAddress: 10.1.1.10, securityGroups: far, elasticIp: 198.51.100.20 }
`)
const compiled = compileNetwork(network)

function way(from: string, to: string, port: string): Way {
  const found = wayOf(compiled, flowOf(network, { from, to, port }))
  if (!found.ok) throw new Error(found.error.because)
  return found.value
}

describe('rules of nftables', () => {
  it('are those of network ACLs in their order, with a drop at the end that says who dropped', () => {
    const ruleset = new Ruleset(compiled)
    const rules = ruleset.opening().filter((line) => /rule inet sallyport acl_\d_ingress ip saddr 10\.0\.0\.0\/8/.test(line))
    expect(rules).toEqual([
      expect.stringMatching(/ip saddr 10\.0\.0\.0\/8 meta l4proto tcp th dport 22-22 meta mark set \d+ goto dropped$/),
    ])
    const number = Number(/mark set (\d+)/.exec(rules[0] ?? '')?.[1])
    expect(ruleset.drops.at(number)).toEqual({ by: 'networkAcl', networkAcl: 'edge', side: 'ingress', ruleNumber: 90 })
  })

  it('recognize no member of a group in another Region', () => {
    expect(new Ruleset(compiled).opening().some((line) => line.includes('10.0.1.10 } meta l4proto tcp th dport 22'))).toBe(false)
  })

  it('rewrite addresses where gateways do, and ask the network ACL in between for the address that it sees', () => {
    const commands = new Ruleset(compiled).forWay(way('app-1', '198.51.100.20', '5432'))
    expect(commands).toContain('add element inet sallyport destination_ipv4 { 10.0.1.10 . 198.51.100.20 . tcp . 5432 : 10.1.1.10 }')
    expect(commands).toContain('add element inet sallyport source_ipv4 { 10.0.1.10 . 198.51.100.20 . tcp . 5432 : 203.0.113.7 }')
    expect(commands.filter((line) => /way_0_there_leave jump station/.test(line))).toHaveLength(2)
  })

  it('are added once for each way', () => {
    const ruleset = new Ruleset(compiled)
    expect(ruleset.forWay(way('app-1', '198.51.100.20', '5432'))).not.toEqual([])
    expect(ruleset.forWay(way('app-1', '198.51.100.20', '5432'))).toEqual([])
  })

  it('drop what the model says gets lost on its way, by name', () => {
    const ruleset = new Ruleset(compiled)
    const [line = ''] = ruleset.forWay(way('203.0.113.9', '10.1.1.10', '5432')).filter((each) => /way_0_there_leave meta mark/.test(each))
    expect(ruleset.drops.at(Number(/mark set (\d+)/.exec(line)?.[1]))).toMatchObject({ by: 'way' })
  })
})

describe('a network that one namespace cannot hold', () => {
  it('has the same addresses twice', () => {
    const twice = networkOf(`
vpcs: { a: { cidrBlock: 10.0.0.0/16 }, b: { cidrBlock: 10.0.0.0/16 } }
subnets: { one: { vpc: a, cidrBlock: 10.0.1.0/24 }, two: { vpc: b, cidrBlock: 10.0.1.0/25 } }
`)
    expect(canShareNamespace(compileNetwork(twice))).toEqual({
      ok: false,
      error: { because: 'the subnets `one` and `two` have the same addresses' },
    })
  })

  it('is asked for more than TCP and UDP', () => {
    const found = wayOf(compiled, flowOf(network, { from: 'app-1', to: 'far-1', protocol: 'icmp' }))
    expect(found).toEqual({ ok: false, error: { because: 'only TCP and UDP are sent' } })
  })
})
