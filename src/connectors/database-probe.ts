import type { Socket } from 'node:net'
import type { Observation } from './observation.ts'
import { Probe } from './probe.ts'
import { type Nudge, reachServer, within } from './reach-server.ts'
import type { ServerAccess, ServerConnection, ServerConnector, Tunnel } from './server-connection.ts'
import { openTunnel } from './tunnel.ts'

/** An open session of a client library. */
export interface Session {
  /** Reads one row of a table, or asks something trivial where there is none. */
  readonly read: (table: string | undefined) => Promise<unknown>
  readonly end: () => Promise<unknown>
}

/** A client library: the last stages of a probe. */
export interface Driver {
  readonly nudge: Nudge
  /** Logs in over a socket that is connected already. Rejects with the server's own code. */
  readonly open: (socket: Socket, connection: ServerConnection, access: ServerAccess) => Promise<Session>
  /** Codes of the server that come once the password was right. */
  readonly databaseCodes: ReadonlySet<string>
}

/** Stages before the library, then the library; see `reachServer`. */
export const databaseConnector = (id: ServerConnection['connector'], driver: Driver): ServerConnector => ({
  id,
  probe: async (connection, access) => {
    const secrets = [connection.password, connection.tunnel?.password ?? ''].filter((secret) => secret !== '')
    const probe = new Probe(access.timeoutMs, secrets)
    if (connection.tunnel === undefined) await probeServer(probe, connection, access, driver)
    else await probeBehind(probe, connection, connection.tunnel, { access, driver })
    return probe.observations
  },
})

async function probeServer(probe: Probe, connection: ServerConnection, access: ServerAccess, driver: Driver): Promise<void> {
  const from = await reachServer(probe, connection, access, driver.nudge)
  if (from === undefined) for (const step of stages) probe.skip(step, 'the server is not reached')
  else await logIn(probe, connection, access, { from, driver })
}

/** Behind the tunnel the connection comes from the SSH server alone. */
async function probeBehind(
  probe: Probe,
  connection: ServerConnection,
  tunnel: Tunnel,
  { access, driver }: { readonly access: ServerAccess; readonly driver: Driver },
): Promise<void> {
  const opened = await openTunnel(probe, connection, tunnel, access)
  if (opened === undefined) {
    for (const step of ['net.name', 'net.tcp', 'net.banner', ...stages] as const) probe.skip(step, 'the tunnel is not open')
    return
  }
  await probeServer(probe, { ...connection, from: [tunnel.host] }, opened.access, driver)
  opened.close()
}

const stages = ['db.tls', 'db.login', 'db.database', 'db.read'] as const
type Stage = (typeof stages)[number]

interface Way {
  readonly from: string
  readonly driver: Driver
}

/** One login is three stages: which of them failed stands in the error. */
async function logIn(probe: Probe, connection: ServerConnection, access: ServerAccess, { from, driver }: Way): Promise<void> {
  const { host, port, user, database, tls } = connection
  const facts = { host, port, user, database, from }
  const opened = await open(connection, access, { from, driver })
  const failedAt = opened.ok ? undefined : stageOf(opened.error, driver)
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
  await read(probe, connection, opened.session, facts)
  await opened.session.end().catch(() => {})
}

type Opened = { readonly ok: true; readonly session: Session } | { readonly ok: false; readonly error: unknown }

async function open(connection: ServerConnection, access: ServerAccess, { from, driver }: Way): Promise<Opened> {
  let socket: Socket | undefined
  try {
    socket = await within(AbortSignal.timeout(access.timeoutMs), access.connect(connection.host, connection.port, from))
    return { ok: true, session: await driver.open(socket, connection, access) }
  } catch (error) {
    socket?.destroy()
    return { ok: false, error }
  }
}

function stageOf(error: unknown, { databaseCodes }: Driver): Stage {
  if (typeof error !== 'object' || error === null) return 'db.login'
  const code = 'code' in error ? String(error.code) : ''
  const message = 'message' in error ? String(error.message) : ''
  if (databaseCodes.has(code)) return 'db.database'
  if (/^\d/.test(code)) return 'db.login'
  return /SSL connection|secure connection|certificate|altname/i.test(message) || /CERT|TLS|SSL|UNABLE_TO_VERIFY/.test(code)
    ? 'db.tls'
    : 'db.login'
}

async function read(probe: Probe, { tables }: ServerConnection, session: Session, facts: Observation['facts']): Promise<void> {
  const questions = tables.length === 0 ? [undefined] : tables
  await probe.step('db.read', { ...facts, tables: tables.join(', ') }, async () => {
    for (const table of questions) await session.read(table)
    return { value: true }
  })
}

/** `sales.orders`, each part in the quotes of the language. */
export const quoted = (table: string, quote: '"' | '`'): string =>
  table
    .split('.')
    .map((part) => `${quote}${part.replaceAll(quote, quote + quote)}${quote}`)
    .join('.')
