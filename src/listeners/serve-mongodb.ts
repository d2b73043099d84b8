import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { type Login, type LoginBlocker, loginBlockers } from '../network/admit-login.ts'
import * as wire from './mongodb-wire.ts'
import { ScramServer } from './scram.ts'
import type { Visitor } from './visitor.ts'

type Document = Readonly<Record<string, unknown>>

/** The library's own reading and writing of BSON. */
interface Bson {
  readonly serialize: (document: Document) => Uint8Array
  readonly deserialize: (bytes: Buffer) => Document
}

/**
 * One connection to a MongoDB server. What it cannot do it does without a word, as `mongod`: it hangs up on too many connections, on words in clear
 * text where TLS is required, and on TLS where there is none. BSON is that of the client's library: without it nobody could call.
 *
 * @see https://www.mongodb.com/docs/manual/reference/configuration-options/#net-options
 */
export async function serveMongodb(socket: Socket, visitor: Visitor): Promise<void> {
  const { BSON } = await import('mongodb')
  const { server } = visitor
  if (server.connections.used >= server.connections.max) {
    socket.destroy()
    return
  }
  socket.once('data', (first: Buffer) => {
    const wantsTls = first[0] === 22
    if (wantsTls ? server.tls === 'off' : server.tls === 'required') {
      socket.destroy()
      return
    }
    socket.pause()
    socket.unshift(first)
    const client = wantsTls
      ? new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ ...visitor.certificate() }) })
      : socket
    new MongodbSession(client, visitor, { bson: BSON, encrypted: wantsTls })
    client.resume()
  })
}

class MongodbSession {
  private readonly client: Socket
  private readonly visitor: Visitor
  private readonly bson: Bson
  private buffer: Buffer = Buffer.alloc(0)
  private login: Login
  private scram: ScramServer | undefined
  private isOpen = false

  constructor(client: Socket, visitor: Visitor, { bson, encrypted }: { readonly bson: Bson; readonly encrypted: boolean }) {
    this.client = client
    this.visitor = visitor
    this.bson = bson
    this.login = { address: visitor.address, tls: encrypted, user: '', password: '', database: '', tables: [] }
    client.on('data', (bytes: Buffer) => this.take(bytes)).on('error', () => client.destroy())
  }

  private take(bytes: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, bytes])
    try {
      for (let taken = wire.takeMessage(this.buffer); taken !== undefined; taken = wire.takeMessage(this.buffer)) {
        this.buffer = taken.rest
        const answered = this.answer(this.bson.deserialize(taken.message.command))
        this.client.write(wire.answer(taken.message, this.bson.serialize(answered)))
      }
    } catch {
      this.client.destroy()
    }
  }

  private answer(command: Document): Document {
    const [verb = ''] = Object.keys(command)
    switch (verb.toLowerCase()) {
      case 'hello':
      case 'ismaster':
        return greeting
      case 'saslstart':
        return this.begin(payloadOf(command))
      case 'saslcontinue':
        return this.conclude(payloadOf(command))
      case 'ping':
      case 'endsessions':
        return { ok: 1 }
      default:
        return this.isOpen ? this.read(verb, command) : refusal(13, 'Unauthorized', `Command ${verb} requires authentication`)
    }
  }

  /** @see https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#scram-sha-256 */
  private begin(payload: string): Document {
    const user = (/n=([^,]*)/.exec(payload)?.[1] ?? '').replaceAll('=2C', ',').replaceAll('=3D', '=')
    this.login = { ...this.login, user }
    this.scram = new ScramServer(this.visitor.server.users.get(user)?.password, randomBytes(16), randomBytes(18).toString('base64'))
    return { conversationId: 1, done: false, payload: Buffer.from(this.scram.challenge(payload)), ok: 1 }
  }

  private conclude(payload: string): Document {
    const final = this.scram?.verify(payload)
    const password = final === undefined ? undefined : this.visitor.server.users.get(this.login.user)?.password
    const login = { ...this.login, password: password ?? '' }
    const isKept = loginBlockers(this.visitor.server, login).some(({ blocks }) => blocks === 'access')
    if (password === undefined || isKept) return refusal(18, 'AuthenticationFailed', 'Authentication failed.')
    this.login = login
    this.isOpen = true
    return { conversationId: 1, done: true, payload: Buffer.from(final ?? ''), ok: 1 }
  }

  private read(verb: string, command: Document): Document {
    const database = String(command.$db)
    const blockersOf = (tables: readonly string[]): readonly LoginBlocker[] =>
      loginBlockers(this.visitor.server, { ...this.login, database, tables })
    const hasRole = !blockersOf([]).some(({ blocks }) => blocks === 'noDatabase' || blocks === 'connect')
    if (verb === 'listCollections') return cursor(`${database}.$cmd.listCollections`, hasRole ? this.collectionsOf(database) : [])
    if (verb !== 'find') return refusal(59, 'CommandNotFound', `no such command: '${verb}'`)
    const table = String(command.find)
    // The sentence is the server's; the rest of the command in it, which differs by client, is inferred.
    if (!hasRole || blockersOf([table]).some(({ blocks }) => blocks === 'table'))
      return refusal(13, 'Unauthorized', `not authorized on ${database} to execute command { find: "${table}", filter: {}, limit: 1 }`)
    return cursor(`${database}.${table}`, [])
  }

  /** Those that the user may read. @see https://www.mongodb.com/docs/manual/reference/command/listCollections/#behavior */
  private collectionsOf(database: string): readonly Document[] {
    const tables = [...(this.visitor.server.databases.get(database)?.tables.values() ?? [])]
    return tables.filter(({ readers }) => readers.includes(this.login.user)).map(({ name }) => ({ name, type: 'collection' }))
  }
}

/** MongoDB 7.0. @see https://www.mongodb.com/docs/manual/reference/command/hello/ */
const greeting: Document = {
  isWritablePrimary: true,
  ismaster: true,
  helloOk: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
}

const payloadOf = ({ payload }: Document): string =>
  typeof payload === 'object' && payload !== null && 'buffer' in payload && payload.buffer instanceof Uint8Array
    ? Buffer.from(payload.buffer).toString('utf8')
    : ''

const refusal = (code: number, codeName: string, errmsg: string): Document => ({ ok: 0, errmsg, code, codeName })

const cursor = (ns: string, firstBatch: readonly Document[]): Document => ({ cursor: { firstBatch, id: 0n, ns }, ok: 1 })
