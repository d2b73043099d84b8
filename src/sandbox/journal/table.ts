/** Whether values of a table change in place, or are replaced by others. */
export type Values = 'change' | 'are replaced'

/**
 * A map of a store, whose entries are kept one by one. It tells a watcher of each entry that may have changed: one that was set or deleted, and where
 * values change in place each one that was handed out, since whoever changes a value must have got it from here.
 */
export class Table<Key extends string | number, Value> {
  /** How values change. */
  readonly kept: Values
  watcher: ((key: Key) => void) | undefined
  readonly #entries = new Map<Key, Value>()

  constructor(values: Values = 'change') {
    this.kept = values
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Key): Value | undefined {
    this.#handOut(key)
    return this.#entries.get(key)
  }

  has(key: Key): boolean {
    return this.#entries.has(key)
  }

  set(key: Key, value: Value): void {
    this.#entries.set(key, value)
    this.watcher?.(key)
  }

  delete(key: Key): boolean {
    const found = this.#entries.delete(key)
    if (found) this.watcher?.(key)
    return found
  }

  keys(): IterableIterator<Key> {
    return this.#entries.keys()
  }

  *values(): Generator<Value, void> {
    for (const [, value] of this) yield value
  }

  *[Symbol.iterator](): Generator<[Key, Value], void> {
    for (const entry of this.#entries) {
      this.#handOut(entry[0])
      yield entry
    }
  }

  /** A value that the caller promises to leave alone. */
  peek(key: Key): Value | undefined {
    return this.#entries.get(key)
  }

  #handOut(key: Key): void {
    if (this.watcher !== undefined && this.kept === 'change') this.watcher(key)
  }
}
