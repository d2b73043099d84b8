import { describe, expect, it } from 'vitest'
import type { ServerConnection } from '../../src/connectors/server-connection.ts'
import { recogniseServerFaults } from '../../src/faults/recognise-server.ts'
import { collectServerEvidence } from '../../src/faults/server-evidence.ts'
import { elect, membersOf, modeOf, type PeerCall, standingOf } from '../../src/network/ensemble.ts'
import type { Network } from '../../src/network/network.ts'
import { networkOf, problemsOf } from './networks.ts'

/** Three members, each in a subnet of its own; what stands here is added to the rules of the first one's subnet and group. */
const three = ({ entries = '', group = 'members', state = 'up' } = {}): string => `
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
subnets:
  a: { vpc: v, cidrBlock: 10.0.1.0/24, networkAcl: a }
  b: { vpc: v, cidrBlock: 10.0.2.0/24 }
  c: { vpc: v, cidrBlock: 10.0.3.0/24 }
  clients: { vpc: v, cidrBlock: 10.0.9.0/24 }
networkAcls:
  a:
    vpc: v
    ingress: [${entries}{ ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 }]
    egress: [${entries}{ ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 }]
securityGroups:
  members:
    vpc: v
    ingress:
      - { protocol: tcp, ports: 2181, cidr: 10.0.9.0/24 }
      - { protocol: tcp, ports: 2888, self: true }
      - { protocol: tcp, ports: 3888, self: true }
  replaced: { vpc: v, ingress: [{ protocol: tcp, ports: 2181, cidr: 10.0.9.0/24 }] }
networkInterfaces:
  one: { subnet: a, privateIpAddress: 10.0.1.10, securityGroups: ${group} }
  two: { subnet: b, privateIpAddress: 10.0.2.10, securityGroups: members }
  three: { subnet: c, privateIpAddress: 10.0.3.10, securityGroups: members }
listeners:
  zk-1: { networkInterface: one, port: 2181, application: zookeeper, host: zk-1.example, member: { ensemble: e, id: 1, state: ${state} } }
  zk-2: { networkInterface: two, port: 2181, application: zookeeper, host: zk-2.example, member: { ensemble: e, id: 2 } }
  zk-3: { networkInterface: three, port: 2181, application: zookeeper, host: zk-3.example, member: { ensemble: e, id: 3 } }
`

const healthy = networkOf(three())

const connection: ServerConnection = {
  connector: 'zookeeper',
  host: 'zk-1.example',
  port: 2181,
  members: [1, 2, 3].map((id) => ({ host: `zk-${id}.example`, port: 2181 })),
  user: '',
  password: '',
  database: '',
  tls: 'off',
  tables: [],
  from: ['10.0.9.5'],
}

const rolesIn = (network: Network, lost: (call: { from: number; to: number; port: PeerCall['port'] }) => boolean): string =>
  membersOf(network, 'e')
    .map(
      (each) =>
        modeOf(
          elect(membersOf(network, 'e'), ({ from, to, port }) => !lost({ from: from.member.id, to: to.member.id, port })),
          each,
        ) ?? '-',
    )
    .join(' ')

function diagnosisOf(network: Network): readonly string[] {
  const fixture = { name: 'f', network } as unknown as Parameters<typeof collectServerEvidence>[0]['fixture']
  const evidence = collectServerEvidence({ fixture, connection }, [])
  if (evidence === undefined) return []
  return recogniseServerFaults(evidence).recognised.map(
    ({ fault, finding }) => `${fault.id}: ${fault.say(finding, evidence)} ${fault.where(finding, evidence)}`,
  )
}

describe('an ensemble', () => {
  // What three real members of ZooKeeper 3.8.0 did, started behind such rules.
  it.each([
    ['nothing is lost', () => false, 'follower follower leader'],
    ['the third is cut off', ({ from, to }) => from === 3 || to === 3, 'follower leader -'],
    ['two are cut off', ({ from, to }) => [from, to].some((id) => id > 1), '- - -'],
    ['the quorum port is closed', ({ port }) => port === 'quorum', '- - -'],
    ['the election port is closed', ({ port }) => port === 'election', '- - -'],
    ['nobody gets in to the first, which follows', ({ to }) => to === 1, '- follower leader'],
    ['nobody gets in to the third, which nobody can follow then', ({ to }) => to === 3, 'follower leader follower'],
    ['the quorum port of the third is closed', ({ to, port }) => to === 3 && port === 'quorum', 'follower leader follower'],
    ['the first and the third are cut off from each other alone', ({ from, to }) => from + to === 4, '- follower leader'],
  ] as readonly (readonly [string, Parameters<typeof rolesIn>[1], string])[])('elects when %s', (_, lost, roles) => {
    expect(rolesIn(healthy, lost)).toBe(roles)
  })

  it('is led as its network lets members call each other', () => {
    expect(standingOf(healthy, 'e').leader?.name).toBe('zk-3')
    expect(standingOf(networkOf(three({ state: 'down' })), 'e').followers.map(({ name }) => name)).toEqual(['zk-2'])
    expect(diagnosisOf(healthy)).toEqual([])
  })

  it('is told which rule cuts whom, where it stands, and who leads without it', () => {
    const entries = '{ ruleNumber: 50, ruleAction: deny, protocol: tcp, ports: 2000-4000, cidrBlock: 10.0.0.0/21 }, '
    expect(diagnosisOf(networkOf(three({ entries })))).toEqual([
      'zookeeper-member-cut: `zk-1` cannot speak with the other members: the ensemble has a quorum of 2 of 3 members, `zk-3` leads. VPC > Network ACLs > a > Outbound rules (network.yaml:12); VPC > Network ACLs > a > Inbound rules (network.yaml:11)',
    ])
  })

  it('goes on with another leader where nobody can follow the highest', () => {
    const denied = networkOf(
      three()
        .replace(
          'three: { subnet: c, privateIpAddress: 10.0.3.10, securityGroups: members',
          'three: { subnet: c, privateIpAddress: 10.0.3.10, securityGroups: replaced',
        )
        .replace(
          'self: true }\n      - { protocol: tcp, ports: 3888, self: true',
          'cidr: 10.0.0.0/16 }\n      - { protocol: tcp, ports: 3888, cidr: 10.0.0.0/16',
        ),
    )
    expect(diagnosisOf(denied).map((text) => text.replace(/[.] VPC.*/, '.'))).toEqual([
      'zookeeper-quorum-port-closed: `zk-1` cannot follow `zk-3` and 1 more at port 2888: the ensemble has a quorum of 3 of 3 members, `zk-2` leads.',
      'zookeeper-election-port-closed: `zk-1` cannot call `zk-3` and 1 more at port 3888: after its next election the ensemble has a quorum of 3 of 3 members, `zk-2` leads.',
    ])
  })

  it('loses a member that was replaced without its security group', () => {
    const [told, ...others] = diagnosisOf(networkOf(three({ group: 'replaced' })))
    expect(others).toEqual([])
    expect(told).toMatch(/^zookeeper-member-cut: `zk-1` cannot speak .*`zk-3` leads[.] VPC > Security groups > members > Inbound rules/)
  })

  it('has each id and each port once, and is of ZooKeeper', () => {
    const twice = three().replace('id: 2', 'id: 1')
    const clash = three().replace('id: 2', 'id: 2, quorumPort: 2181')
    const other = three().replace('application: zookeeper', 'application: postgres')
    expect([twice, clash, other].map((text) => problemsOf(text).map(({ message }) => message))).toEqual([
      ['the ensemble `e` has a member 1 already'],
      ['`zk-2` listens there already'],
      ['only ZooKeeper has members'],
    ])
  })
})
