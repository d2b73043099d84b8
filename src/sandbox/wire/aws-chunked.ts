import { createHash, type Hash } from 'node:crypto'
import { sha256Hex } from './canonical-request.ts'
import { hmac, sameText } from './signature.ts'

/** What signs the chunks: the first builds on the signature of the request, each on the one before. */
export interface ChunkSigner {
  readonly key: Buffer
  readonly date: string
  readonly scope: string
  readonly seed: string
}

export type ChunkFault = 'incomplete' | 'malformed' | 'malformedTrailer' | 'signature'

const emptyHash = sha256Hex('')
const longestLine = 16 * 1024

/**
 * Takes a body in the `aws-chunked` coding apart as it arrives. `feed` answers the data of complete and incomplete chunks; `fault` says what was wrong.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export class ChunkedDecoder {
  readonly trailers = new Map<string, string>()
  fault: ChunkFault | undefined
  readonly #signer: ChunkSigner | undefined
  readonly #hasTrailer: boolean
  #state: 'size' | 'data' | 'end' | 'trailer' | 'done' = 'size'
  #pending: Buffer = Buffer.alloc(0)
  #remaining = 0
  #hash: Hash | undefined
  #signature = ''
  #previous: string
  #trailerText = ''
  #trailerSignature: string | undefined

  constructor(signer: ChunkSigner | undefined, hasTrailer: boolean) {
    this.#signer = signer
    this.#hasTrailer = hasTrailer
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
    this.#readLine(rest.toString('latin1', 0, end).replace(/\r$/, ''))
    return rest.subarray(end + 1)
  }

  #readLine(line: string): void {
    if (this.#state === 'size') this.#readSize(line)
    else if (this.#state === 'end') this.#endChunk(line)
    else this.#readTrailer(line)
  }

  #readSize(line: string): void {
    const header = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line)
    if (header === null || (this.#signer !== undefined && header[2] === undefined)) {
      this.fault = 'malformed'
      return
    }
    this.#remaining = Number.parseInt(header[1] as string, 16)
    this.#signature = header[2] ?? ''
    this.#hash = this.#signer === undefined ? undefined : createHash('sha256')
    if (this.#remaining > 0) this.#state = 'data'
    else this.#endLast()
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
      if (!this.#hasTrailer || this.#signer === undefined || this.#trailerSignature !== undefined) this.#finish()
      return
    }
    const colon = line.indexOf(':')
    if (colon === -1 || !this.#hasTrailer) {
      this.fault = 'malformedTrailer'
      return
    }
    const [name, value] = [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
    if (name === 'x-amz-trailer-signature') this.#trailerSignature = value
    else this.#trailerText += `${name}:${value}\n`
    this.trailers.set(name, value)
  }

  #finish(): void {
    this.#state = 'done'
    if (this.#signer === undefined || !this.#hasTrailer) return
    const { key, date, scope } = this.#signer
    const text = `AWS4-HMAC-SHA256-TRAILER\n${date}\n${scope}\n${this.#previous}\n${sha256Hex(this.#trailerText)}`
    if (!sameText(hmac(key, text).toString('hex'), this.#trailerSignature ?? '')) this.fault ??= 'signature'
  }
}
