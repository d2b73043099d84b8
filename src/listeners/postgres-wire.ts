import type { PostgresError } from './server-messages.ts'

// The messages of PostgreSQL's protocol 3.0 that a login and a small query need. @see https://www.postgresql.org/docs/15/protocol-message-formats.html

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`)

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

export const authenticationOk = (): Buffer => message('R', int32(0))
export const authenticationSasl = (): Buffer => message('R', int32(10), text('SCRAM-SHA-256'), Buffer.from([0]))
export const authenticationSaslContinue = (data: string): Buffer => message('R', int32(11), Buffer.from(data))
export const authenticationSaslFinal = (data: string): Buffer => message('R', int32(12), Buffer.from(data))
export const authenticationMd5 = (salt: Buffer): Buffer => message('R', int32(5), salt)
export const parameterStatus = (name: string, value: string): Buffer => message('S', text(name), text(value))
export const backendKeyData = (): Buffer => message('K', int32(1), int32(1))
export const readyForQuery = (): Buffer => message('Z', Buffer.from('I'))
export const commandComplete = (tag: string): Buffer => message('C', text(tag))
export const emptyQueryResponse = (): Buffer => message('I')

export const errorResponse = (severity: 'FATAL' | 'ERROR', { code, message: words }: PostgresError): Buffer =>
  message('E', text(`S${severity}`), text(`V${severity}`), text(`C${code}`), text(`M${words}`), Buffer.from([0]))

/** One column of text, and its rows. */
export const rows = (column: string, values: readonly string[]): Buffer =>
  Buffer.concat([
    message('T', int16(1), text(column), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)),
    ...values.map((value) => message('D', int16(1), int32(Buffer.byteLength(value)), Buffer.from(value))),
    commandComplete(`SELECT ${values.length}`),
  ])

/** What a client asks for before it speaks of itself. */
export const sslRequestCode = 80877103
export const gssRequestCode = 80877104
export const protocolVersion = 196608

export interface Packet {
  /** Empty for the first message of a connection, which has no type. */
  readonly type: string
  readonly body: Buffer
}

/** Longer than any message of a login or a small query. */
const longest = 100_000

/** Takes one message off the front, or undefined where it is not whole yet. Throws where this is not PostgreSQL's protocol. */
export function takePacket(buffer: Buffer, first: boolean): { readonly packet: Packet; readonly rest: Buffer } | undefined {
  const head = first ? 0 : 1
  if (buffer.length < head + 4) return undefined
  const length = buffer.readInt32BE(head)
  if (length < 4 || length > longest) throw new RangeError('not a message of PostgreSQL')
  if (buffer.length < head + length) return undefined
  const packet = { type: first ? '' : String.fromCharCode(buffer[0] ?? 0), body: buffer.subarray(head + 4, head + length) }
  return { packet, rest: buffer.subarray(head + length) }
}

/** The `name\0value\0` pairs of the start of a session. */
export function startupParameters(body: Buffer): ReadonlyMap<string, string> {
  const words = body.subarray(4).toString('utf8').split('\0')
  const pairs = new Map<string, string>()
  for (let index = 0; index + 1 < words.length && words[index] !== ''; index += 2) pairs.set(words[index] ?? '', words[index + 1] ?? '')
  return pairs
}
