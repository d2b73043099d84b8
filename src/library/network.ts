import * as fc from 'fast-check'
import { parseJson } from '../base/parse-json.ts'
import type { Network } from '../network/network.ts'
import { parseNetwork } from '../network/parse-network.ts'
import { printedAs } from './printed-as.ts'

const block = fc.constantFrom('0.0.0.0/0', '10.0.0.0/16', '10.0.1.0/24', '10.0.1.10/32', '203.0.113.0/24', '203.0.113.7/32')
const port = fc.constantFrom(22, 443, 5432)
const peer = fc.oneof(
  block.map((cidr) => ({ cidr })),
  fc.constantFrom('app', 'database').map((securityGroup) => ({ securityGroup })),
)
const rule = fc.tuple(port, peer).map(([ports, from]) => ({ protocol: 'tcp', ports, ...from }))
const rules = fc.uniqueArray(rule, { maxLength: 4, selector: (each) => JSON.stringify(each) })
const group = fc.record({ vpc: fc.constant('main'), ingress: rules, egress: rules }, { requiredKeys: ['vpc'] })
const entry = fc.record({
  ruleAction: fc.constantFrom('allow', 'allow', 'deny'),
  protocol: fc.constantFrom('tcp', -1),
  cidrBlock: block,
})
const entries = fc.array(entry, { maxLength: 3 }).map((each) =>
  each.map(({ protocol, ...rest }, index) => ({
    ruleNumber: 100 + index,
    protocol,
    ...(protocol === 'tcp' ? { ports: '0-65535' } : {}),
    ...rest,
  })),
)
const acl = fc.record({ vpc: fc.constant('main'), ingress: entries, egress: entries })

/** As a user writes it under `network:`. */
const text = fc
  .record({ app: group, database: group, acl: fc.option(acl, { nil: undefined }), isPublic: fc.boolean(), listens: port })
  .map(({ app, database, acl: filter, isPublic, listens }) => ({
    vpcs: { main: { cidrBlock: '10.0.0.0/16' } },
    subnets: {
      front: { vpc: 'main', cidrBlock: '10.0.1.0/24', routeTable: 'table' },
      back: { vpc: 'main', cidrBlock: '10.0.2.0/24', routeTable: 'table', ...(filter === undefined ? {} : { networkAcl: 'filter' }) },
    },
    internetGateways: { igw: 'main' },
    routeTables: { table: { vpc: 'main', routes: isPublic ? { '0.0.0.0/0': 'igw' } : {} } },
    ...(filter === undefined ? {} : { networkAcls: { filter } }),
    securityGroups: { app, database },
    networkInterfaces: {
      'app-1': { subnet: 'front', privateIpAddress: '10.0.1.10', securityGroups: 'app' },
      'database-1': {
        subnet: 'back',
        privateIpAddress: '10.0.2.10',
        securityGroups: 'database',
        ...(isPublic ? { elasticIp: '198.51.100.10' } : {}),
      },
    },
    listeners: { database: { networkInterface: 'database-1', port: listens, application: 'postgres' } },
  }))

/** A VPC with `app-1` and, behind rules of security groups and sometimes of a network ACL, `database-1` with the listener `database`. */
export const anyNetwork: fc.Arbitrary<Network> = text.map((written) => {
  const json = JSON.stringify(written)
  const tree = parseJson(json, 'network.json')
  const parsed = tree.ok ? parseNetwork(tree.value) : tree
  if (!parsed.ok) throw new Error(`internal error: ${parsed.error.map(({ message }) => message).join('; ')}`)
  return printedAs(parsed.value, json)
})
