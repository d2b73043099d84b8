import type { Blob, BlobStore, BlobWriter } from './blob.ts'

/** The bytes of an object or part: pieces in order, which nobody changes after they were stored. */
export interface Body {
  readonly length: number
  readonly pieces: readonly Piece[]
}

/** In memory, or some bytes of a blob. */
export type Piece = Uint8Array | BlobSlice

export interface BlobSlice {
  readonly blob: Blob
  readonly first: number
  readonly length: number
}

/** Pieces in memory are this long, but for the last; a small object has one of its own length. */
const pieceSize = 1024 * 1024

export const joinBodies = (bodies: readonly Body[]): Body => ({
  length: bodies.reduce((sum, { length }) => sum + length, 0),
  pieces: bodies.flatMap(({ pieces }) => pieces),
})

/** The bytes from `first` on, `length` of them, without a copy. */
export function sliceBody(body: Body, first: number, length: number): Body {
  const pieces: Piece[] = []
  let skip = first
  let left = length
  for (const piece of body.pieces) {
    if (left <= 0) break
    const taken = Math.min(left, piece.length - skip)
    if (taken > 0) pieces.push(slicePiece(piece, skip, taken))
    skip = Math.max(0, skip - piece.length)
    left -= Math.max(0, taken)
  }
  return { length: length - left, pieces }
}

const slicePiece = (piece: Piece, first: number, length: number): Piece =>
  piece instanceof Uint8Array ? piece.subarray(first, first + length) : { blob: piece.blob, first: piece.first + first, length }

/** All bytes in order, as they come from wherever they are. */
export async function* bytesOf({ pieces }: Body): AsyncGenerator<Uint8Array, void> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece
    else yield* piece.blob.read(piece.first, piece.length)
  }
}

/** Collects chunks as they arrive: in memory, until there are so many that they become a blob. */
export class BodyWriter {
  readonly #blobs: BlobStore | undefined
  #memory: MemoryWriter
  #blob: BlobWriter | undefined

  constructor(expectedLength: number | undefined, blobs: BlobStore | undefined) {
    this.#blobs = blobs
    const isLarge = blobs !== undefined && (expectedLength ?? 0) > blobs.threshold
    this.#memory = new MemoryWriter(isLarge ? 0 : expectedLength)
    if (isLarge) this.#blob = blobs.create()
  }

  write(chunk: Uint8Array): void | Promise<void> {
    if (this.#blob !== undefined) return this.#blob.write(chunk)
    this.#memory.write(chunk)
    if (this.#blobs === undefined || this.#memory.length <= this.#blobs.threshold) return undefined
    return this.#spill(this.#blobs.create())
  }

  async finish(): Promise<Body> {
    if (this.#blob === undefined) return this.#memory.finish()
    const blob = await this.#blob.finish()
    return { length: blob.length, pieces: [{ blob, first: 0, length: blob.length }] }
  }

  async discard(): Promise<void> {
    await this.#blob?.discard()
  }

  async #spill(blob: BlobWriter): Promise<void> {
    const { pieces } = this.#memory.finish()
    this.#memory = new MemoryWriter(0)
    this.#blob = blob
    for (const piece of pieces) await blob.write(piece)
  }
}

/** Chunks are copied: one of a socket holds on to the whole buffer that it was read into. */
class MemoryWriter {
  length = 0
  readonly #pieces: Uint8Array[] = []
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
    this.length += chunk.length
  }

  finish(): { readonly length: number; readonly pieces: readonly Uint8Array[] } {
    if (this.#used > 0)
      this.#pieces.push(
        this.#used < this.#piece.length / 2 ? Buffer.from(this.#piece.subarray(0, this.#used)) : this.#piece.subarray(0, this.#used),
      )
    return { length: this.length, pieces: this.#pieces }
  }

  #turn(): void {
    if (this.#used > 0) this.#pieces.push(this.#piece)
    this.#piece = Buffer.allocUnsafeSlow(pieceSize)
    this.#used = 0
  }
}
