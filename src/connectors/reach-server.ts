import type { Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import type { Probe } from './probe.ts'
import type { ServerAccess, ServerConnection } from './server-connection.ts'
import type { StepName } from './step.ts'

/**
 * The stages before a client library is asked: the name, a bare connection from each of the product's addresses, and who answers. Four of five
 * drivers cannot tell a dropped packet from a server that is mute or speaks something else; these stages can. Gives how the server was reached, or
 * undefined.
 */
export async function reachServer(
  probe: Probe,
  connection: ServerConnection,
  access: ServerAccess,
  nudge: Nudge,
): Promise<Reached | undefined> {
  const { host, port, from } = connection
  const found = await probe.step('net.name', { host }, async () => {
    const addresses = await access.resolve(host)
    return { value: addresses, facts: { addresses: addresses.join(', ') } }
  })
  if (found === undefined) return skipped(probe, ['net.tcp', 'net.tcp-others', 'net.banner'], 'the name does not resolve')
  const reached = await tryAddresses(probe, connection, access)
  if (reached === undefined) return skipped(probe, ['net.banner'], 'nothing answers')
  const facts = { host, port, from: reached }
  const spoken = await probe.step('net.banner', facts, async (signal) => {
    const hear = async (encrypted: boolean): Promise<Seen> => {
      const socket = await within(signal, access.connect(host, port, reached))
      const seen = await listen(encrypted ? overTls(socket) : socket, nudge, access, signal)
      socket.destroy()
      return seen
    }
    const plain = await hear(false)
    // A server that requires TLS and does not negotiate it hangs up on plain words.
    const encryptedOnly = nudge.overTls === true && plain.because === 'closed'
    const seen = encryptedOnly ? await hear(true) : plain
    return { value: { from: reached, encryptedOnly }, facts: { seen: seen.protocol, encryptedOnly }, ...failureOf(seen, nudge) }
  })
  return from.length === 0 ? undefined : spoken
}

/** What is known of a server once it was heard. */
export interface Reached {
  readonly from: string
  /** It does not answer but over TLS. */
  readonly encryptedOnly: boolean
}

/** Nothing secret is said here: whose certificate it is, the login asks. */
const overTls = (socket: Socket): Socket => tlsConnect({ socket, rejectUnauthorized: false })

/** What to send to a server that waits for its client to speak, and what is spoken here. */
export interface Nudge {
  readonly bytes: Buffer
  readonly protocol: string
  /** Whether this is the first answer of a server that speaks it. */
  readonly isAnswer: (bytes: Buffer) => boolean
  /** Where the server requires TLS, it is spoken from the first byte on. */
  readonly overTls?: true
}

interface Seen {
  readonly protocol: string
  readonly because: 'answer' | 'silence' | 'closed'
}

function skipped(probe: Probe, steps: readonly ('net.tcp' | 'net.tcp-others' | 'net.banner')[], because: string): undefined {
  for (const step of steps) probe.skip(step, because)
}

/** The first address from which the server is reached. The rest of them are one step: any may be used tomorrow. */
export async function tryAddresses(
  probe: Probe,
  { host, port, from: [first, ...others] }: Pick<ServerConnection, 'host' | 'port' | 'from'>,
  access: ServerAccess,
  steps: { readonly first: StepName; readonly others: StepName } = { first: 'net.tcp', others: 'net.tcp-others' },
): Promise<string | undefined> {
  const attempt = async (from: string, signal: AbortSignal): Promise<string> => {
    const socket = await within(signal, access.connect(host, port, from))
    socket.destroy()
    return from
  }
  const direct = await probe.step(steps.first, { host, port, from: first }, async (signal) => ({ value: await attempt(first, signal) }))
  if (others.length === 0) return direct
  const reached: string[] = []
  await probe.step(steps.others, { host, port, from: others.join(', ') }, async (signal) => {
    const results = await Promise.allSettled(others.map((from) => attempt(from, signal)))
    for (const result of results) if (result.status === 'fulfilled') reached.push(result.value)
    const failed = results.find((result) => result.status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    return { value: reached }
  })
  return direct ?? reached[0]
}

/** A promise that ends with the step. What comes late is closed. */
export async function within(signal: AbortSignal, socket: Promise<Socket>): Promise<Socket> {
  const late = new Promise<never>((_, fail) => {
    signal.addEventListener('abort', () => fail(Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' })), { once: true })
  })
  socket.then(
    (each) => signal.aborted && each.destroy(),
    () => {},
  )
  return Promise.race([socket, late])
}

/** Listens for a server that speaks first, then nudges one that does not. */
async function listen(socket: Socket, nudge: Nudge, { bannerMs, silenceMs }: ServerAccess, signal: AbortSignal): Promise<Seen> {
  socket.on('error', () => socket.destroy())
  const banner = await firstBytes(socket, bannerMs)
  if (typeof banner !== 'string') return { protocol: protocolOf(banner, nudge), because: 'answer' }
  if (banner === 'closed') return { protocol: 'nothing', because: 'closed' }
  socket.write(nudge.bytes)
  const answer = await Promise.race([firstBytes(socket, silenceMs), aborted(signal)])
  if (typeof answer !== 'string') return { protocol: protocolOf(answer, nudge), because: 'answer' }
  return { protocol: 'nothing', because: answer }
}

const aborted = (signal: AbortSignal): Promise<'silence'> =>
  new Promise((done) => signal.addEventListener('abort', () => done('silence'), { once: true }))

function firstBytes(socket: Socket, ms: number): Promise<Buffer | 'silence' | 'closed'> {
  return new Promise((done) => {
    const finish = (result: Buffer | 'silence' | 'closed'): void => {
      clearTimeout(timer)
      socket.off('data', onData).off('close', onClose)
      done(result)
    }
    const onData = (bytes: Buffer): void => finish(bytes)
    const onClose = (): void => finish('closed')
    const timer = setTimeout(() => finish('silence'), ms)
    socket.once('data', onData).once('close', onClose)
  })
}

function protocolOf(bytes: Buffer, { protocol, isAnswer }: Nudge): string {
  if (isAnswer(bytes)) return protocol
  const text = bytes.toString('latin1')
  if (text.startsWith('SSH-')) return 'ssh'
  if (text.startsWith('HTTP/')) return 'http'
  if (bytes[4] === 10 && bytes[3] === 0) return 'mysql'
  if (bytes[0] === 0x15 || bytes[0] === 0x16) return 'tls'
  return 'something else'
}

function failureOf({ protocol, because }: Seen, nudge: Nudge): { readonly failure?: { readonly code: string; readonly message: string } } {
  if (protocol === nudge.protocol) return {}
  if (because === 'silence') return { failure: { code: 'PROTO_SILENT', message: 'the server accepts the connection and says nothing' } }
  if (because === 'closed') return { failure: { code: 'PROTO_CLOSED_EARLY', message: 'the server accepts the connection and closes it' } }
  return { failure: { code: 'PROTO_MISMATCH', message: `the server speaks ${protocol}, not ${nudge.protocol}` } }
}
