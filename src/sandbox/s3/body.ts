/** The bytes of an object or part: pieces in order, which nobody changes after they were stored. */
export interface Body {
  readonly length: number
  readonly pieces: readonly Uint8Array[]
}

/** Pieces are this long, but for the last; a small object has one of its own length. */
const pieceSize = 1024 * 1024

export const emptyBody: Body = { length: 0, pieces: [] }

export const joinBodies = (bodies: readonly Body[]): Body => ({
  length: bodies.reduce((sum, { length }) => sum + length, 0),
  pieces: bodies.flatMap(({ pieces }) => pieces),
})

/** The bytes from `first` on, `length` of them, without a copy. */
export function* slices(body: Body, first: number, length: number): Generator<Uint8Array, void> {
  let skip = first
  let left = length
  for (const piece of body.pieces) {
    if (left <= 0) return
    const slice = piece.subarray(skip, skip + left)
    skip = Math.max(0, skip - piece.length)
    left -= slice.length
    if (slice.length > 0) yield slice
  }
}

export const sliceBody = (body: Body, first: number, length: number): Body => {
  const pieces = [...slices(body, first, length)]
  return { length: pieces.reduce((sum, piece) => sum + piece.length, 0), pieces }
}

/** Collects chunks as they arrive. They are copied: a chunk of a socket holds on to the whole buffer that it was read into. */
export class BodyWriter {
  readonly #pieces: Buffer[] = []
  #length = 0
  #piece: Buffer
  #used = 0

  constructor(expectedLength: number | undefined) {
    this.#piece = Buffer.allocUnsafeSlow(Math.min(expectedLength ?? 64 * 1024, pieceSize))
  }

  write(chunk: Uint8Array): void {
    let rest = chunk
    while (rest.length > 0) {
      if (this.#used === this.#piece.length) this.#turn()
      const taken = rest.subarray(0, this.#piece.length - this.#used)
      this.#piece.set(taken, this.#used)
      this.#used += taken.length
      rest = rest.subarray(taken.length)
    }
    this.#length += chunk.length
  }

  finish(): Body {
    if (this.#used > 0)
      this.#pieces.push(
        this.#used < this.#piece.length / 2 ? Buffer.from(this.#piece.subarray(0, this.#used)) : this.#piece.subarray(0, this.#used),
      )
    return { length: this.#length, pieces: this.#pieces }
  }

  #turn(): void {
    if (this.#used > 0) this.#pieces.push(this.#piece)
    this.#piece = Buffer.allocUnsafeSlow(pieceSize)
    this.#used = 0
  }
}
