// The packets of TDS 7.4 that a login and a small query need. @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/893fcc7e-8a39-4b3c-815a-773b7b982c50

export const packetType = { sqlBatch: 1, tabular: 4, login: 16, prelogin: 18 } as const

export const encryption = { off: 0, on: 1, notSupported: 2, required: 3 } as const
export type Encryption = (typeof encryption)[keyof typeof encryption]

export interface Packet {
  readonly type: number
  readonly body: Buffer
}

const headLength = 8
/** Longer than anything that a login or a small query sends. */
const longest = 40_000

export function packet(type: number, body: Buffer): Buffer {
  const head = Buffer.from([type, 1, 0, 0, 0, 0, 1, 0])
  head.writeUInt16BE(body.length + headLength, 2)
  return Buffer.concat([head, body])
}

/** The first packet of what came, and the rest; undefined where more has to come. Throws where this is not TDS. */
export function takePacket(bytes: Buffer): { readonly packet: Packet; readonly rest: Buffer } | undefined {
  if (bytes.length < headLength) return undefined
  const [type = 0] = bytes
  const length = bytes.readUInt16BE(2)
  if (!Object.values(packetType).some((each) => each === type) || length < headLength || length > longest)
    throw new RangeError('not a packet of TDS')
  return bytes.length < length ? undefined : { packet: { type, body: bytes.subarray(headLength, length) }, rest: bytes.subarray(length) }
}

const uint = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le')
const shortText = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), wide(text)])
const longText = (text: string): Buffer => Buffer.concat([uint(text.length, 2), wide(text)])

/** Version 16 of the server, and whether it encrypts. */
export const preloginAnswer = (answer: Encryption): Buffer =>
  packet(packetType.tabular, Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 255, 16, 0, 16, 0, 0, 0, answer]))

/** What the client asks for in its `PRELOGIN`. */
export function encryptionAsked(body: Buffer): number {
  for (let at = 0; at + 4 < body.length && body[at] !== 255; at += 5)
    if (body[at] === 1) return body[body.readUInt16BE(at + 1)] ?? encryption.notSupported
  return encryption.notSupported
}

export interface LoginRecord {
  readonly user: string
  readonly password: string
  readonly database: string
}

/** @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/773a62b6-ee89-4c02-9e5e-344882630aac */
export function readLogin(body: Buffer): LoginRecord {
  const at = (place: number): Buffer => {
    const [offset, length] = [body.readUInt16LE(place), body.readUInt16LE(place + 2) * 2]
    if (offset + length > body.length) throw new RangeError('not a login of TDS')
    return body.subarray(offset, offset + length)
  }
  const clear = Buffer.from(at(44).map((byte) => ((byte ^ 0xa5) >> 4) | (((byte ^ 0xa5) & 15) << 4)))
  return { user: at(40).toString('utf16le'), password: clear.toString('utf16le'), database: at(68).toString('utf16le') }
}

/** The text of a batch behind its headers. */
export const batchText = (body: Buffer): string => body.subarray(Math.min(body.readUInt32LE(0), body.length)).toString('utf16le')

/** An error of SQL Server: its number, its severity, and its words. */
export interface SqlserverError {
  readonly number: number
  readonly severity: number
  readonly message: string
}

/** @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/9805e9fa-1f8b-4cf8-8f78-8d2602228635 */
export function errorToken({ number, severity, message }: SqlserverError): Buffer {
  const body = Buffer.concat([
    uint(number, 4),
    Buffer.from([1, severity]),
    longText(message),
    shortText('sallyport'),
    shortText(''),
    uint(1, 4),
  ])
  return Buffer.concat([Buffer.from([0xaa]), uint(body.length, 2), body])
}

const doneError = 2
const doneCount = 0x10

export const done = (status = 0, rows = 0): Buffer =>
  Buffer.concat([Buffer.from([0xfd]), uint(status, 2), uint(0, 2), uint(rows, 4), uint(0, 4)])

export const failed = (...errors: readonly SqlserverError[]): Buffer =>
  packet(packetType.tabular, Buffer.concat([...errors.map(errorToken), done(doneError)]))

export function loggedIn(database: string): Buffer {
  const acknowledged = Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4]), shortText('Microsoft SQL Server'), Buffer.from([16, 0, 16, 0])])
  const changed = Buffer.concat([Buffer.from([1]), shortText(database), shortText('master')])
  return packet(
    packetType.tabular,
    Buffer.concat([
      Buffer.from([0xe3]),
      uint(changed.length, 2),
      changed,
      Buffer.from([0xad]),
      uint(acknowledged.length, 2),
      acknowledged,
      done(),
    ]),
  )
}

/** One column without a name, a whole number, and one row. */
export const oneRow = (): Buffer =>
  packet(
    packetType.tabular,
    Buffer.concat([
      Buffer.from([0x81]),
      uint(1, 2),
      uint(0, 4),
      uint(0, 2),
      Buffer.from([0x38]),
      shortText(''),
      Buffer.from([0xd1]),
      uint(1, 4),
      done(doneCount, 1),
    ]),
  )

export const nothing = (): Buffer => packet(packetType.tabular, done())
