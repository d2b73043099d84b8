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
  /** How much of the pool was taken. */
  #taken = 0

  constructor(seed: string | Uint8Array) {
    this.#seed = createHash('sha256').update(seed).digest()
  }

  bytes(length: number): Buffer {
    const at = this.#take(length)
    return Buffer.from(this.#pool.subarray(at, at + length))
  }

  /** `length` characters of `alphabet`, which must have at most 256. */
  text(length: number, alphabet: string): string {
    const at = this.#take(length)
    let text = ''
    for (let index = at; index < at + length; index += 1) text += alphabet[(this.#pool[index] as number) % alphabet.length]
    return text
  }

  /** Where the next bytes stand in the pool. */
  #take(length: number): number {
    while (this.#pool.length - this.#taken < length) {
      this.#pool = Buffer.concat([this.#pool.subarray(this.#taken), this.#block()])
      this.#taken = 0
    }
    this.#taken += length
    return this.#taken - length
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
