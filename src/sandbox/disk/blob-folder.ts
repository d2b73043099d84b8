import { randomBytes } from 'node:crypto'
import { closeSync, fsync, openSync, readdirSync, rmSync, statSync, write as writeFile } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Blob, BlobStore, BlobWriter } from '../s3/blob.ts'
import { synchronizeFolder } from './synchronize-folder.ts'

const writeAt = promisify(writeFile)
const synchronizeFile = promisify(fsync)

/** Measured: below this a file costs more than the bytes do in memory. */
const threshold = 1024 * 1024
const bufferSize = 1024 * 1024
/** Buffers that are on their way to the disk at once; then whoever writes waits. */
const mostPending = 4
const readSize = 256 * 1024

export interface BlobFolderOptions {
  /** Made when the first blob is. */
  readonly folder: () => string
  /** Whether a blob that is finished must be there after a crash. */
  readonly durable: boolean
}

/** Blobs as files of a folder, one each, named by their id. */
export class BlobFolder implements BlobStore {
  readonly threshold = threshold
  readonly #options: BlobFolderOptions
  /** By id, finished or not. */
  readonly #blobs = new Map<string, Blob | undefined>()
  readonly #spare: Buffer[] = []

  constructor(options: BlobFolderOptions) {
    this.#options = options
  }

  /** Those that are finished. */
  blobs(): readonly Blob[] {
    return [...this.#blobs.values()].filter((blob) => blob !== undefined)
  }

  /** A blob that an earlier process has left here. */
  adopt(id: string, length: number): Blob {
    if (statSync(this.#pathOf(id), { throwIfNoEntry: false })?.size !== length)
      throw new Error(`the file ${this.#pathOf(id)} is missing or has another length than ${length}`)
    return this.#blobs.get(id) ?? this.#keep(id, length)
  }

  /** Removes what was left behind beside the adopted ones: an upload that broke off, an object that is gone. */
  removeOthers(): void {
    for (const name of readdirSync(this.#options.folder())) if (!this.#blobs.has(name)) rmSync(this.#pathOf(name))
  }

  /** Whoever reads it just now reads on. */
  async remove({ id }: Blob): Promise<void> {
    this.#blobs.delete(id)
    await rm(this.#pathOf(id), { force: true })
  }

  create(): BlobWriter {
    const id = randomBytes(16).toString('hex')
    const descriptor = openSync(this.#pathOf(id), 'wx', 0o600)
    this.#blobs.set(id, undefined)
    const file = new FileWriter(descriptor, this.#spare)
    let open = true
    const finish = async (): Promise<Blob> => {
      await file.end()
      if (this.#options.durable) await synchronize(descriptor, this.#options.folder())
      closeSync(descriptor)
      open = false
      return this.#keep(id, file.length)
    }
    const discard = async (): Promise<void> => {
      await file.end().catch(() => {})
      if (open) closeSync(descriptor)
      this.#blobs.delete(id)
      await rm(this.#pathOf(id), { force: true })
    }
    return { write: (chunk) => file.write(chunk), finish, discard }
  }

  #keep(id: string, length: number): Blob {
    const blob: Blob = { id, length, read: (first, count) => readFile(this.#pathOf(id), first, count) }
    this.#blobs.set(id, blob)
    return blob
  }

  #pathOf(id: string): string {
    return join(this.#options.folder(), id)
  }
}

/** The bytes of a file, and its name in the folder. */
async function synchronize(descriptor: number, folder: string): Promise<void> {
  await synchronizeFile(descriptor)
  await synchronizeFolder(folder)
}

/** Gathers chunks in buffers, which are written while the next ones fill. */
class FileWriter {
  length = 0
  readonly #descriptor: number
  readonly #spare: Buffer[]
  readonly #pending = new Set<Promise<void>>()
  #failure: unknown
  #buffer: Buffer
  #used = 0

  constructor(descriptor: number, spare: Buffer[]) {
    this.#descriptor = descriptor
    this.#spare = spare
    this.#buffer = this.#fresh()
  }

  write(chunk: Uint8Array): void | Promise<void> {
    let rest = chunk
    while (rest.length > 0) {
      const taken = rest.subarray(0, bufferSize - this.#used)
      this.#buffer.set(taken, this.#used)
      this.#used += taken.length
      rest = rest.subarray(taken.length)
      if (this.#used === bufferSize) this.#flush()
    }
    return this.#pending.size < mostPending ? undefined : this.#room()
  }

  /** Everything is written, or the first failure is thrown. */
  async end(): Promise<void> {
    this.#flush()
    await Promise.all(this.#pending)
    if (this.#spare.length < mostPending) this.#spare.push(this.#buffer)
    if (this.#failure !== undefined) throw this.#failure
  }

  async #room(): Promise<void> {
    await Promise.race(this.#pending)
    if (this.#failure !== undefined) throw this.#failure
  }

  #flush(): void {
    if (this.#used === 0) return
    const [buffer, used, position] = [this.#buffer, this.#used, this.length]
    this.length += used
    this.#buffer = this.#fresh()
    this.#used = 0
    const written = this.#writeAll(buffer.subarray(0, used), position).then(
      () => {
        this.#pending.delete(written)
        if (this.#spare.length < mostPending) this.#spare.push(buffer)
      },
      (error: unknown) => {
        this.#pending.delete(written)
        this.#failure ??= error
      },
    )
    this.#pending.add(written)
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await writeAt(this.#descriptor, bytes, done, bytes.length - done, position + done)
      done += bytesWritten
    }
  }

  /** Memory that was used before: the system zeroes what is new. */
  #fresh(): Buffer {
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(bufferSize)
  }
}

/** The next piece is read while one is sent. */
async function* readFile(path: string, first: number, length: number): AsyncGenerator<Uint8Array, void> {
  const file = await open(path, 'r')
  try {
    const read = async (offset: number): Promise<Uint8Array | undefined> => {
      const size = Math.min(readSize, length - offset)
      if (size <= 0) return undefined
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(size), 0, size, first + offset)
      if (bytesRead === 0) throw new Error(`internal error: ${path} is shorter than it was`)
      return buffer.subarray(0, bytesRead)
    }
    let offset = 0
    let piece = await read(0)
    while (piece !== undefined) {
      offset += piece.length
      const next = read(offset)
      yield piece
      piece = await next
    }
  } finally {
    await file.close()
  }
}
