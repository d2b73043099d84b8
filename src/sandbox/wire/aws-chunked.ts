import { createHash, type Hash } from 'node:crypto'
import { sha256Hex } from './canonical-request.ts'
import { hmac } from './hmac.ts'
import { sameText } from './signature.ts'

/** What signs the chunks: the first builds on the signature of the request, each on the one before. */
export interface ChunkSigner {
  readonly key: Buffer
  readonly date: string
  readonly scope: string
  readonly seed: string
}

export type ChunkFault = 'incomplete' | 'malformed' | 'malformedTrailer' | 'signature' | 'smallChunk'

const emptyHash = sha256Hex('')
const carriageReturn = 13
const longestLine = 16 * 1024

/** Of all chunks but the last, signed or not. @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and https://github.com/aws/aws-sdk-js-v3/issues/6949 */
const smallestChunk = 8 * 1024

/**
 * Takes a body in the `aws-chunked` coding apart as it arrives. `feed` answers the data of complete and incomplete chunks; `fault` says what was wrong.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export class ChunkedDecoder {
  readonly trailers = new Map<string, string>()
  fault: ChunkFault | undefined
  /** What the error says besides. */
  detail: Readonly<Record<string, string>> | undefined
  readonly #signer: ChunkSigner | undefined
  readonly #announced: readonly string[] | undefined
  #state: 'size' | 'data' | 'end' | 'trailer' | 'done' = 'size'
  #pending: Buffer = Buffer.alloc(0)
  #remaining = 0
  #chunks = 0
  #size = 0
  #hash: Hash | undefined
  #signature = ''
  #previous: string
  #trailerText = ''
  #trailerSignature: string | undefined

  /** `announced` are the names of the trailers; without them the body ends with its last chunk. */
  constructor(signer: ChunkSigner | undefined, announced: readonly string[] | undefined) {
    this.#signer = signer
    this.#announced = announced
    this.#previous = signer?.seed ?? ''
  }

  /** The decoded bytes of one piece of the body. */
  feed(bytes: Buffer): readonly Buffer[] {
    const decoded: Buffer[] = []
    let rest = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    this.#pending = Buffer.alloc(0)
    while (rest.length > 0 && this.fault === undefined && this.#state !== 'done') {
      const before = rest
      rest = this.#state === 'data' ? this.#takeData(rest, decoded) : this.#takeLine(rest)
      if (rest === before) break
    }
    if (this.#state !== 'done') this.#pending = rest
    return decoded
  }

  /** To be called when the body has ended; some clients leave the last empty line out. */
  end(): void {
    if (this.#state === 'trailer' && this.#pending.length === 0) this.#finish()
    if (this.#state !== 'done') this.fault ??= 'incomplete'
  }

  #takeData(rest: Buffer, decoded: Buffer[]): Buffer {
    const data = rest.subarray(0, this.#remaining)
    this.#hash?.update(data)
    decoded.push(data)
    this.#remaining -= data.length
    if (this.#remaining === 0) this.#state = 'end'
    return rest.subarray(data.length)
  }

  /** A line with its end, or the same bytes again where more must come. */
  #takeLine(rest: Buffer): Buffer {
    const end = rest.indexOf('\n')
    if (end === -1) {
      if (rest.length > longestLine) this.fault = 'malformed'
      return rest
    }
    if (rest[end - 1] === carriageReturn) this.#readLine(rest.toString('latin1', 0, end - 1))
    else this.fault = 'malformed'
    return rest.subarray(end + 1)
  }

  #readLine(line: string): void {
    if (this.#state === 'size') this.#readSize(line)
    else if (this.#state === 'end') this.#endChunk(line)
    else this.#readTrailer(line)
  }

  #readSize(line: string): void {
    const header = /^\s*([0-9a-f]{1,12})\s*(?:;\s*(.*))?$/i.exec(line)
    if (header === null || (this.#signer !== undefined && header[2] === undefined)) {
      this.fault = 'malformed'
      return
    }
    this.#remaining = Number.parseInt(header[1] as string, 16)
    this.#refuseSmall()
    const signature = /^chunk-signature\s*=(.*)$/i.exec(header[2] ?? '')?.[1]?.trim()
    if (signature === '' || signature?.includes(';') === true) this.fault = 'malformed'
    // What is no signature does not match.
    this.#signature = signature !== undefined && /^[0-9a-f]{64}$/i.test(signature) ? signature : ''
    this.#hash = this.#signer === undefined ? undefined : createHash('sha256')
    if (this.#remaining > 0) this.#state = 'data'
    else this.#endLast()
  }

  /** A chunk is known not to be the last when the next has data; its number is then that of the next, as S3 counts. */
  #refuseSmall(): void {
    if (this.#remaining === 0) return
    this.#chunks += 1
    if (this.#chunks > 1 && this.#size < smallestChunk) {
      this.fault = 'smallChunk'
      this.detail = { Chunk: `${this.#chunks}`, BadChunkSize: `${this.#size}` }
    }
    this.#size = this.#remaining
  }

  #endChunk(line: string): void {
    if (line !== '') this.fault = 'malformed'
    this.#verifyChunk()
    this.#state = 'size'
  }

  #endLast(): void {
    this.#verifyChunk()
    this.#state = 'trailer'
  }

  #verifyChunk(): void {
    if (this.#signer === undefined || this.#hash === undefined) return
    const { key, date, scope } = this.#signer
    const text = `AWS4-HMAC-SHA256-PAYLOAD\n${date}\n${scope}\n${this.#previous}\n${emptyHash}\n${this.#hash.digest('hex')}`
    if (!sameText(hmac(key, text).toString('hex'), this.#signature.toLowerCase())) this.fault ??= 'signature'
    this.#previous = this.#signature
  }

  /** An empty line ends the body; of a signed trailer one also stands before its signature, and clients differ in that. */
  #readTrailer(line: string): void {
    if (line === '') {
      if (this.#announced === undefined || this.#signer === undefined || this.#trailerSignature !== undefined) this.#finish()
      return
    }
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), line.slice(colon + 1).trim()]
    if (this.#announced === undefined || colon === -1) {
      this.fault = 'incomplete'
      return
    }
    if (name !== 'x-amz-trailer-signature' && !this.#announced.includes(name)) {
      this.fault = 'malformedTrailer'
      return
    }
    if (name === 'x-amz-trailer-signature') this.#trailerSignature = value
    else this.#trailerText += `${name}:${value}\n`
    this.trailers.set(name, value)
  }

  #finish(): void {
    this.#state = 'done'
    if (this.#signer === undefined || this.#announced === undefined) return
    if (this.#trailerSignature === undefined) {
      this.fault ??= 'incomplete'
      return
    }
    const { key, date, scope } = this.#signer
    const text = `AWS4-HMAC-SHA256-TRAILER\n${date}\n${scope}\n${this.#previous}\n${sha256Hex(this.#trailerText)}`
    if (!sameText(hmac(key, text).toString('hex'), this.#trailerSignature)) this.fault ??= 'signature'
  }
}
