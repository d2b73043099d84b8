import type { Change } from '../journal/journal.ts'

/** Writes changes in the order in which they come. What comes while something is written goes together in the next write. */
export class WriteQueue {
  readonly #write: (changes: readonly Change[]) => Promise<void>
  #waiting: Change[] = []
  #current: Promise<void> | undefined
  #next: Promise<void> | undefined
  /** After it nothing is written any more: what would follow builds on what is missing. */
  #failure: unknown

  constructor(write: (changes: readonly Change[]) => Promise<void>) {
    this.#write = write
  }

  /** Resolves when these, and all that came before, are written; undefined where there is nothing to wait for. */
  add(changes: readonly Change[]): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    for (const change of changes) this.#waiting.push(change)
    if (this.#waiting.length === 0) return this.#current
    if (this.#current === undefined) return this.#start()
    this.#next ??= this.#current.then(() => this.#start())
    return this.#next
  }

  #start(): Promise<void> {
    const changes = this.#waiting
    this.#waiting = []
    this.#next = undefined
    const writing = this.#write(changes).then(
      () => {
        if (this.#current === writing) this.#current = undefined
      },
      (error: unknown) => {
        this.#failure = error
        throw error
      },
    )
    this.#current = writing
    return writing
  }
}
