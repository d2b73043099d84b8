import { createHash, randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { type Login, type LoginBlocker, loginBlockers } from '../network/admit-login.ts'
import * as wire from './postgres-wire.ts'
import { ScramServer } from './scram.ts'
import { postgresRefusal } from './server-messages.ts'
import type { Visitor } from './visitor.ts'

type Client = Socket | TLSSocket

/** One connection to a PostgreSQL or Redshift server that knows logins and `SELECT … FROM table`, and answers as the real one does. */
export class PostgresSession {
  private readonly visitor: Visitor
  private client: Client
  private buffer: Buffer = Buffer.alloc(0)
  private encrypted = false
  private login: Login | undefined
  private next: (packet: wire.Packet) => void

  constructor(socket: Socket, visitor: Visitor) {
    this.visitor = visitor
    this.client = socket
    this.next = this.start
    this.listen(socket)
  }

  private listen(client: Client): void {
    client.on('data', (bytes: Buffer) => this.take(bytes))
    // A client that goes away is no error of the server.
    client.on('error', () => client.destroy())
  }

  private take(bytes: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, bytes])
    try {
      for (;;) {
        const taken = wire.takePacket(this.buffer, this.login === undefined)
        if (taken === undefined) return
        this.buffer = taken.rest
        this.next(taken.packet)
      }
    } catch {
      this.client.destroy()
    }
  }

  private readonly start = ({ body }: wire.Packet): void => {
    const code = body.readInt32BE(0)
    if (code === wire.sslRequestCode) this.answerTls()
    else if (code === wire.protocolVersion) this.open(body)
    // No other encryption is spoken here.
    else this.client.write(Buffer.from('N'))
  }

  private open(body: Buffer): void {
    const parameters = wire.startupParameters(body)
    const user = parameters.get('user') ?? ''
    this.login = {
      address: this.visitor.address,
      tls: this.encrypted,
      user,
      password: '',
      database: parameters.get('database') ?? user,
      tables: [],
    }
    const before = this.blockers().find(({ blocks }) => blocks === 'state' || blocks === 'connectionLimit' || blocks === 'access')
    if (before !== undefined) this.refuse(before)
    else this.authenticate()
  }

  private blockers(more: Partial<Login> = {}): readonly LoginBlocker[] {
    return this.login === undefined ? [] : loginBlockers(this.visitor.server, { ...this.login, ...more })
  }

  private answerTls(): void {
    if (this.visitor.server.tls === 'off' || this.encrypted) {
      this.client.write(Buffer.from('N'))
      return
    }
    this.client.write(Buffer.from('S'))
    this.client.removeAllListeners('data').pause()
    // A client need not wait for an answer before it begins with TLS.
    if (this.buffer.length > 0) this.client.unshift(this.buffer)
    this.encrypted = true
    this.buffer = Buffer.alloc(0)
    this.client = new TLSSocket(this.client, { isServer: true, secureContext: createSecureContext({ ...this.visitor.certificate() }) })
    this.listen(this.client)
  }

  private authenticate(): void {
    const password = this.visitor.server.users.get(this.login?.user ?? '')?.password
    if (this.visitor.application === 'redshift') this.authenticateByDigest(password)
    else this.authenticateByScram(password)
  }

  /** @see https://www.postgresql.org/docs/15/sasl-authentication.html */
  private authenticateByScram(password: string | undefined): void {
    const scram = new ScramServer(password, randomBytes(16), randomBytes(18).toString('base64'))
    this.client.write(wire.authenticationSasl())
    this.next = ({ body }) => {
      const mechanismEnd = body.indexOf(0)
      this.client.write(wire.authenticationSaslContinue(scram.challenge(body.subarray(mechanismEnd + 5).toString('utf8'))))
      this.next = (answer) => {
        const final = scram.verify(answer.body.toString('utf8'))
        if (final !== undefined && password !== undefined) this.client.write(wire.authenticationSaslFinal(final))
        this.admit(final === undefined ? undefined : password)
      }
    }
  }

  private authenticateByDigest(password: string | undefined): void {
    const salt = randomBytes(4)
    const md5 = (...parts: readonly (string | Buffer)[]): string =>
      parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest('hex')
    this.client.write(wire.authenticationMd5(salt))
    this.next = ({ body }) => {
      const right =
        password !== undefined && body.toString('utf8').replace('\0', '') === `md5${md5(md5(password, this.login?.user ?? ''), salt)}`
      this.admit(right ? password : undefined)
    }
  }

  private admit(password: string | undefined): void {
    if (this.login !== undefined && password !== undefined) this.login = { ...this.login, password }
    const blockers = this.blockers().filter(({ blocks }) => blocks !== 'certificate' && blocks !== 'tlsUnsupported')
    const [first] = blockers
    if (first !== undefined) {
      this.refuse(first)
      return
    }
    const version = this.visitor.application === 'redshift' ? '8.0.2' : '15.6'
    const settings = [
      ['server_version', version],
      ['client_encoding', 'UTF8'],
      ['standard_conforming_strings', 'on'],
    ] as const
    this.client.write(
      Buffer.concat([
        wire.authenticationOk(),
        ...settings.map(([name, value]) => wire.parameterStatus(name, value)),
        wire.backendKeyData(),
        wire.readyForQuery(),
      ]),
    )
    this.next = this.answer
  }

  private readonly answer = ({ type, body }: wire.Packet): void => {
    if (type === 'X') {
      this.client.end()
      return
    }
    // Only simple queries are spoken; others are left without an answer, as by a server that is stuck.
    if (type === 'Q') this.client.write(Buffer.concat([this.result(body.toString('utf8').replace(/\0$/, '')), wire.readyForQuery()]))
  }

  private result(query: string): Buffer {
    const [, table] = /\bfrom\s+("?[\w$]+"?(?:\."?[\w$]+"?)?)/i.exec(query) ?? []
    if (table === undefined) return wire.rows('?column?', ['1'])
    const blocker = this.blockers({ tables: [table.replaceAll('"', '')] }).find(({ blocks }) => blocks === 'table' || blocks === 'noTable')
    const refusal = blocker && this.login && postgresRefusal(blocker, this.login)
    return refusal === undefined ? wire.rows('?column?', ['1']) : wire.errorResponse('ERROR', refusal)
  }

  private refuse(blocker: LoginBlocker): void {
    const refusal = this.login && postgresRefusal(blocker, this.login)
    if (refusal === undefined) this.client.destroy()
    else this.client.end(wire.errorResponse('FATAL', refusal))
  }
}
