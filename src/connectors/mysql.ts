import type { ConnectionOptions } from 'mysql2'
import { type Driver, databaseConnector, quoted } from './database-probe.ts'
import { optional } from './optional-client.ts'
import type { ServerAccess, ServerConnection, ServerConnector } from './server-connection.ts'

const load = () => optional(import('mysql2/promise'), 'mysql2')

const driver: Driver = {
  load,
  // The server speaks first: a greeting of version 10, or an error in its place. @see https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html
  nudge: { bytes: Buffer.alloc(0), protocol: 'mysql', isAnswer: (bytes) => bytes[3] === 0 && (bytes[4] === 10 || bytes[4] === 255) },
  // Of MySQL. @see https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
  databaseCodes: new Set(['1044', '1049']),
  open: async ({ dial }, connection, access) => {
    const { createConnection } = await load()
    const socket = await dial()
    const { host, port, user, password, database } = connection
    const ssl = tlsOptions(connection, access)
    const session = await inNumbers(
      createConnection({
        host,
        port,
        user,
        password,
        database,
        connectTimeout: access.timeoutMs,
        stream: () => socket,
        ...(ssl === undefined ? {} : { ssl }),
      }),
    )
    session.on('error', () => {})
    return {
      read: (table) =>
        inNumbers(
          session.query({
            sql: table === undefined ? 'SELECT 1' : `SELECT 1 FROM ${quoted(table, '`')} LIMIT 1`,
            timeout: access.timeoutMs,
          }),
        ),
      end: () => session.end(),
    }
  },
}

/** A MySQL or MariaDB database that the product reads. */
export const mysql: ServerConnector = databaseConnector('mysql', driver)

function tlsOptions({ tls }: ServerConnection, { authorities }: ServerAccess): ConnectionOptions['ssl'] {
  if (tls === 'off') return undefined
  if (tls === 'require') return { rejectUnauthorized: false }
  return { rejectUnauthorized: true, verifyIdentity: true, ...(authorities === undefined ? {} : { ca: [...authorities] }) }
}

/** The driver names errors by MySQL's table, which is wrong for MariaDB: the number is the server's own. */
async function inNumbers<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'errno' in error && typeof error.errno === 'number' && error.errno > 0)
      throw Object.assign(new Error(error.message), { code: String(error.errno) })
    throw error
  }
}
