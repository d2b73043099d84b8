import type { Socket } from 'node:net'
import type { Observation } from './observation.ts'
import { Probe } from './probe.ts'
import { type Nudge, type Reached, reachServer, within } from './reach-server.ts'
import type { ServerAccess, ServerConnection, ServerConnector, Tunnel } from './server-connection.ts'
import { type Stage, stages, stepOf } from './server-stages.ts'
import { openTunnel } from './tunnel.ts'

/** An open session of a client library. */
export interface Session {
  /** Reads one row of a table, or asks something trivial where there is none. */
  readonly read: (table: string | undefined) => Promise<unknown>
  readonly end: () => Promise<unknown>
}

/** The way to a server that was reached: connections to it, and what was heard of it before. */
export interface Way extends Reached {
  readonly dial: () => Promise<Socket>
}

/** A client library: the last stages of a probe. */
export interface Driver {
  /** Loads the library. */
  readonly load: () => Promise<unknown>
  readonly nudge: Nudge
  /** Logs in over the way. Rejects with the server's own code. */
  readonly open: (way: Way, connection: ServerConnection, access: ServerAccess) => Promise<Session>
  /** Codes of the server that come once the password was right. */
  readonly databaseCodes: ReadonlySet<string>
}

/** Stages before the library, then the library; see `reachServer`. */
export const databaseConnector = (id: ServerConnection['connector'], driver: Driver): ServerConnector => ({
  id,
  load: driver.load,
  probe: async (connection, access) => {
    const { password, privateKey, tunnel } = connection
    const secrets = [password, privateKey, tunnel?.password, tunnel?.privateKey].flatMap((secret) => secret || [])
    const probe = new Probe(access.timeoutMs, secrets)
    if (tunnel === undefined) await probeServer(probe, connection, access, driver)
    else await probeBehind(probe, connection, tunnel, { access, driver })
    return probe.observations
  },
})

async function probeServer(probe: Probe, connection: ServerConnection, access: ServerAccess, driver: Driver): Promise<void> {
  const reached = await reachServer(probe, connection, access, driver.nudge)
  if (reached === undefined) skipStages(probe, connection, 'the server is not reached')
  else await logIn(probe, connection, access, { reached, driver })
}

function skipStages(probe: Probe, { connector }: ServerConnection, because: string): void {
  for (const stage of stages) probe.skip(stepOf(connector, stage), because)
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
    for (const step of ['net.name', 'net.tcp', 'net.banner'] as const) probe.skip(step, 'the tunnel is not open')
    skipStages(probe, connection, 'the tunnel is not open')
    return
  }
  await probeServer(probe, { ...connection, from: [tunnel.host] }, opened.access, driver)
  opened.close()
}

interface Talk {
  readonly reached: Reached
  readonly driver: Driver
}

/** One login is three stages: which of them failed stands in the error. */
async function logIn(probe: Probe, connection: ServerConnection, access: ServerAccess, talk: Talk): Promise<void> {
  const { connector, host, port, user, database, tls } = connection
  const facts = { host, port, user, database, from: talk.reached.from }
  const opened = await open(connection, access, talk)
  const failedAt = opened.ok ? undefined : stageOf(opened.error, talk.driver)
  for (const stage of ['tls', 'login', 'database'] as const) {
    const step = stepOf(connector, stage)
    if (stage === 'tls' && tls === 'off' && connector !== 'sftp') probe.skip(step, 'the connection is not encrypted')
    else if (failedAt === undefined || stages.indexOf(stage) < stages.indexOf(failedAt))
      await probe.step(step, facts, async () => ({ value: true }))
    else if (stage === failedAt && !opened.ok) await probe.step(step, facts, () => Promise.reject(opened.error))
    else probe.skip(step, 'the stage before it failed')
  }
  if (!opened.ok) {
    probe.skip(stepOf(connector, 'read'), `the ${connector === 'sftp' ? 'folder' : 'database'} is not open`)
    return
  }
  await read(probe, connection, opened.session, facts)
  await opened.session.end().catch(() => {})
}

type Opened = { readonly ok: true; readonly session: Session } | { readonly ok: false; readonly error: unknown }

async function open(connection: ServerConnection, access: ServerAccess, { reached, driver }: Talk): Promise<Opened> {
  const sockets: Socket[] = []
  const dial = async (): Promise<Socket> => {
    const socket = await within(AbortSignal.timeout(access.timeoutMs), access.connect(connection.host, connection.port, reached.from))
    sockets.push(socket)
    return socket
  }
  try {
    return { ok: true, session: await driver.open({ ...reached, dial }, connection, access) }
  } catch (error) {
    for (const socket of sockets) socket.destroy()
    return { ok: false, error }
  }
}

function stageOf(error: unknown, { databaseCodes }: Driver): Stage {
  if (typeof error !== 'object' || error === null) return 'login'
  const code = 'code' in error ? String(error.code) : ''
  const message = 'message' in error ? String(error.message) : ''
  if (databaseCodes.has(code)) return 'database'
  if (/^\d/.test(code)) return 'login'
  return /SSL connection|secure connection|certificate|altname|Host denied/i.test(message) || /CERT|^TLS_UN|SSL|UNABLE_TO_VERIFY/.test(code)
    ? 'tls'
    : 'login'
}

async function read(probe: Probe, { connector, tables }: ServerConnection, session: Session, facts: Observation['facts']): Promise<void> {
  const questions = tables.length === 0 ? [undefined] : tables
  await probe.step(stepOf(connector, 'read'), { ...facts, tables: tables.join(', ') }, async () => {
    for (const table of questions) await session.read(table)
    return { value: true }
  })
}

const closing = { '"': '"', '`': '`', '[': ']' } as const

/** `sales.orders`, each part in the quotes of the language. */
export const quoted = (table: string, quote: keyof typeof closing): string =>
  table
    .split('.')
    .map((part) => `${quote}${part.replaceAll(closing[quote], closing[quote].repeat(2))}${closing[quote]}`)
    .join('.')
