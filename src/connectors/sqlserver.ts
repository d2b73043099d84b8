import type { Socket } from 'node:net'
import type { Connection, ConnectionConfiguration } from 'tedious'
import { type Driver, databaseConnector, quoted } from './database-probe.ts'
import { optional } from './optional-client.ts'
import type { ServerAccess, ServerConnection, ServerConnector } from './server-connection.ts'

const load = () => optional(import('tedious'), 'tedious')

/**
 * A `PRELOGIN` of the client that asks for encryption: version, encryption, end.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868
 */
const prelogin = Buffer.from([18, 1, 0, 26, 0, 0, 1, 0, 0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 255, 0, 0, 0, 0, 0, 0, 1])

const driver: Driver = {
  load,
  nudge: { bytes: prelogin, protocol: 'sqlserver', isAnswer: (bytes) => bytes[0] === 4 && bytes.length > 8 && bytes[8] === 0 },
  // Of SQL Server: the database is not there, or not for this login. @see https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/mssqlserver-4064-database-engine-error
  databaseCodes: new Set(['4060']),
  open: async ({ dial }, connection, access) => {
    const { Connection: TdsConnection, Request } = await load()
    const socket = await dial()
    const session = new TdsConnection(configurationOf(connection, access, socket))
    const downgrade = connection.tls === 'off' ? never : refusesTls(socket)
    try {
      await Promise.race([connected(session), downgrade])
    } catch (error) {
      session.close()
      throw error
    }
    return {
      read: (table) =>
        withNumber(session, (done) =>
          session.execSqlBatch(new Request(table === undefined ? 'SELECT 1' : `SELECT TOP 1 1 FROM ${quoted(table, '[')}`, done)),
        ),
      end: async () => session.close(),
    }
  },
}

/** A database of SQL Server that the product reads. */
export const sqlserver: ServerConnector = databaseConnector('sqlserver', driver)

const never = new Promise<never>(() => {})

const configurationOf = (
  { host, port, user, password, database, tls }: ServerConnection,
  { timeoutMs, authorities }: ServerAccess,
  socket: Socket,
): ConnectionConfiguration => ({
  server: host,
  authentication: { type: 'default', options: { userName: user, password } },
  options: {
    port,
    database,
    connector: async () => socket,
    encrypt: tls !== 'off',
    trustServerCertificate: tls !== 'verify',
    serverName: host,
    ...(authorities === undefined ? {} : { cryptoCredentialsDetails: { ca: [...authorities] } }),
    connectTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    maxRetriesOnTransientErrors: 0,
  },
})

const encryptionOption = 1
const notSupported = 2

/**
 * The library logs in without encryption where the server says that it has none, even if encryption was asked for. So the server's first answer is
 * read before the library reads it: the password does not leave in clear text.
 */
function refusesTls(socket: Socket): Promise<never> {
  return new Promise((_, fail) => {
    socket.once('data', (answer: Buffer) => {
      for (let at = 8; answer[at] !== undefined && answer[at] !== 255; at += 5) {
        if (answer[at] !== encryptionOption || answer[8 + answer.readUInt16BE(at + 1)] !== notSupported) continue
        socket.destroy()
        fail(Object.assign(new Error('the server does not support encryption'), { code: 'TLS_UNSUPPORTED' }))
      }
    })
  })
}

const connected = (session: Connection): Promise<void> => withNumber(session, (done) => session.connect(done))

/** The library has one code for every refused login: the number is the server's own, and the first one says why. */
function withNumber(session: Connection, ask: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((done, fail) => {
    const refusals: { readonly number: number; readonly message: string }[] = []
    const hear = (token: { readonly number: number; readonly message: string }): void => {
      refusals.push(token)
    }
    session.on('errorMessage', hear)
    ask((error) => {
      session.off('errorMessage', hear)
      const [first] = refusals
      if (error === undefined || error === null) done()
      else fail(first === undefined ? error : Object.assign(new Error(first.message), { code: String(first.number) }))
    })
  })
}
