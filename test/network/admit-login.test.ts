import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../src/base/cidr.ts'
import { type Login, loginBlockers } from '../../src/network/admit-login.ts'
import type { Server } from '../../src/network/server.ts'
import { networkOf, problemsOf } from './networks.ts'

const yaml = (server: string) => `
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
subnets: { a: { vpc: v, cidrBlock: 10.0.1.0/24 } }
networkInterfaces: { db-1: { subnet: a } }
listeners: { db: { networkInterface: db-1, port: 5432, server: { ${server} } } }
`
const serverOf = (text: string): Server => networkOf(yaml(text)).listeners.get('db')?.server as Server
const people = 'users: { ana: pw, ben: pw }, databases: { sales: { connect: [ana], tables: { orders: [ana] } } }'
function addressOf(text: string): Login['address'] {
  const address = parseAddress(text)
  if (!address.ok) throw new Error(text)
  return address.value
}
const login = (more: Partial<Omit<Login, 'address'>> & { readonly from?: string } = {}): Login => ({
  tls: true,
  user: 'ana',
  password: 'pw',
  database: 'sales',
  tables: ['orders'],
  ...more,
  address: addressOf(more.from ?? '203.0.113.7'),
})
const blocks = (server: string, ...more: Parameters<typeof login>) =>
  loginBlockers(serverOf(`${server}${server === '' ? '' : ', '}${people}`), login(...more)).map((each) => each.blocks)

describe('a login', () => {
  it('succeeds where nothing is held against it', () => expect(blocks('')).toEqual([]))

  it.each<[string, string, Parameters<typeof login>[0], readonly string[]]>([
    [
      'the first access rule that matches decides',
      'access: [{ action: reject, cidr: 203.0.113.7/32 }, { cidr: 0.0.0.0/0 }]',
      {},
      ['access'],
    ],
    ['no rule is a refusal', 'access: [{ cidr: 198.51.100.0/24 }]', {}, ['access']],
    ['a rule for other users does not match', 'access: [{ users: ben, cidr: 0.0.0.0/0 }]', {}, ['access']],
    ['a rule for other databases does not match', 'access: [{ databases: hr, cidr: 0.0.0.0/0 }]', {}, ['access']],
    ['a rule for IPv4 says nothing of IPv6', 'access: [{ cidr: 0.0.0.0/0 }]', { from: '2001:db8::7' }, ['access']],
    ['hostssl needs TLS', 'access: [{ cidr: 0.0.0.0/0, tls: required }]', { tls: false }, ['access']],
    ['hostnossl needs none', 'access: [{ cidr: 0.0.0.0/0, tls: off }]', {}, ['access']],
    ['a server that requires TLS admits nobody without', 'tls: required', { tls: false }, ['access']],
    ['a server without TLS cannot give it', 'tls: off', {}, ['tlsUnsupported']],
    ['a password is the user’s own', '', { password: 'other' }, ['password']],
    ['an unknown user is told like a wrong password', '', { user: 'eve' }, ['password', 'connect', 'table']],
    ['a database has to be there', '', { database: 'hr' }, ['noDatabase']],
    ['who may not connect may not read', '', { user: 'ben' }, ['connect', 'table']],
    ['a table has to be there', '', { tables: ['order'] }, ['noTable']],
    ['a full server lets nobody in', 'connections: { max: 5, used: 5 }', {}, ['connectionLimit']],
    [
      'all of it is told at once',
      'connections: { max: 5, used: 5 }, access: []',
      { password: 'x', tables: ['none'] },
      ['connectionLimit', 'access', 'password', 'noTable'],
    ],
  ])('%s', (_, server, more, expected) => expect(blocks(server, more)).toEqual(expected))
})

it('a server that is wrongly described is a problem with its place', () => {
  expect(problemsOf(yaml('access: [{ cidr: 10.0.0.1/8 }], users: {}, databases: {}, tls: on')).map(({ message }) => message)).toEqual([
    expect.stringContaining('`10.0.0.1/8` has bits set behind its prefix'),
    expect.stringContaining('is none of `off`, `offered`, `required`'),
  ])
})
