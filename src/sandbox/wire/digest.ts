import { createHash, type Hash, hash } from 'node:crypto'

/** An MD5 that is computed somewhere else, while this thread does other things. */
export interface DigestElsewhere {
  /** Takes a copy. What it gives back is to be waited for: then the other side is behind. */
  readonly update: (chunk: Uint8Array) => void | Promise<void>
  readonly hex: () => Promise<string>
  /** To be called in any case. */
  readonly end: () => Promise<void>
}

/** Where there is somewhere else, and it pays for so many bytes. */
export type BeginDigest = (length: number | undefined) => DigestElsewhere | undefined

/** The digest of bytes that come in pieces; most come in one, and then nothing is begun for more. */
export class Digest {
  readonly #algorithm: string
  #first: Uint8Array | undefined
  #hash: Hash | undefined

  constructor(algorithm: string) {
    this.#algorithm = algorithm
  }

  update(chunk: Uint8Array): void {
    if (this.#hash !== undefined) this.#hash.update(chunk)
    else if (this.#first === undefined) this.#first = chunk
    else this.#hash = createHash(this.#algorithm).update(this.#first).update(chunk)
  }

  hex(): string {
    return this.#hash === undefined ? hash(this.#algorithm, this.#first ?? nothing, 'hex') : this.#hash.digest('hex')
  }
}

const nothing = new Uint8Array(0)
