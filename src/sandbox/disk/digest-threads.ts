import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import type { DigestElsewhere } from '../wire/digest.ts'

/** To begin a thread takes as long as the MD5 of half as many bytes. */
const worthwhile = 64 * 1024 * 1024

/** Bytes that go to the thread at once, and how often that many may be on their way. */
const pieceSize = 1024 * 1024
const mostPending = 16

/** The thread: digests what it is sent, gives the memory back, and says the digest at the end. */
const program = `
  const { parentPort } = require('node:worker_threads')
  const hash = require('node:crypto').createHash('md5')
  parentPort.on('message', (piece) => {
    if (piece === 'end') return parentPort.postMessage(hash.digest('hex'))
    hash.update(piece)
    parentPort.postMessage(piece, [piece.buffer])
  })
`

/** Threads that compute the MD5 of large bodies, which takes longer than all else, while this one receives and stores them. */
export class DigestThreads {
  readonly #running = new Set<DigestThread>()
  readonly #processors: number

  constructor(processors = availableParallelism()) {
    this.#processors = processors
  }

  /** Undefined where it does not pay, or where no processor is left. */
  readonly begin = (length: number | undefined): DigestElsewhere | undefined => {
    if (length === undefined || length < worthwhile || this.#running.size >= this.#processors - 1) return undefined
    const thread = new DigestThread(() => this.#running.delete(thread))
    this.#running.add(thread)
    return thread
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((thread) => thread.end()))
  }
}

/** What makes threads is loaded with the first one. */
function startWorker(): Worker {
  const { Worker: Thread } = process.getBuiltinModule('node:worker_threads')
  return new Thread(program, { eval: true })
}

class DigestThread implements DigestElsewhere {
  readonly #worker = startWorker()
  readonly #onEnd: () => void
  readonly #spare: Uint8Array<ArrayBuffer>[] = []
  readonly #waiting: (() => void)[] = []
  #piece = new Uint8Array(pieceSize)
  #used = 0
  #pending = 0
  #failure: Error | undefined
  #digest: string | undefined

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
    this.#worker.unref()
    this.#worker.on('message', (message: unknown) => this.#hear(message))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('the thread of a digest has ended')))
  }

  update(chunk: Uint8Array): void | Promise<void> {
    let rest = chunk
    while (rest.length > 0) {
      const taken = rest.subarray(0, pieceSize - this.#used)
      this.#piece.set(taken, this.#used)
      this.#used += taken.length
      rest = rest.subarray(taken.length)
      if (this.#used === pieceSize) this.#send()
    }
    return this.#pending < mostPending ? undefined : this.#until(() => this.#pending < mostPending)
  }

  async hex(): Promise<string> {
    if (this.#used > 0) this.#send()
    this.#worker.postMessage('end')
    await this.#until(() => this.#digest !== undefined)
    return this.#digest ?? ''
  }

  async end(): Promise<void> {
    this.#onEnd()
    await this.#worker.terminate()
  }

  #send(): void {
    const piece = this.#piece.subarray(0, this.#used)
    this.#worker.postMessage(piece, [this.#piece.buffer])
    this.#pending += 1
    this.#piece = this.#spare.pop() ?? new Uint8Array(pieceSize)
    this.#used = 0
  }

  #hear(message: unknown): void {
    if (typeof message === 'string') this.#digest = message
    if (message instanceof Uint8Array) {
      this.#pending -= 1
      const { buffer } = message
      if (buffer instanceof ArrayBuffer) this.#spare.push(new Uint8Array(buffer))
    }
    for (const wake of this.#waiting.splice(0)) wake()
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const wake of this.#waiting.splice(0)) wake()
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#failure !== undefined) throw this.#failure
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    }
  }
}
