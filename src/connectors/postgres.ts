import type { Socket } from 'node:net'
import type { ClientConfig } from 'pg'
import { type Driver, databaseConnector, quoted } from './database-probe.ts'
import { optional } from './optional-client.ts'
import type { ServerAccess, ServerConnection, ServerConnector } from './server-connection.ts'

const load = () => optional(import('pg'), 'pg')

const driver: Driver = {
  load,
  nudge: {
    // `SSLRequest`, which every server answers with one letter. @see https://www.postgresql.org/docs/15/protocol-message-formats.html
    bytes: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]),
    protocol: 'postgres',
    isAnswer: (bytes) => [0x53, 0x4e, 0x45].includes(bytes[0] ?? 0) && !bytes.toString('latin1').startsWith('SSH-'),
  },
  // Of PostgreSQL. @see https://www.postgresql.org/docs/15/errcodes-appendix.html
  databaseCodes: new Set(['3D000', '55000', '42501']),
  open: async ({ dial }, connection, access) => {
    const { Client } = (await load()).default
    const socket = await dial()
    const { host, port, user, password, database } = connection
    const client = new Client({
      host,
      port,
      user,
      password,
      database,
      ssl: tlsOptions(connection, access),
      connectionTimeoutMillis: access.timeoutMs,
      query_timeout: access.timeoutMs,
      stream: () => alreadyConnected(socket),
    })
    // A connection that breaks later is seen by the query that breaks.
    client.on('error', () => {})
    await client.connect()
    return {
      read: (table) => client.query(table === undefined ? 'SELECT 1' : `SELECT 1 FROM ${quoted(table, '"')} LIMIT 1`),
      end: () => client.end(),
    }
  },
}

/** A PostgreSQL database that the product reads. */
export const postgres: ServerConnector = databaseConnector('postgres', driver)

/** Redshift speaks PostgreSQL's protocol. @see https://docs.aws.amazon.com/redshift/latest/mgmt/configuring-connections.html */
export const redshift: ServerConnector = databaseConnector('redshift', driver)

function tlsOptions({ tls }: ServerConnection, { authorities }: ServerAccess): ClientConfig['ssl'] {
  if (tls === 'off') return false
  if (tls === 'require') return { rejectUnauthorized: false }
  return { rejectUnauthorized: true, ...(authorities === undefined ? {} : { ca: [...authorities] }) }
}

/** The driver connects its stream itself; this one is connected, from the right address. */
function alreadyConnected(socket: Socket): Socket {
  const connect = (): Socket => {
    setImmediate(() => socket.emit('connect'))
    return socket
  }
  return Object.assign(socket, { connect })
}
