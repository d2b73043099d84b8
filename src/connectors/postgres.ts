import type { Socket } from 'node:net'
import type { Client, ClientConfig } from 'pg'
import type { Observation } from './observation.ts'
import { Probe } from './probe.ts'
import { type Nudge, reachServer, within } from './reach-server.ts'
import type { ServerAccess, ServerConnection, ServerConnector } from './server-connection.ts'

/** `SSLRequest`, which every server answers with one letter. @see https://www.postgresql.org/docs/15/protocol-message-formats.html */
const nudge: Nudge = {
  bytes: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]),
  protocol: 'postgres',
  isAnswer: (bytes) => bytes.length > 0 && [0x53, 0x4e, 0x45].includes(bytes[0] ?? 0) && !bytes.toString('latin1').startsWith('SSH-'),
}

const connectorOf = (id: ServerConnection['connector']): ServerConnector => ({ id, probe: probePostgres })

/** A PostgreSQL database that the product reads. */
export const postgres: ServerConnector = connectorOf('postgres')

/** Redshift speaks PostgreSQL's protocol. @see https://docs.aws.amazon.com/redshift/latest/mgmt/configuring-connections.html */
export const redshift: ServerConnector = connectorOf('redshift')

async function probePostgres(connection: ServerConnection, access: ServerAccess): Promise<readonly Observation[]> {
  const probe = new Probe(
    access.timeoutMs,
    [connection.password].filter((secret) => secret !== ''),
  )
  const from = await reachServer(probe, connection, access, nudge)
  if (from === undefined) {
    for (const step of stages) probe.skip(step, 'the server is not reached')
    return probe.observations
  }
  await logIn(probe, connection, access, from)
  return probe.observations
}

const stages = ['db.tls', 'db.login', 'db.database', 'db.read'] as const
type Stage = (typeof stages)[number]

/** One login is three stages: which of them failed stands in the error. */
async function logIn(probe: Probe, connection: ServerConnection, access: ServerAccess, from: string): Promise<void> {
  const { host, port, user, database, tls } = connection
  const facts = { host, port, user, database, from }
  const opened = await open(connection, access, from)
  const failedAt = opened.ok ? undefined : stageOf(opened.error)
  for (const stage of ['db.tls', 'db.login', 'db.database'] as const) {
    if (stage === 'db.tls' && tls === 'off') probe.skip(stage, 'the connection is not encrypted')
    else if (failedAt === undefined || stages.indexOf(stage) < stages.indexOf(failedAt))
      await probe.step(stage, facts, async () => ({ value: true }))
    else if (stage === failedAt && !opened.ok) await probe.step(stage, facts, () => Promise.reject(opened.error))
    else probe.skip(stage, 'the stage before it failed')
  }
  if (!opened.ok) {
    probe.skip('db.read', 'the database is not open')
    return
  }
  await read(probe, connection, opened.client, facts)
  await opened.client.end().catch(() => {})
}

type Opened = { readonly ok: true; readonly client: Client } | { readonly ok: false; readonly error: unknown }

async function open(connection: ServerConnection, access: ServerAccess, from: string): Promise<Opened> {
  const { host, port, user, password, database } = connection
  let socket: Socket | undefined
  try {
    const PgClient = await loadClient()
    const connected = await within(AbortSignal.timeout(access.timeoutMs), access.connect(host, port, from))
    socket = connected
    const config: ClientConfig = {
      host,
      port,
      user,
      password,
      database,
      ssl: tlsOptions(connection, access),
      connectionTimeoutMillis: access.timeoutMs,
      query_timeout: access.timeoutMs,
      stream: () => alreadyConnected(connected),
    }
    const client = new PgClient(config)
    // A connection that breaks later is seen by the query that breaks.
    client.on('error', () => {})
    await client.connect()
    return { ok: true, client }
  } catch (error) {
    socket?.destroy()
    return { ok: false, error }
  }
}

/** An optional dependency: whoever installed without it is told so. */
async function loadClient(): Promise<typeof Client> {
  try {
    return (await import('pg')).default.Client
  } catch {
    throw new Error('the client library `pg` is not installed: `npm install pg`')
  }
}

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

/** Codes of PostgreSQL that come once the password was right. @see https://www.postgresql.org/docs/15/errcodes-appendix.html */
const databaseCodes: ReadonlySet<unknown> = new Set(['3D000', '55000', '42501'])

function stageOf(error: unknown): Stage {
  if (typeof error !== 'object' || error === null) return 'db.login'
  const code = 'code' in error ? error.code : undefined
  const message = 'message' in error ? String(error.message) : ''
  if (databaseCodes.has(code)) return 'db.database'
  const isTls = /SSL connection|certificate|altname/i.test(message) || /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(String(code))
  return isTls && !/^\d/.test(String(code)) ? 'db.tls' : 'db.login'
}

async function read(probe: Probe, { tables }: ServerConnection, client: Client, facts: Observation['facts']): Promise<void> {
  const questions = tables.length === 0 ? [undefined] : tables
  await probe.step('db.read', { ...facts, tables: tables.join(', ') }, async () => {
    for (const table of questions) await client.query(table === undefined ? 'SELECT 1' : `SELECT 1 FROM ${quoted(table)} LIMIT 1`)
    return { value: true }
  })
}

const quoted = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
