/** Hands chunks over as they come, and waits where it is told to. */
type Push = (onChunk: (chunk: Buffer) => void | Promise<void>) => Promise<void>

/** A body that is pushed, for a reader that pulls: whoever pushes waits until the chunk is used. What nobody pulls is dropped. */
export async function* pull(push: Push): AsyncGenerator<Buffer, void> {
  const line = new Line()
  const done = push((chunk) => line.offer(chunk)).then(
    () => line.end(),
    (error: unknown) => line.end(error),
  )
  try {
    for (;;) {
      const chunk = await line.take()
      if (chunk === undefined) return
      yield chunk
      line.release()
    }
  } finally {
    line.drop()
    await done
  }
}

/** At most one chunk on its way from one side to the other. */
class Line {
  #chunk: Buffer | undefined
  #ended: { readonly error: unknown } | undefined
  #dropping = false
  #release = (): void => {}
  #wake = (): void => {}

  offer(chunk: Buffer): Promise<void> | undefined {
    if (this.#dropping) return undefined
    this.#chunk = chunk
    this.#wake()
    return new Promise((resolve) => {
      this.#release = resolve
    })
  }

  end(error?: unknown): void {
    this.#ended = { error }
    this.#wake()
  }

  async take(): Promise<Buffer | undefined> {
    while (this.#chunk === undefined && this.#ended === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const chunk = this.#chunk
    this.#chunk = undefined
    if (chunk === undefined && this.#ended?.error !== undefined) throw this.#ended.error
    return chunk
  }

  release(): void {
    this.#release()
  }

  drop(): void {
    this.#dropping = true
    this.#release()
  }
}
