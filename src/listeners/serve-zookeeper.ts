import type { Socket } from 'node:net'
import { modeOf, type Standing } from '../network/ensemble.ts'
import type { EnsembleMember } from '../network/network.ts'

/**
 * One connection to a member of a ZooKeeper ensemble: a four-letter word and its answer, or a session as long as the client likes. The words are
 * those of Debian's ZooKeeper 3.8.0, read off real members.
 *
 * @see https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_zkCommands
 */
export function serveZookeeper(socket: Socket, name: string, member: EnsembleMember, ensemble: () => Promise<Standing>): void {
  let heard = Buffer.alloc(0)
  let isOpen = false
  const hear = async (bytes: Buffer): Promise<void> => {
    heard = Buffer.concat([heard, bytes])
    const word = heard.toString('latin1', 0, 4)
    if (!isOpen && words.has(word)) {
      socket.end(member.commands.includes(word) ? answer(word, modeOf(await ensemble(), { name })) : refusal(word))
      return
    }
    const packet = takePacket(heard)
    if (packet === 'more') return
    // What is longer than `jute.maxbuffer`, as any other text is, and a session where nobody serves: the server hangs up.
    if (packet === 'tooLong' || modeOf(await ensemble(), { name }) === undefined) {
      socket.destroy()
      return
    }
    heard = Buffer.from(heard.subarray(packet.length + 4))
    socket.write(isOpen ? reply(packet) : sessionFor(packet, member.id))
    if (isOpen && packet.readInt32BE(4) === closeSession) socket.end()
    isOpen = true
  }
  let turn = Promise.resolve()
  socket.on('data', (bytes: Buffer) => {
    turn = turn.then(() => hear(bytes)).catch(() => void socket.destroy())
  })
}

/** All that ZooKeeper knows; of others it takes the letters for a length. */
const words: ReadonlySet<string> = new Set(
  'conf cons crst dirs dump envi gtmk hash isro lead mntr ruok srst srvr stat stmk wchc wchp wchs'.split(' '),
)

const refusal = (word: string): string => `${word} is not executed because it is not in the whitelist.\n`

function answer(word: string, mode: 'leader' | 'follower' | undefined): string {
  if (word === 'ruok') return 'imok'
  if (word === 'isro') return mode === undefined ? 'null' : 'rw'
  return mode === undefined ? notServing : srvr(mode)
}

const notServing = 'This ZooKeeper instance is not currently serving requests\n'

const srvr = (mode: 'leader' | 'follower'): string =>
  [
    // Debian's own build has this in the place of a commit.
    'Zookeeper version: 3.8.0-${mvngit.commit.id}, built on 2024-12-29 17:54 UTC',
    'Latency min/avg/max: 0/0.0/0',
    'Received: 1',
    'Sent: 0',
    'Connections: 1',
    'Outstanding: 0',
    'Zxid: 0x100000000',
    `Mode: ${mode}`,
    'Node count: 5',
    ...(mode === 'leader' ? ['Proposal sizes last/min/max: -1/-1/-1'] : []),
    '',
  ].join('\n')

/** @see https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#Unsafe+Options */
const longest = 0xfffff

/** A length and so many bytes. */
function takePacket(bytes: Buffer): Buffer | 'more' | 'tooLong' {
  if (bytes.length < 4) return 'more'
  const length = bytes.readInt32BE(0)
  if (length < 12 || length > longest) return 'tooLong'
  return bytes.length < length + 4 ? 'more' : bytes.subarray(4, length + 4)
}

const [closeSession, ping] = [-11, 11]
/** `UNIMPLEMENTED`: this server has sessions, and nothing to read in them. */
const unimplemented = -6

/**
 * `ConnectRequest` and `ConnectResponse`: protocol, timeout, session, password.
 *
 * @see https://github.com/apache/zookeeper/blob/release-3.8.4/zookeeper-jute/src/main/resources/zookeeper.jute
 */
function sessionFor(request: Buffer, id: number): Buffer {
  const response = Buffer.alloc(41)
  response.writeInt32BE(37, 0)
  response.writeInt32BE(request.length < 16 ? 4000 : request.readInt32BE(12), 8)
  response.writeBigInt64BE((BigInt(id) << 56n) | 1n, 12)
  response.writeInt32BE(16, 20)
  return response
}

/** The header of a reply that has nothing else. */
function reply(request: Buffer): Buffer {
  const response = Buffer.alloc(20)
  response.writeInt32BE(16, 0)
  request.copy(response, 4, 0, 4)
  response.writeBigInt64BE(0x1_0000_0000n, 8)
  response.writeInt32BE([closeSession, ping].includes(request.readInt32BE(4)) ? 0 : unimplemented, 16)
  return response
}
