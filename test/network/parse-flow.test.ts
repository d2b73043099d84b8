import { describe, expect, it } from 'vitest'
import { formatAddress } from '../../src/base/cidr.ts'
import { type FlowText, parseFlow } from '../../src/network/parse-flow.ts'
import { networkOf } from './networks.ts'

const network = networkOf(`
vpcs: { v: { cidrBlock: [ 10.0.0.0/16, "2600:1f18:1::/56" ] } }
subnets: { a: { vpc: v, cidrBlock: [ 10.0.1.0/24, "2600:1f18:1:1::/64" ] } }
securityGroups: { app: { vpc: v }, empty: { vpc: v } }
networkInterfaces: { app-1: { subnet: a, securityGroups: app }, app-2: { subnet: a, securityGroups: app }, db-1: { subnet: a } }
listeners: { warehouse: { networkInterface: db-1, port: 5439, host: warehouse.example, application: redshift } }
`)
const parsed = (text: FlowText) => {
  const flows = parseFlow(network, text)
  return flows.ok ? flows.value : flows.error.map(({ message, help }) => [message, help])
}

describe('a flow as a person types it', () => {
  it('goes from an interface to a listener, which knows its port', () => {
    expect(parsed({ from: 'app-1', to: 'warehouse' })).toEqual([
      {
        source: { type: 'networkInterface', networkInterface: 'app-1' },
        destination: { type: 'listener', listener: 'warehouse' },
        traffic: { protocol: 'tcp', port: 5439 },
      },
    ])
  })

  it('asks for every member of a security group', () => {
    const flows = parsed({ from: 'app', to: 'db-1:22' })
    expect(flows.map((flow) => ('source' in flow ? flow.source : flow))).toEqual([
      { type: 'networkInterface', networkInterface: 'app-1' },
      { type: 'networkInterface', networkInterface: 'app-2' },
    ])
  })

  it.each([
    [
      { from: '10.0.1.9', to: '[2600:1f18:1:1::9]:443' },
      { type: 'address', address: { family: 'ipv6', value: 0x2600_1f18_0001_0001_0000_0000_0000_0009n } },
      { protocol: 'tcp', port: 443 },
    ],
    [
      { from: 'app-1', to: 'warehouse.example' },
      { type: 'host', host: 'warehouse.example' },
      { protocol: 'tcp', port: 5439 },
    ],
    [
      { from: 'app-1', to: 'com.amazonaws.us-east-1.s3' },
      { type: 'service', service: 'com.amazonaws.us-east-1.s3' },
      { protocol: 'tcp', port: 443 },
    ],
    [
      { from: 'app-1', to: 'db-1', protocol: 'icmp' },
      { type: 'networkInterface', networkInterface: 'db-1' },
      { protocol: 'icmp', type: 8, code: 0 },
    ],
    [
      { from: 'app-1', to: 'db-1', protocol: 'icmp/3/4' },
      { type: 'networkInterface', networkInterface: 'db-1' },
      { protocol: 'icmp', type: 3, code: 4 },
    ],
    [{ from: 'app-1', to: 'db-1', protocol: '50' }, { type: 'networkInterface', networkInterface: 'db-1' }, { protocol: 50 }],
    [
      { from: 'app-1', to: 'db-1', port: '53', protocol: 'udp' },
      { type: 'networkInterface', networkInterface: 'db-1' },
      { protocol: 'udp', port: 53 },
    ],
  ] as const)('%j', (text, destination, traffic) => {
    expect(parsed(text)).toMatchObject([{ destination, traffic }])
  })

  it('comes from a member of an allow-list, a free host of a subnet, a NAT gateway, the internet', () => {
    const office = networkOf(`
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24 } }
prefixLists: { office: [198.51.100.1/32, 198.51.100.2/32], wide: [198.51.100.0/24] }
securityGroups: { db: { vpc: v, groupName: Database, ingress: [{ protocol: tcp, ports: 22, cidr: [9.0.0.0/8, 10.0.0.0/8] }] } }
natGateways: { nat: { subnet: a, publicIp: 203.0.113.7, privateIpAddress: 10.0.1.4 } }
networkInterfaces: { db-1: { subnet: a, privateIpAddress: 10.0.1.5, securityGroups: db } }
records: { api.example: [203.0.113.9] }
`)
    const from = (text: string): readonly string[] => {
      const flows = parseFlow(office, { from: text, to: 'Database:22' })
      return flows.ok
        ? flows.value.map(({ source }) => (source.type === 'address' ? formatAddress(source.address) : ''))
        : flows.error.map(({ message }) => message)
    }
    expect(from('office')).toEqual(['198.51.100.1', '198.51.100.2'])
    expect(from('wide')).toEqual(['the prefix list `wide` has `198.51.100.0/24`, which is many addresses'])
    expect(from('198.51.100.0/24')).toEqual(['`198.51.100.0/24` is many addresses'])
    expect(from('a')).toEqual(['10.0.1.6'])
    expect(from('nat')).toEqual(['203.0.113.7'])
    expect(from('api.example')).toEqual(['203.0.113.9'])
    expect(from('internet')).toEqual(['11.0.0.0'])
  })

  it('takes the ports of the client by name or as a range', () => {
    expect(parsed({ from: 'app-1', to: 'db-1:22', sourcePorts: 'windows' })).toMatchObject([{ sourcePorts: { from: 49152, to: 65535 } }])
    expect(parsed({ from: 'app-1', to: 'db-1:22', sourcePorts: '1024-2048' })).toMatchObject([{ sourcePorts: { from: 1024, to: 2048 } }])
  })

  it.each([
    [
      { from: 'ap-1', to: 'db-1:22' },
      [['`ap-1` is no interface, security group, prefix list, subnet, name or address of the network', 'did you mean `app-1`?']],
    ],
    [{ from: 'empty', to: 'db-1:22' }, [['the security group `empty` has no members', undefined]]],
    [
      { from: '::ffff:10.0.1.9', to: 'db-1:22' },
      [['`::ffff:10.0.1.9` is an IPv4 address written as IPv6', 'write it as IPv4: VPCs have no IPv4-mapped addresses']],
    ],
    [
      { from: 'app-1', to: 'warehous' },
      [
        ['`warehous` is no listener, interface, security group, address or host name', 'did you mean `warehouse`?'],
        ['the flow needs a port', 'for example `db-1:5432`'],
      ],
    ],
    [{ from: 'app-1', to: 'db-1' }, [['the flow needs a port', 'for example `db-1:5432`']]],
    [{ from: 'app-1', to: 'db-1:70000' }, [['`70000` is no port', '0 to 65535']]],
    [{ from: 'app-1', to: 'db-1:22', protocol: 'tpc' }, [['`tpc` is no protocol of a flow', '`tcp`, `udp`, `icmp`, `icmpv6` or a number']]],
    [{ from: 'app-1', to: 'db-1', protocol: 'icmp/300' }, [['`icmp/300` is no type and code of icmp', 'for example `icmp/8/0`']]],
    [
      { from: 'app-1', to: 'db-1:22', sourcePorts: '9-1' },
      [['`9-1` is no range of ports', '`linux`, `windows`, `natGateway`, or a range such as `1024-65535`']],
    ],
  ])('%j is refused', (text, problems) => expect(parsed(text)).toEqual(problems))
})
