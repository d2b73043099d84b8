import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { zookeeper } from '../../src/connectors/zookeeper.ts'
import { sayWord } from '../../src/connectors/zookeeper-words.ts'
import { EmbeddedNetwork } from '../../src/listeners/embedded-network.ts'
import type { EnsembleMember, Network } from '../../src/network/network.ts'
import { loadShippedServer, shippedServerConnections } from '../shipped-servers.ts'

// What a member says word for word, and what the connector makes of servers that are none.

const { fixture } = await loadShippedServer('product-ensemble')
const connection = shippedServerConnections['product-ensemble']

const opened: { close: () => unknown }[] = []
afterAll(() => Promise.all(opened.map((each) => each.close())))

/** The network with its members changed. */
function embed(change: (member: EnsembleMember) => EnsembleMember = (member) => member): EmbeddedNetwork {
  const network = fixture.network as Network
  const listeners = [...network.listeners].map(
    ([name, each]) => [name, each.member === undefined ? each : { ...each, member: change(each.member) }] as const,
  )
  const embedded = new EmbeddedNetwork({ ...network, listeners: new Map(listeners) })
  opened.push(embedded)
  return embedded
}

const say = async (embedded: EmbeddedNetwork, word: string, host = 'zk-3.product.example'): Promise<string> =>
  sayWord(await embedded.connect(host, 2181, '10.0.1.10'), word, { silenceMs: 500 })

describe('a member of an ensemble', () => {
  it('answers the words on its list, says of others that they are not there, and hangs up on the rest', async () => {
    const embedded = embed((member) => ({ ...member, commands: ['srvr', 'ruok', 'isro'] }))
    expect(await say(embedded, 'srvr')).toMatch(
      /^Zookeeper version: 3\.8\.0-[^\n]+\nLatency min\/avg\/max: [^\n]+\nReceived: \d+\nSent: \d+\nConnections: 1\nOutstanding: 0\nZxid: 0x\w+\nMode: leader\nNode count: 5\nProposal sizes last\/min\/max: -1\/-1\/-1\n$/,
    )
    expect([await say(embedded, 'ruok'), await say(embedded, 'isro')]).toEqual(['imok', 'rw'])
    expect(await say(embedded, 'stat')).toBe('stat is not executed because it is not in the whitelist.\n')
    expect([await say(embedded, 'abcd'), await say(embedded, 'GET / HTTP/1.1\r\n\r\n')]).toEqual(['', ''])
  })

  it('does not serve without a quorum, and says so', async () => {
    const embedded = embed((member) => ({ ...member, commands: ['srvr', 'ruok', 'isro'], state: member.id < 3 ? 'down' : 'up' }))
    expect(await say(embedded, 'srvr')).toBe('This ZooKeeper instance is not currently serving requests\n')
    expect([await say(embedded, 'ruok'), await say(embedded, 'isro')]).toEqual(['imok', 'null'])
  })
})

async function serve(answer: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    answer(socket)
  })
  opened.push({ close: () => server.close() })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const place = server.address()
  return typeof place === 'object' && place !== null ? place.port : 0
}

async function failures(answer: (socket: Socket) => void): Promise<readonly string[]> {
  const port = await serve(answer)
  const begun = performance.now()
  const observations = await zookeeper.probe(
    { ...connection, members: [{ host: 'zk', port }], from: ['10.0.1.10'] },
    {
      resolve: async () => ['127.0.0.1'],
      connect: () =>
        new Promise((done) => {
          const socket = connect({ host: '127.0.0.1', port }, () => done(socket))
          socket.on('error', () => socket.destroy())
        }),
      timeoutMs: 2000,
      bannerMs: 20,
      silenceMs: 200,
    },
  )
  expect(performance.now() - begun).toBeLessThan(5000)
  return observations.filter(({ outcome }) => outcome === 'failed').map(({ step, code }) => `${step} ${code}`)
}

describe('the connector', () => {
  it.each([
    ['says nothing', (): void => {}, ['zk.members PROTO_SILENT', 'zk.session CONNECTION_LOSS']],
    ['hangs up', (socket: Socket): void => void socket.end(), ['zk.members PROTO_SILENT', 'zk.session CONNECTION_LOSS']],
    [
      'speaks HTTP',
      (socket: Socket): void => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      ['zk.members PROTO_MISMATCH', 'zk.session CONNECTION_LOSS'],
    ],
    [
      'never ends',
      (socket: Socket): void => void setInterval(() => socket.writable && socket.write(Buffer.alloc(30_000, 120)), 5).unref(),
      ['zk.members PROTO_MISMATCH', 'zk.session CONNECTION_LOSS'],
    ],
  ] as const)('tells a server that %s from a member, in bounded time', async (_, answer, expected) => {
    expect(await failures(answer)).toEqual(expected)
  })
})
