// The messages of MongoDB's wire protocol that a login and a small query need. @see https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/

export const opcode = { reply: 1, query: 2004, msg: 2013 } as const

export interface Message {
  readonly requestId: number
  readonly opcode: number
  /** The command, in BSON. */
  readonly command: Buffer
}

const headLength = 16
/** Longer than anything that a login or a small query sends. */
const longest = 100_000

/** The first message of what came, and the rest; undefined where more has to come. Throws where this is not MongoDB's protocol. */
export function takeMessage(bytes: Buffer): { readonly message: Message; readonly rest: Buffer } | undefined {
  if (bytes.length < headLength) return undefined
  const length = bytes.readInt32LE(0)
  const code = bytes.readInt32LE(12)
  if (length < headLength || length > longest || (code !== opcode.query && code !== opcode.msg))
    throw new RangeError('not a message of MongoDB')
  if (bytes.length < length) return undefined
  const body = bytes.subarray(headLength, length)
  const at = code === opcode.msg ? 5 : body.indexOf(0, 4) + 9
  if (code === opcode.msg && body[4] !== 0) throw new RangeError('not a command of MongoDB')
  return { message: { requestId: bytes.readInt32LE(4), opcode: code, command: body.subarray(at) }, rest: bytes.subarray(length) }
}

/** An answer in the form of its question. */
export function answer({ requestId, opcode: asked }: Message, document: Uint8Array): Buffer {
  const isMsg = asked === opcode.msg
  const before = isMsg ? Buffer.alloc(5) : Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
  const head = Buffer.alloc(headLength)
  head.writeInt32LE(headLength + before.length + document.length, 0)
  head.writeInt32LE(requestId, 8)
  head.writeInt32LE(isMsg ? opcode.msg : opcode.reply, 12)
  return Buffer.concat([head, before, document])
}
