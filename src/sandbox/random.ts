import { createHash } from 'node:crypto'

/** Bytes made at once: a call takes some dozens, and a hash costs more to begin than to go on. */
const blockSize = 8192

/**
 * Where ids, secrets and request ids come from. The same seed gives the same ids in the same order.
 *
 * Not for production secrets: what a seed made, a seed can make again.
 */
export class Random {
  readonly #seed: Buffer
  #counter = 0n
  #pool: Buffer = Buffer.alloc(0)

  constructor(seed: string | Uint8Array) {
    this.#seed = createHash('sha256').update(seed).digest()
  }

  bytes(length: number): Buffer {
    while (this.#pool.length < length) this.#pool = Buffer.concat([this.#pool, this.#block()])
    const taken = Buffer.from(this.#pool.subarray(0, length))
    this.#pool = this.#pool.subarray(length)
    return taken
  }

  /** `length` characters of `alphabet`, which must have at most 256. */
  text(length: number, alphabet: string): string {
    let text = ''
    for (const byte of this.bytes(length)) text += alphabet[byte % alphabet.length]
    return text
  }

  uuid(): string {
    const bytes = this.bytes(16)
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  #block(): Buffer {
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(this.#counter++)
    return createHash('shake256', { outputLength: blockSize }).update(this.#seed).update(counter).digest()
  }
}
