import { expect, it } from 'vitest'
import { networkOf } from './networks.ts'

const notesOf = (rules: string, more = '') =>
  networkOf(`
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24 } }
securityGroups:
  g:
    vpc: v
    ingress: ${rules}
${more}`).notes.map(({ code, at, message }) => `${at.start.line} ${code} ${message}`)

it('a rule that another one of its group covers is named, with the place of the other', () => {
  expect(
    notesOf('\n    - { protocol: tcp, ports: 22, cidr: 10.0.1.0/24 }\n    - { protocol: tcp, ports: 20-30, cidr: 10.0.0.0/8 }'),
  ).toEqual(['8 network/redundant-rule the rule at network.yaml:9:44 admits all of this already'])
})

it('rules for different protocols, ports, peers or families do not cover each other', () => {
  expect(
    notesOf(`
    - { protocol: tcp, ports: 22, cidr: 10.0.0.0/8 }
    - { protocol: udp, ports: 22, cidr: 10.0.1.0/24 }
    - { protocol: tcp, ports: 22-23, cidr: 10.0.1.0/24 }
    - { protocol: tcp, ports: 22, cidr: "::/0" }
    - { protocol: tcp, ports: 22, self: true }
    - { protocol: icmp, icmpType: 8, icmpCode: 0, cidr: 10.0.0.0/8 }
    - { protocol: icmp, icmpType: 3, icmpCode: -1, cidr: 10.0.0.0/8 }`),
  ).toEqual([])
})

it('more groups on an interface than the quota are told', () => {
  const groups = Array.from({ length: 6 }, (_, index) => `g${index}: { vpc: v }`).join(', ')
  const network = networkOf(`
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24 } }
securityGroups: { ${groups} }
networkInterfaces: { host: { subnet: a, securityGroups: [ g0, g1, g2, g3, g4, g5 ] } }`)
  expect(network.notes.map(({ message }) => message)).toEqual([
    '6 security groups are more than the 5 that AWS allows an interface unless the quota is raised',
  ])
})
