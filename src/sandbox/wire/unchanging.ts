import type { TimestampFormat } from './simple.ts'
import type { Value } from './value.ts'

type Write = (item: Value, format: TimestampFormat) => string

/**
 * Neighbouring items of a list that never change and are answered again and again, all of them or some: a codec writes them once. They are made when
 * that happens, and what they were is not kept; what is undefined is never answered.
 */
export class Unchanging {
  readonly #items: () => readonly (object | undefined)[]
  #by: Write | undefined
  #bytes: Uint8Array = new Uint8Array()
  /** Where each item ends. */
  #ends: readonly number[] = []

  constructor(items: () => readonly (object | undefined)[]) {
    this.#items = items
  }

  bytes(write: Write, format: TimestampFormat, { from, to }: UnchangingPart): Uint8Array {
    if (this.#by !== write) this.#write(write, format)
    return this.#bytes.subarray(this.#ends[from - 1] ?? 0, this.#ends[to - 1] ?? 0)
  }

  #write(write: Write, format: TimestampFormat): void {
    const texts = this.#items().map((item) => (item === undefined ? '' : write(item as Value, format)))
    let end = 0
    this.#ends = texts.map((text) => (end += Buffer.byteLength(text)))
    this.#bytes = Buffer.from(texts.join(''))
    this.#by = write
  }
}

/** Stands in a list for the items `from` … `to - 1`. */
export class UnchangingPart {
  readonly of: Unchanging
  readonly from: number
  readonly to: number

  constructor(of: Unchanging, from: number, to: number) {
    this.of = of
    this.from = from
    this.to = to
  }
}
