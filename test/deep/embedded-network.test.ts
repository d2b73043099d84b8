import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mongodb } from '../../src/connectors/mongodb.ts'
import { mysql } from '../../src/connectors/mysql.ts'
import { postgres } from '../../src/connectors/postgres.ts'
import type { ServerAccess, ServerConnection, ServerConnector } from '../../src/connectors/server-connection.ts'
import { sftp } from '../../src/connectors/sftp.ts'
import { sqlserver } from '../../src/connectors/sqlserver.ts'
import { changeDatabase, changeServer } from '../../src/faults/server-edit.ts'
import { EmbeddedNetwork } from '../../src/listeners/embedded-network.ts'
import type { Network } from '../../src/network/network.ts'
import type { AccessRule, Server } from '../../src/network/server.ts'
import { loadShippedServer, type ShippedServerName, shippedServerConnections } from '../shipped-servers.ts'

// The real client library against the servers of an embedded network, word for word.
let network: Network
beforeAll(async () => {
  network = (await loadShippedServer('postgres')).fixture.network as Network
})

const opened: EmbeddedNetwork[] = []
afterAll(() => Promise.all(opened.map((each) => each.close())))

function open(change: (server: Server) => Server = (server) => server): {
  readonly embedded: EmbeddedNetwork
  readonly access: ServerAccess
} {
  const embedded = new EmbeddedNetwork(changeServer(network, 'database', change))
  opened.push(embedded)
  return { embedded, access: accessTo(embedded) }
}

const accessTo = (embedded: EmbeddedNetwork): ServerAccess => ({
  resolve: (host) => embedded.resolve(host),
  connect: (host, port, from) => embedded.connect(host, port, from),
  authorities: embedded.authorities,
  knownHosts: embedded.knownHosts,
  timeoutMs: 5000,
  bannerMs: 10,
  silenceMs: 1500,
})

/** The steps that failed, as `step code message`. */
async function failures(settings: Partial<ServerConnection>, change?: (server: Server) => Server): Promise<readonly string[]> {
  const observations = await postgres.probe({ ...shippedServerConnections.postgres, ...settings }, open(change).access)
  return observations
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ step, code, message }) => [step, code, message].filter(Boolean).join(' '))
}

const forEverybody = ({ at, action, cidr, tls }: AccessRule): AccessRule => ({ at, action, cidr, tls })

describe('a probe of PostgreSQL', () => {
  it('passes every stage where nothing is wrong', async () => {
    const observations = await postgres.probe(shippedServerConnections.postgres, open().access)
    expect(observations.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual(
      ['net.name', 'net.tcp', 'net.tcp-others', 'net.banner', 'db.tls', 'db.login', 'db.database', 'db.read'].map((step) => `${step} ok`),
    )
  })

  it.each<[string, Partial<ServerConnection>, ((server: Server) => Server) | undefined, readonly string[]]>([
    ['a name that is not there', { host: 'nowhere.example' }, undefined, ['net.name ENOTFOUND getaddrinfo ENOTFOUND nowhere.example']],
    ['a dropped packet', { from: ['192.0.2.9'] }, undefined, ['net.tcp ETIMEDOUT connect ETIMEDOUT 198.51.100.20:5432']],
    [
      'a server that is down',
      {},
      (server) => ({ ...server, state: 'down' }),
      [
        'net.tcp ECONNREFUSED connect ECONNREFUSED 198.51.100.20:5432',
        'net.tcp-others ECONNREFUSED connect ECONNREFUSED 198.51.100.20:5432',
      ],
    ],
    [
      'a mute server',
      {},
      (server) => ({ ...server, state: 'silent' }),
      ['net.banner PROTO_SILENT the server accepts the connection and says nothing'],
    ],
    ['a server that starts', {}, (server) => ({ ...server, state: 'starting' }), ['db.login 57P03 the database system is starting up']],
    [
      'a server that is full',
      {},
      (server) => ({ ...server, connections: { ...server.connections, used: 100 } }),
      ['db.login 53300 sorry, too many clients already'],
    ],
    [
      'no TLS where it is required',
      { tls: 'off' },
      undefined,
      ['db.login 28000 no pg_hba.conf entry for host "203.0.113.7", user "loader", database "sales", no encryption'],
    ],
    ['TLS where there is none', {}, (server) => ({ ...server, tls: 'off' }), ['db.tls The server does not support SSL connections']],
    [
      'a certificate of nobody',
      {},
      (server) => ({ ...server, certificate: 'selfSigned' }),
      ['db.tls DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate'],
    ],
    [
      'no rule for the address',
      {},
      (server) => ({ ...server, access: [] }),
      ['db.login 28000 no pg_hba.conf entry for host "203.0.113.7", user "loader", database "sales", SSL encryption'],
    ],
    [
      'a rule that rejects',
      {},
      (server) => ({ ...server, access: (server.access ?? []).map((rule) => ({ ...rule, action: 'reject' })) }),
      ['db.login 28000 pg_hba.conf rejects connection for host "203.0.113.7", user "loader", database "sales", SSL encryption'],
    ],
    ['a wrong password', { password: 'guess' }, undefined, ['db.login 28P01 password authentication failed for user "loader"']],
    [
      'an unknown user',
      { user: 'eve' },
      (server) => ({ ...server, access: (server.access ?? []).map(forEverybody) }),
      ['db.login 28P01 password authentication failed for user "eve"'],
    ],
    [
      'a database that is not there',
      { database: 'nodb' },
      (server) => ({ ...server, access: (server.access ?? []).map(forEverybody) }),
      ['db.database 3D000 database "nodb" does not exist'],
    ],
    [
      'a table that may not be read',
      {},
      (server) => ({
        ...server,
        users: new Map([...server.users].map(([name, user]) => [name, user])),
        databases: new Map(
          [...server.databases].map(([name, database]) => [
            name,
            { ...database, tables: new Map([...database.tables].map(([table, each]) => [table, { ...each, readers: [] }])) },
          ]),
        ),
      }),
      ['db.read 42501 permission denied for table orders'],
    ],
    ['a table that is not there', { tables: ['orderz'] }, undefined, ['db.read 42P01 relation "orderz" does not exist']],
  ])('%s', async (_, settings, change, expected) => expect(await failures(settings, change)).toEqual(expected))

  it('a port where something else listens names what it hears', async () => {
    const listeners = new Map([...network.listeners].map(([name, listener]) => [name, { ...listener, application: 'ssh' }]))
    const embedded = new EmbeddedNetwork({ ...network, listeners })
    opened.push(embedded)
    const access = {
      ...open().access,
      resolve: (host: string) => embedded.resolve(host),
      connect: (host: string, port: number, from: string) => embedded.connect(host, port, from),
    }
    const observations = await postgres.probe(shippedServerConnections.postgres, access)
    expect(observations.find(({ step }) => step === 'net.banner')).toMatchObject({
      code: 'PROTO_MISMATCH',
      message: 'the server speaks ssh, not postgres',
      facts: { seen: 'ssh' },
    })
  })

  it('never holds the password', async () => {
    const observations = await postgres.probe({ ...shippedServerConnections.postgres, password: 's3cret-word' }, open().access)
    expect(JSON.stringify(observations)).not.toContain('s3cret-word')
  })
})

describe('a probe of MySQL', () => {
  const probeMysql = async (
    settings: Partial<ServerConnection>,
    change: (server: Server) => Server = (server) => server,
  ): Promise<readonly string[]> => {
    const shop = (await loadShippedServer('mysql')).fixture.network as Network
    const embedded = new EmbeddedNetwork(changeServer(shop, 'database', change))
    opened.push(embedded)
    const observations = await mysql.probe({ ...shippedServerConnections.mysql, ...settings }, accessTo(embedded))
    return observations
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ step, code, message }) => [step, code, message].filter(Boolean).join(' '))
  }

  it.each<[string, Partial<ServerConnection>, ((server: Server) => Server) | undefined, readonly string[]]>([
    ['nothing', {}, undefined, []],
    [
      'a server that is full',
      {},
      (server) => ({ ...server, connections: { ...server.connections, used: 100 } }),
      ['db.login 1040 Too many connections'],
    ],
    [
      'no account for the host',
      {},
      (server) => ({ ...server, access: [] }),
      ["db.login 1130 Host '10.0.1.10' is not allowed to connect to this MySQL server"],
    ],
    [
      'no TLS where it is required',
      { tls: 'off' },
      undefined,
      ['db.login 3159 Connections using insecure transport are prohibited while --require_secure_transport=ON.'],
    ],
    [
      'TLS where there is none',
      {},
      (server) => ({ ...server, tls: 'off' }),
      ['db.tls HANDSHAKE_NO_SSL_SUPPORT Server does not support secure connection'],
    ],
    [
      'a certificate of nobody',
      {},
      (server) => ({ ...server, certificate: 'selfSigned' }),
      ['db.tls HANDSHAKE_SSL_ERROR self-signed certificate'],
    ],
    [
      'a wrong password',
      { password: 'guess' },
      undefined,
      ["db.login 1045 Access denied for user 'etl'@'10.0.1.10' (using password: YES)"],
    ],
    ['no password', { password: '' }, undefined, ["db.login 1045 Access denied for user 'etl'@'10.0.1.10' (using password: NO)"]],
    [
      'an account of another host',
      { user: 'shop', password: 'made-up-6' },
      undefined,
      ["db.login 1045 Access denied for user 'shop'@'10.0.1.10' (using password: YES)"],
    ],
    ['a database that is not there', { database: 'nodb' }, undefined, ["db.database 1049 Unknown database 'nodb'"]],
    [
      'a database of others',
      {},
      (server) => changeDatabase(server, 'shop', (database) => ({ ...database, connect: ['shop'] })),
      ["db.database 1044 Access denied for user 'etl'@'10.0.1.10' to database 'shop'"],
    ],
    ['a table that is not there', { tables: ['orderz'] }, undefined, ["db.read 1146 Table 'shop.orderz' doesn't exist"]],
  ])('%s', async (_, settings, change, expected) => expect(await probeMysql(settings, change)).toEqual(expected))
})

describe('a probe through an SSH tunnel', () => {
  const tunnelled = shippedServerConnections['postgres-tunnel']
  const probeBehind = async (
    settings: Partial<ServerConnection>,
    change: (network: Network) => Network = (each) => each,
  ): Promise<readonly string[]> => {
    const billing = (await loadShippedServer('postgres-tunnel')).fixture.network as Network
    const embedded = new EmbeddedNetwork(change(billing))
    opened.push(embedded)
    const observations = await postgres.probe({ ...tunnelled, ...settings }, accessTo(embedded))
    return observations
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ step, code, message }) => [step, code, message].filter(Boolean).join(' '))
  }
  const closed = (network: Network, name: string): Network => ({
    ...network,
    securityGroups: new Map([...network.securityGroups].map(([key, group]) => [key, key === name ? { ...group, ingress: [] } : group])),
  })

  it.each<[string, Partial<ServerConnection>, ((network: Network) => Network) | undefined, readonly string[]]>([
    ['nothing', {}, undefined, []],
    [
      'a closed way to the SSH server',
      { from: ['203.0.113.7'] },
      (network) => closed(network, 'bastion'),
      ['tunnel.tcp ETIMEDOUT connect ETIMEDOUT 198.51.100.50:22'],
    ],
    [
      'a wrong password',
      { tunnel: { ...tunnelled.tunnel, password: 'guess' } },
      undefined,
      ['tunnel.login client-authentication All configured authentication methods failed'],
    ],
    [
      'no forwarding',
      {},
      (network) => changeServer(network, 'bastion', (server) => ({ ...server, forwarding: false })),
      ['net.tcp TUNNEL_FORWARD_DENIED (SSH) Channel open failure: open failed'],
    ],
    [
      'a closed way behind it',
      {},
      (network) => closed(network, 'database'),
      ['net.tcp ETIMEDOUT (SSH) Channel open failure: Connection timed out'],
    ],
    [
      'a server that is down behind it',
      {},
      (network) => changeServer(network, 'database', (server) => ({ ...server, state: 'down' })),
      ['net.tcp ECONNREFUSED (SSH) Channel open failure: Connection refused'],
    ],
    [
      'a name that it does not know',
      { host: 'db.nowhere.example' },
      undefined,
      ['net.tcp ENOTFOUND (SSH) Channel open failure: Name or service not known'],
    ],
    [
      'a database that sees the SSH server and not the product',
      {},
      (network) => changeServer(network, 'database', (server) => ({ ...server, access: [] })),
      ['db.login 28000 no pg_hba.conf entry for host "10.50.0.10", user "reader", database "invoices", SSL encryption'],
    ],
  ])('%s', async (_, settings, change, expected) => expect(await probeBehind(settings, change)).toEqual(expected))
})

const changedServer = (change: (server: Server) => Server) => (each: Network) => changeServer(each, 'database', change)
const full = (server: Server): Server => ({ ...server, connections: { ...server.connections, used: 100 } })

/** The steps that failed in the network of a shipped fixture, changed, as `step code message`. */
async function failuresOf(
  connector: ServerConnector,
  name: ShippedServerName,
  settings: Partial<ServerConnection>,
  change: (network: Network) => Network = (each) => each,
): Promise<readonly string[]> {
  const shipped = (await loadShippedServer(name)).fixture.network as Network
  const embedded = new EmbeddedNetwork(change(shipped))
  opened.push(embedded)
  const observations = await connector.probe({ ...shippedServerConnections[name], ...settings }, accessTo(embedded))
  return observations
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ step, code, message }) => [step, code, message].filter(Boolean).join(' '))
}

describe('a probe of SQL Server, through an SSH server that takes keys', () => {
  const { tunnel } = shippedServerConnections.sqlserver
  const refusal = 'The login failed.'

  it.each<[string, Partial<ServerConnection>, ((network: Network) => Network) | undefined, readonly string[]]>([
    ['nothing', {}, undefined, []],
    ['nothing, without encryption', { tls: 'off' }, changedServer((server) => ({ ...server, tls: 'offered' })), []],
    ['a wrong password', { password: 'guess' }, undefined, ["db.login 18456 Login failed for user 'reader'."]],
    [
      'a database that is not there',
      { database: 'nodb' },
      undefined,
      [`db.database 4060 Cannot open database "nodb" requested by the login. ${refusal}`],
    ],
    [
      'a database of others',
      {},
      changedServer((server) => changeDatabase(server, 'erp', (database) => ({ ...database, connect: ['sa'] }))),
      [`db.database 4060 Cannot open database "erp" requested by the login. ${refusal}`],
    ],
    ['a table that is not there', { tables: ['orderz'] }, undefined, ["db.read 208 Invalid object name 'orderz'."]],
    [
      'a table that may not be read',
      { user: 'guest', password: 'made-up' },
      changedServer((server) => ({
        ...changeDatabase(server, 'erp', (database) => ({ ...database, connect: ['guest'] })),
        users: new Map([['guest', { name: 'guest', at: server.at, password: 'made-up' }]]),
      })),
      ["db.read 229 The SELECT permission was denied on the object 'invoices', database 'erp', schema 'dbo'."],
    ],
    [
      'no encryption where it is required',
      { tls: 'off' },
      undefined,
      ["db.login EENCRYPT Server requires encryption, set 'encrypt' config option to true."],
    ],
    [
      'encryption where there is none: the password is not sent',
      {},
      changedServer((server) => ({ ...server, tls: 'off' })),
      ['db.tls TLS_UNSUPPORTED the server does not support encryption'],
    ],
    [
      'a certificate of nobody',
      {},
      changedServer((server) => ({ ...server, certificate: 'selfSigned' })),
      ['db.tls ESOCKET Failed to connect to sql.erp.example:1433 - self-signed certificate'],
    ],
    [
      'a firewall of Azure',
      {},
      changedServer((server) => ({ ...server, access: [] })),
      [
        "db.login 40615 Cannot open server 'database' requested by the login. Client with IP address '10.70.0.10' is not allowed to access the server.",
      ],
    ],
    [
      'a server that is full',
      {},
      changedServer(full),
      [
        'db.login 17809 Could not connect because the maximum number of user connections has already been reached. The system administrator can use sp_configure to increase the maximum value. The connection has been closed.',
      ],
    ],
    [
      'a key that nobody knows',
      { tunnel: { ...tunnel, privateKey: shippedServerConnections.sftp.privateKey } },
      undefined,
      ['tunnel.login client-authentication All configured authentication methods failed'],
    ],
    [
      'another host key',
      {},
      (network) => changeServer(network, 'bastion', (server) => ({ ...server, hostKey: 'changed' })),
      ['tunnel.login handshake Host denied (verification failed)'],
    ],
  ])('%s', async (_, settings, change, expected) => expect(await failuresOf(sqlserver, 'sqlserver', settings, change)).toEqual(expected))
})

describe('a probe of MongoDB', () => {
  it.each<[string, Partial<ServerConnection>, ((network: Network) => Network) | undefined, readonly string[]]>([
    ['nothing', {}, undefined, []],
    ['nothing, without TLS', { tls: 'off' }, changedServer((server) => ({ ...server, tls: 'offered' })), []],
    ['a wrong password', { password: 'guess' }, undefined, ['db.login 18 Authentication failed.']],
    ['an unknown user', { user: 'eve' }, undefined, ['db.login 18 Authentication failed.']],
    ['a user of another address', {}, changedServer((server) => ({ ...server, access: [] })), ['db.login 18 Authentication failed.']],
    [
      'a database that is not there',
      { database: 'nodb' },
      undefined,
      ['db.database NO_COLLECTIONS the user sees no collection in the database'],
    ],
    ['a collection that is not there', { tables: ['orderz'] }, undefined, ['db.read NO_COLLECTION the user sees no collection `orderz`']],
    ['no TLS where it is required', { tls: 'off' }, undefined, ['db.login TLS_REQUIRED the server hangs up on connections without TLS']],
    [
      'TLS where there is none',
      {},
      changedServer((server) => ({ ...server, tls: 'off' })),
      ['db.tls TLS_UNSUPPORTED Client network socket disconnected before secure TLS connection was established'],
    ],
    [
      'a certificate of nobody',
      {},
      changedServer((server) => ({ ...server, certificate: 'selfSigned' })),
      ['db.tls DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate'],
    ],
    ['a server that is full', {}, changedServer(full), ['net.banner PROTO_CLOSED_EARLY the server accepts the connection and closes it']],
  ])('%s', async (_, settings, change, expected) => expect(await failuresOf(mongodb, 'mongodb', settings, change)).toEqual(expected))
})

describe('a probe of an SFTP server', () => {
  const changedFiles = (change: (server: Server) => Server) => (each: Network) => changeServer(each, 'files', change)
  const denied = 'sftp.login client-authentication All configured authentication methods failed'

  it.each<[string, Partial<ServerConnection>, ((network: Network) => Network) | undefined, readonly string[]]>([
    ['nothing', {}, undefined, []],
    ['another key', { privateKey: shippedServerConnections.sqlserver.tunnel.privateKey }, undefined, [denied]],
    ['an address that is not welcome', {}, changedFiles((server) => ({ ...server, access: [] })), [denied]],
    [
      'another host key',
      {},
      changedFiles((server) => ({ ...server, hostKey: 'changed' })),
      ['sftp.host-key handshake Host denied (verification failed)'],
    ],
    [
      'a server without SFTP',
      {},
      changedFiles((server) => ({ ...server, sftpSubsystem: false })),
      ['sftp.folder SFTP_UNAVAILABLE Unable to start subsystem: sftp'],
    ],
    ['a folder that is not there', { database: '/nowhere' }, undefined, ['sftp.folder 2 No such file']],
    [
      'a folder of others',
      {},
      changedFiles((server) => changeDatabase(server, '/exports/daily', (folder) => ({ ...folder, connect: ['partner'] }))),
      ['sftp.folder 3 Permission denied'],
    ],
    ['a file that is not there', { tables: ['orders.cvs'] }, undefined, ['sftp.read 2 No such file']],
    ['a server that is full', {}, changedFiles(full), ['net.banner PROTO_CLOSED_EARLY the server accepts the connection and closes it']],
  ])('%s', async (_, settings, change, expected) => expect(await failuresOf(sftp, 'sftp', settings, change)).toEqual(expected))
})

describe('a server of an embedded network', () => {
  it.each([
    ['noise', Buffer.from('\u0000\u0000\u0000\u0003boo')],
    ['a length that is too long', Buffer.from([0x7f, 0xff, 0xff, 0xff, 1, 2, 3])],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('hangs up on %s', async (_, bytes) => {
    const socket = await open().embedded.connect('db.acme.example', 5432, '203.0.113.7')
    socket.on('error', () => {})
    socket.write(bytes)
    await once(socket, 'close')
  })

  it.each([
    ['mongodb', 'mongo.orders.example', 27017, '10.0.1.10'],
    ['sftp', 'sftp.partner.example', 22, '203.0.113.7'],
    ['sqlserver', '10.70.1.10', 1433, '10.70.0.10'],
  ] as const)('of %s hangs up on noise', async (name, host, port, from) => {
    const embedded = new EmbeddedNetwork((await loadShippedServer(name)).fixture.network as Network)
    opened.push(embedded)
    const socket = await embedded.connect(host, port, from)
    socket.on('error', () => {}).resume()
    socket.write(Buffer.from('\u0007\u0003GET / HTTP/1.1\r\nNot: what you speak\r\n\r\n'))
    await once(socket, 'close')
  })
})
