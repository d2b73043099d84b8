import { type Answer, Probe } from './probe.ts'
import { within } from './reach-server.ts'
import type { End, Peer, ServerAccess, ServerConnection, ServerConnector } from './server-connection.ts'
import type { StepName } from './step.ts'
import { openSession, sayWord } from './zookeeper-words.ts'

/**
 * A ZooKeeper ensemble: each member by its name and client port, what it says it is, a session with one of them, and the calls of members to each
 * other where they can be tried from here. It needs no client library: a session is two packets.
 */
export const zookeeper: ServerConnector = {
  id: 'zookeeper',
  load: () => Promise.resolve(),
  probe: async (connection, access) => {
    const probe = new Probe(access.timeoutMs, [])
    const { members = [connection] } = connection
    if (await findNames(probe, members, access)) await askMembers(probe, connection, members, access)
    else for (const step of ['net.tcp', 'net.tcp-others', 'zk.members', 'zk.session'] as const) probe.skip(step, 'a name does not resolve')
    for (const port of ['quorum', 'election'] as const) await tryPeers(probe, port, access.peers)
    return probe.observations
  },
}

const findNames = (probe: Probe, members: readonly End[], { resolve }: ServerAccess): Promise<true | undefined> =>
  probe.step('net.name', { host: hostsOf(members) }, async () => {
    const found = await Promise.all(members.map(({ host }) => resolve(host)))
    return { value: true as const, facts: { addresses: found.flat().join(', ') } }
  })

async function askMembers(probe: Probe, connection: ServerConnection, members: readonly End[], access: ServerAccess): Promise<void> {
  const [first, ...others] = connection.from
  const reached = await tryEach(probe, 'net.tcp', [first], members, access)
  if (others.length > 0) await tryEach(probe, 'net.tcp-others', others, members, access)
  if (reached.length === 0) {
    for (const step of ['zk.members', 'zk.session'] as const) probe.skip(step, 'no member is reached')
    return
  }
  await askWords(probe, first, reached, access)
  await tryToOpen(probe, first, reached, access)
}

/** Members that are reached from each of the addresses. The step fails when one is not. */
async function tryEach(
  probe: Probe,
  step: StepName,
  from: readonly string[],
  members: readonly End[],
  access: ServerAccess,
): Promise<readonly End[]> {
  const reached: End[] = []
  await probe.step(step, { host: hostsOf(members), from: from.join(', ') }, async (signal) => {
    const tries = await Promise.allSettled(members.map((member) => Promise.all(from.map((each) => touch(access, member, each, signal)))))
    reached.push(...members.filter((_, index) => tries[index]?.status === 'fulfilled'))
    const failed = tries.findIndex(({ status }) => status === 'rejected')
    const facts = { reached: hostsOf(reached) }
    const reason = tries[failed]
    return reason?.status === 'rejected' ? { value: undefined, facts, failure: failureOf(reason.reason) } : { value: undefined, facts }
  })
  return reached
}

async function touch({ connect }: ServerAccess, { host, port }: End, from: string, signal: AbortSignal): Promise<void> {
  const socket = await within(signal, connect(host, port, from))
  socket.destroy()
}

/** What each member says of itself; `ruok` has an answer where it is on the member's list. */
const askWords = (probe: Probe, from: string, members: readonly End[], access: ServerAccess): Promise<unknown> =>
  probe.step('zk.members', { host: hostsOf(members), from }, async (signal): Promise<Answer<undefined>> => {
    const ask = async ({ host, port }: End, word: string): Promise<string> =>
      sayWord(await within(signal, access.connect(host, port, from)), word, access)
    const heard = await Promise.all(members.map(async (member) => roleIn(await ask(member, 'srvr'))))
    const healthy = await Promise.all(members.map(async (member) => healthIn(await ask(member, 'ruok'))))
    const facts = {
      ...Object.fromEntries(members.map(({ host }, index) => [host, heard[index]?.role ?? 'unknown'])),
      ruok: healthy.join(', '),
    }
    const failed = heard.find(({ failure }) => failure !== undefined)
    return { value: undefined, facts, ...(failed?.failure === undefined ? {} : { failure: failed.failure }) }
  })

interface Role {
  readonly role: string
  readonly failure?: { readonly code: string; readonly message: string }
}

/** @see https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_zkCommands */
function roleIn(said: string): Role {
  const mode = /^Mode: (\w[\w-]*)$/m.exec(said)?.[1]
  if (mode !== undefined) return { role: mode }
  if (said.includes('is not executed because it is not in the whitelist')) return { role: 'not told' }
  if (said.startsWith('This ZooKeeper instance is not currently serving requests'))
    return { role: 'not serving', failure: { code: 'ZK_NOT_SERVING', message: said.trim() } }
  if (said === '')
    return { role: 'silent', failure: { code: 'PROTO_SILENT', message: 'the member accepts the connection and says nothing' } }
  return { role: 'something else', failure: { code: 'PROTO_MISMATCH', message: 'what answers is no member of an ensemble' } }
}

const healthIn = (said: string): string => (said === 'imok' ? 'imok' : said.includes('whitelist') ? 'not told' : 'no')

/** As clients do, member after member until one agrees. */
const tryToOpen = (probe: Probe, from: string, members: readonly End[], access: ServerAccess): Promise<unknown> =>
  probe.step('zk.session', { from }, async (signal): Promise<Answer<undefined>> => {
    for (const { host, port } of members) {
      const opened = await openSession(await within(signal, access.connect(host, port, from)), access)
      if (opened) return { value: undefined, facts: { host } }
    }
    const message = 'each member hangs up before there is a session'
    return { value: undefined, failure: { code: 'CONNECTION_LOSS', message } }
  })

async function tryPeers(probe: Probe, port: Peer['port'], peers: readonly Peer[] | undefined): Promise<void> {
  const step = port === 'quorum' ? 'zk.quorum' : 'zk.election'
  if (peers === undefined) {
    probe.skip(step, 'calls of members to each other cannot be tried from here')
    return
  }
  await probe.step(step, {}, async (signal) => {
    const calls = peers.filter((peer) => peer.port === port)
    const tries = await Promise.allSettled(calls.map(({ dial }) => within(signal, dial())))
    for (const each of tries) if (each.status === 'fulfilled') each.value.destroy()
    const lost = calls.filter((_, index) => tries[index]?.status === 'rejected').map(({ from, to }) => `${from} to ${to}`)
    const failed = tries.find(({ status }) => status === 'rejected')
    const facts = { calls: calls.length, lost: lost.join(', ') }
    return { value: undefined, facts, ...(failed?.status === 'rejected' ? { failure: failureOf(failed.reason) } : {}) }
  })
}

function failureOf(error: unknown): { readonly code?: string; readonly message: string } {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const message = error instanceof Error ? error.message : String(error)
  return { ...(typeof code === 'string' ? { code } : {}), message }
}

const hostsOf = (members: readonly End[]): string => members.map(({ host }) => host).join(', ')
