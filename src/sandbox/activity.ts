/**
 * The requests that are on their way. What no store refers to any more may still be in their hands: it can be thrown away, or taken for settled, when
 * those that were on their way have ended.
 */
export class Activity {
  #young = new Generation()
  #before: Promise<unknown> = Promise.resolve()

  /** To be called when a request begins; what it gives back is to be called when its answer has been sent. */
  enter(): () => void {
    const generation = this.#young
    generation.size += 1
    return () => {
      generation.size -= 1
      generation.endIfEmpty()
    }
  }

  /** Resolves when every request that is on its way now has ended. */
  async ended(): Promise<void> {
    const generation = this.#young
    this.#young = new Generation()
    generation.close()
    this.#before = Promise.all([this.#before, generation.ended])
    await this.#before
  }
}

/** Requests that began between two calls of `ended`. */
class Generation {
  size = 0
  readonly ended: Promise<void>
  #closed = false
  #end = (): void => {}

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  close(): void {
    this.#closed = true
    this.endIfEmpty()
  }

  endIfEmpty(): void {
    if (this.#closed && this.size === 0) this.#end()
  }
}
