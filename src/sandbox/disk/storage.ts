import { randomBytes } from 'node:crypto'
import { Activity } from '../activity.ts'
import { Journal } from '../journal/journal.ts'
import { restore } from '../journal/restore.ts'
import type { Profile } from '../profile.ts'
import type { Blob } from '../s3/blob.ts'
import { referencedBlobs } from '../s3/referenced-blobs.ts'
import { SandboxStartError } from '../sandbox-start-error.ts'
import type { Stores } from '../stores.ts'
import { BlobFolder } from './blob-folder.ts'
import { DataFolder } from './data-folder.ts'
import { DigestThreads } from './digest-threads.ts'
import { TemporaryFolder } from './temporary-folder.ts'
import { WriteQueue } from './write-queue.ts'

export interface StorageOptions {
  /** A folder in which everything outlives the process; without it nothing does. */
  readonly data?: string | undefined
  readonly profile: Profile
  readonly onError: (error: unknown) => void
}

/** Requests change much at once, and a look at all objects takes a while when there are many. */
const reclaimAfter = 1000

const newId = (): string => randomBytes(16).toString('hex')

/** What a sandbox keeps outside of memory: large bodies as files, and with a data folder everything. */
export class Storage {
  readonly blobs: BlobFolder
  readonly digests = new DigestThreads()
  readonly #options: StorageOptions
  readonly #data: DataFolder | undefined
  readonly #temporary = new TemporaryFolder()
  readonly #activity = new Activity()
  readonly #queue: WriteQueue | undefined
  #stores: Stores | undefined
  #journal: Journal | undefined
  #isTurning = false
  #reclaiming: NodeJS.Timeout | undefined

  private constructor(options: StorageOptions, data: DataFolder | undefined) {
    this.#options = options
    this.#data = data
    const folder = (): string => data?.bodies ?? this.#temporary.path()
    this.blobs = new BlobFolder({ folder, durable: data !== undefined })
    if (data !== undefined) this.#queue = new WriteQueue((changes) => data.write(changes))
  }

  static async open(options: StorageOptions): Promise<Storage> {
    return new Storage(options, options.data === undefined ? undefined : await DataFolder.open(options.data, options.profile))
  }

  /** How often a sandbox was started on the data folder before. */
  get starts(): number {
    return this.#data?.starts ?? 0
  }

  /** Fills the stores with what the data folder has; false when it has nothing yet. */
  async restore(stores: Stores): Promise<boolean> {
    const contents = await this.#data?.read()
    if (contents === undefined || contents.records.size === 0) return false
    const body = (id: string): Uint8Array => {
      const bytes = contents.bodies.get(id)
      if (bytes === undefined) throw new Error(`the bytes ${id} are missing`)
      return bytes
    }
    try {
      const sequences = restore(stores, contents.records, { body, blob: (id, length) => this.blobs.adopt(id, length) })
      this.blobs.removeOthers()
      this.#stores = stores
      this.#journal = new Journal(stores, newId, { sequences, bodies: contents.bodies })
      return true
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new SandboxStartError(`\`${this.#options.data}\` is damaged: ${why}`, 'remove the folder to begin anew')
    }
  }

  /** These are the stores from now on; what was kept of others goes, in one write with what comes in its place. */
  hold(stores: Stores): Promise<void> | undefined {
    this.#stores = stores
    this.#reclaimSoon()
    if (this.#queue === undefined) return undefined
    const erased = this.#journal?.erase() ?? []
    this.#journal = new Journal(stores, newId)
    return this.#queue.add([...erased, ...this.#journal.changes()])
  }

  /** A request begins; what it gives back is to be called when its answer has been sent. */
  enter(): () => void {
    const leave = this.#activity.enter()
    return () => {
      leave()
      this.#reclaimSoon()
    }
  }

  /** To be waited for before an answer leaves: whatever it tells of survives. */
  commit(): Promise<void> | undefined {
    if (this.#journal === undefined || this.#queue === undefined) return undefined
    const changes = this.#journal.changes()
    this.#turn(this.#journal)
    return this.#queue.add(changes)
  }

  async close(): Promise<void> {
    clearTimeout(this.#reclaiming)
    try {
      if (this.#queue !== undefined) await this.#activity.ended()
      await this.commit()
      await this.#queue?.add(this.#journal?.lateChanges() ?? [])
    } finally {
      await this.digests.close()
      await this.#data?.close()
      this.#temporary.remove()
    }
  }

  /** Removes the blobs that no store refers to: those that were so before, and still are when the requests of that time have ended. */
  async reclaim(): Promise<void> {
    const candidates = this.#unreferenced()
    if (candidates.length === 0) return
    await this.#activity.ended()
    await this.commit()
    const unreferenced = new Set(this.#unreferenced())
    await Promise.all(candidates.filter((blob) => unreferenced.has(blob)).map((blob) => this.blobs.remove(blob)))
  }

  /** What was handed out to requests is looked at until they have ended. */
  #turn(journal: Journal): void {
    if (this.#isTurning) return
    this.#isTurning = true
    journal.turn()
    void this.#activity.ended().then(() => {
      journal.settle()
      this.#isTurning = false
    })
  }

  #unreferenced(): readonly Blob[] {
    const referenced = this.#stores === undefined ? undefined : referencedBlobs(this.#stores.s3)
    return this.blobs.blobs().filter((blob) => referenced?.has(blob) !== true)
  }

  #reclaimSoon(): void {
    if (this.#reclaiming !== undefined || this.blobs.blobs().length === 0) return
    const reclaim = (): Promise<void> => this.reclaim().catch(this.#options.onError)
    this.#reclaiming = setTimeout(() => {
      void reclaim().finally(() => {
        this.#reclaiming = undefined
      })
    }, reclaimAfter)
    this.#reclaiming.unref()
  }
}
