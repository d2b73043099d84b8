import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { covers } from '../base/cidr.ts'
import { type Login, type LoginBlocker, loginBlockers } from '../network/admit-login.ts'
import { mysqlRefusal } from './mysql-messages.ts'
import * as wire from './mysql-wire.ts'
import type { Visitor } from './visitor.ts'

/** Longer than anything that a login or a small query sends. */
const longest = 100_000

/** One connection to a MySQL server that knows logins and `SELECT … FROM table`, and answers as the real one does. */
export class MysqlSession {
  private readonly visitor: Visitor
  private readonly scramble = Buffer.from(randomBytes(20).map((byte) => (byte % 94) + 33))
  private client: Socket | TLSSocket
  private buffer: Buffer = Buffer.alloc(0)
  private encrypted = false
  private login: Login | undefined

  constructor(socket: Socket, visitor: Visitor) {
    this.visitor = visitor
    this.client = socket
    this.listen(socket)
    this.greet()
  }

  private listen(client: Socket | TLSSocket): void {
    client.on('data', (bytes: Buffer) => this.take(bytes))
    // A client that goes away is no error of the server.
    client.on('error', () => client.destroy())
  }

  /** The server speaks first, and says at once that an address is not welcome. */
  private greet(): void {
    const { address, server } = this.visitor
    const stranger: Login = { address, tls: false, user: '', password: '', database: '', tables: [] }
    const blockers = loginBlockers(server, stranger)
    const first = blockers.find(({ blocks }) => blocks === 'connectionLimit' || (blocks === 'access' && !this.knows()))
    const refusal = first && mysqlRefusal(first, stranger, { knows: this.knows(), requiresTls: false })
    if (refusal === undefined) this.client.write(wire.packet(0, wire.greeting(this.scramble, server.tls !== 'off')))
    else this.client.end(wire.packet(0, wire.errorBody(refusal, true)))
  }

  /** Whether any account is for the address of the client. */
  private knows(): boolean {
    const { address, server } = this.visitor
    return server.access?.some(({ cidr }) => covers(cidr, address)) ?? true
  }

  private take(bytes: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, bytes])
    try {
      while (this.buffer.length >= 4) {
        const length = this.buffer.readUIntLE(0, 3)
        if (length > longest) throw new RangeError('not a packet of MySQL')
        if (this.buffer.length < length + 4) return
        const [sequence, body] = [this.buffer[3] ?? 0, this.buffer.subarray(4, length + 4)]
        this.buffer = this.buffer.subarray(length + 4)
        if (this.login === undefined) this.introduce(sequence, body)
        else this.answer(sequence, body)
      }
    } catch {
      this.client.destroy()
    }
  }

  private introduce(sequence: number, body: Buffer): void {
    if (wire.asksForTls(body)) {
      this.encrypt()
      return
    }
    const { user, proof, database } = wire.readResponse(body)
    const { address, server } = this.visitor
    const password = server.users.get(user)?.password
    const isRight = password !== undefined && wire.nativeProof(password, this.scramble).equals(proof)
    const typed = isRight ? password : proof.length === 0 ? '' : 'another one'
    this.login = { address, tls: this.encrypted, user, password: typed, database, tables: [] }
    const first = this.blockers([]).find(({ blocks }) => blocks !== 'certificate' && blocks !== 'tlsUnsupported')
    if (first === undefined) this.client.write(wire.packet(sequence + 1, wire.okBody()))
    else this.refuse(sequence + 1, first)
  }

  private encrypt(): void {
    this.client.removeAllListeners('data').pause()
    // A client need not wait for an answer before it begins with TLS.
    if (this.buffer.length > 0) this.client.unshift(this.buffer)
    this.encrypted = true
    this.buffer = Buffer.alloc(0)
    this.client = new TLSSocket(this.client, { isServer: true, secureContext: createSecureContext({ ...this.visitor.certificate() }) })
    this.listen(this.client)
  }

  private blockers(tables: readonly string[]): readonly LoginBlocker[] {
    return this.login === undefined ? [] : loginBlockers(this.visitor.server, { ...this.login, tables })
  }

  private answer(sequence: number, body: Buffer): void {
    const [command] = body
    if (command === 1) this.client.end()
    else if (command === 3) this.query(sequence + 1, body.subarray(1).toString('utf8'))
    else this.client.write(wire.packet(sequence + 1, wire.okBody()))
  }

  private query(sequence: number, text: string): void {
    const [, table] = /\bfrom\s+(`?[\w$]+`?(?:\.`?[\w$]+`?)?)/i.exec(text) ?? []
    const blockers = table === undefined ? [] : this.blockers([table.replaceAll('`', '')])
    const blocker = blockers.find(({ blocks }) => blocks === 'table' || blocks === 'noTable')
    const refusal = blocker && this.login && mysqlRefusal(blocker, this.login, { knows: true, requiresTls: false })
    this.client.write(refusal === undefined ? wire.oneRow(sequence) : wire.packet(sequence, wire.errorBody(refusal)))
  }

  private refuse(sequence: number, blocker: LoginBlocker): void {
    const requiresTls = this.visitor.server.tls === 'required'
    const refusal = this.login && mysqlRefusal(blocker, this.login, { knows: this.knows(), requiresTls })
    if (refusal === undefined) this.client.destroy()
    else this.client.end(wire.packet(sequence, wire.errorBody(refusal)))
  }
}
