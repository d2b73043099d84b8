import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import { type Login, type LoginBlocker, loginBlockers } from '../network/admit-login.ts'
import { sqlserverRefusal } from './sqlserver-messages.ts'
import { tdsTlsStream } from './tds-tls.ts'
import * as wire from './tds-wire.ts'
import type { Visitor } from './visitor.ts'

/** One connection to a SQL Server that knows logins and `SELECT … FROM table`, and answers as the real one does. */
export class SqlserverSession {
  private readonly visitor: Visitor
  private readonly socket: Socket
  private client: Duplex
  private buffer: Buffer = Buffer.alloc(0)
  private encrypted = false
  private login: Login | undefined

  constructor(socket: Socket, visitor: Visitor) {
    this.visitor = visitor
    this.socket = socket
    this.client = socket
    this.listen(socket)
  }

  private listen(client: Duplex): void {
    client.on('data', (bytes: Buffer) => this.take(bytes))
    // A client that goes away is no error of the server.
    client.on('error', () => this.socket.destroy())
  }

  private take(bytes: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, bytes])
    try {
      for (;;) {
        const taken = wire.takePacket(this.buffer)
        if (taken === undefined) return
        this.buffer = taken.rest
        this.answer(taken.packet)
      }
    } catch {
      this.socket.destroy()
    }
  }

  private answer({ type, body }: wire.Packet): void {
    if (type === wire.packetType.prelogin) this.agree(wire.encryptionAsked(body))
    else if (type === wire.packetType.login) this.open(wire.readLogin(body))
    else if (type === wire.packetType.sqlBatch && this.login !== undefined) this.query(wire.batchText(body), this.login)
    else this.socket.destroy()
  }

  /** @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868 */
  private agree(asked: number): void {
    const { tls } = this.visitor.server
    const isAsked = asked === wire.encryption.on || asked === wire.encryption.required
    const answer = tls === 'required' ? 'required' : tls === 'off' || !isAsked ? 'notSupported' : 'on'
    this.client.write(wire.preloginAnswer(wire.encryption[answer]))
    if (answer !== 'notSupported' && isAsked) this.encrypt()
  }

  private encrypt(): void {
    this.socket.removeAllListeners('data')
    this.encrypted = true
    const begun = this.buffer
    this.buffer = Buffer.alloc(0)
    // The change from packets to bare records is where TLS 1.2 ends its handshake.
    const secureContext = createSecureContext({ ...this.visitor.certificate(), maxVersion: 'TLSv1.2' })
    this.client = new TLSSocket(tdsTlsStream(this.socket, begun), { isServer: true, secureContext })
    this.listen(this.client)
  }

  private open({ user, password, database }: wire.LoginRecord): void {
    this.login = { address: this.visitor.address, tls: this.encrypted, user, password, database, tables: [] }
    const first = loginBlockers(this.visitor.server, this.login).find(
      ({ blocks }) => blocks !== 'certificate' && blocks !== 'tlsUnsupported',
    )
    if (first === undefined) this.client.write(wire.loggedIn(database))
    else this.refuse(first, this.login)
  }

  private query(text: string, login: Login): void {
    const [, table] = /\bfrom\s+(\[?[\w$]+\]?(?:\.\[?[\w$]+\]?)?)/i.exec(text) ?? []
    const tables = table === undefined ? [] : [table.replaceAll(/[[\]]/g, '')]
    const blocker = loginBlockers(this.visitor.server, { ...login, tables }).find(
      ({ blocks }) => blocks === 'table' || blocks === 'noTable',
    )
    if (blocker !== undefined) this.client.write(wire.failed(...sqlserverRefusal(blocker, login, this.visitor.listener)))
    else this.client.write(/^\s*select/i.test(text) ? wire.oneRow() : wire.nothing())
  }

  private refuse(blocker: LoginBlocker, login: Login): void {
    const errors = sqlserverRefusal(blocker, login, this.visitor.listener)
    if (errors.length === 0) this.socket.destroy()
    else this.client.end(wire.failed(...errors))
  }
}
