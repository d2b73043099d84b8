import { createHash } from 'node:crypto'
import type { MysqlError } from './mysql-messages.ts'

// The packets of MySQL's protocol 4.1 that a login and a small query need. @see https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html

export function packet(sequence: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUIntLE(body.length, 0, 3)
  head[3] = sequence
  return Buffer.concat([head, body])
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`)
const uint = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}
const counted = (value: string): Buffer => Buffer.concat([Buffer.from([Buffer.byteLength(value)]), Buffer.from(value)])

const capability = {
  longPassword: 1,
  connectWithDb: 8,
  protocol41: 0x200,
  ssl: 0x800,
  transactions: 0x2000,
  secureConnection: 0x8000,
  pluginAuth: 0x80000,
  countedAuth: 0x200000,
}

export function greeting(scramble: Buffer, tls: boolean): Buffer {
  const { longPassword, connectWithDb, protocol41, ssl, transactions, secureConnection, pluginAuth } = capability
  const capabilities = longPassword + connectWithDb + protocol41 + (tls ? ssl : 0) + transactions + secureConnection + pluginAuth
  return Buffer.concat([
    Buffer.from([10]),
    text('8.0.36'),
    uint(1, 4),
    scramble.subarray(0, 8),
    Buffer.from([0]),
    uint(capabilities & 0xffff, 2),
    Buffer.from([45]),
    uint(2, 2),
    uint(capabilities >>> 16, 2),
    Buffer.from([21]),
    Buffer.alloc(10),
    scramble.subarray(8, 20),
    Buffer.from([0]),
    text('mysql_native_password'),
  ])
}

export const okBody = (): Buffer => Buffer.from([0, 0, 0, 2, 0, 0, 0])
const endOfFile = (): Buffer => Buffer.from([0xfe, 0, 0, 2, 0])

/** Before a client has said what it understands, an error has no SQLSTATE. */
export const errorBody = ({ number, sqlState, message }: MysqlError, early = false): Buffer =>
  Buffer.concat([Buffer.from([0xff]), uint(number, 2), ...(early ? [] : [Buffer.from(`#${sqlState}`)]), Buffer.from(message)])

/** One column, `1`, and one row. */
export function oneRow(sequence: number): Buffer {
  const column = Buffer.concat([
    counted('def'),
    counted(''),
    counted(''),
    counted(''),
    counted('1'),
    counted(''),
    Buffer.from([0x0c]),
    uint(45, 2),
    uint(1, 4),
    Buffer.from([0xfd]),
    uint(0, 2),
    Buffer.from([0, 0, 0]),
  ])
  const bodies = [Buffer.from([1]), column, endOfFile(), counted('1'), endOfFile()]
  return Buffer.concat(bodies.map((body, index) => packet(sequence + index, body)))
}

export interface Response {
  readonly user: string
  readonly proof: Buffer
  readonly database: string
}

/** Whether the client only asks for TLS, and will introduce itself afterwards. */
export const asksForTls = (body: Buffer): boolean => body.length === 32 && (body.readUInt32LE(0) & capability.ssl) !== 0

/** What the client says of itself. Throws where this is not MySQL's protocol. */
export function readResponse(body: Buffer): Response {
  const capabilities = body.readUInt32LE(0)
  if ((capabilities & capability.protocol41) === 0) throw new RangeError('not a handshake response of MySQL')
  const userEnd = body.indexOf(0, 32)
  if (userEnd < 0) throw new RangeError('not a handshake response of MySQL')
  const length = body[userEnd + 1] ?? 0
  const proof = body.subarray(userEnd + 2, userEnd + 2 + length)
  const rest = body.subarray(userEnd + 2 + length)
  const database = (capabilities & capability.connectWithDb) === 0 ? '' : rest.subarray(0, Math.max(0, rest.indexOf(0))).toString('utf8')
  return { user: body.subarray(32, userEnd).toString('utf8'), proof, database }
}

/** @see https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html */
export function nativeProof(password: string, scramble: Buffer): Buffer {
  const sha1 = (...parts: readonly Buffer[]): Buffer => createHash('sha1').update(Buffer.concat(parts)).digest()
  const once = sha1(Buffer.from(password))
  const mask = sha1(scramble, sha1(once))
  return Buffer.from(once.map((byte, index) => byte ^ (mask[index] ?? 0)))
}
