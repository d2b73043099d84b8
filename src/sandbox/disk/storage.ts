import { Activity } from '../activity.ts'
import { referencedBlobs } from '../s3/referenced-blobs.ts'
import type { Stores } from '../stores.ts'
import { BlobFolder } from './blob-folder.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** Requests change much at once, and a look at all objects takes a while when there are many. */
const reclaimAfter = 1000

/** What a sandbox keeps outside of memory: large bodies, in a temporary folder that goes with it. */
export class Storage {
  readonly blobs: BlobFolder
  readonly #temporary = new TemporaryFolder()
  readonly #activity = new Activity()
  readonly #onError: (error: unknown) => void
  #stores: Stores | undefined
  #reclaiming: NodeJS.Timeout | undefined

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
    this.blobs = new BlobFolder({ folder: () => this.#temporary.path(), durable: false })
  }

  /** These are the stores from now on. */
  hold(stores: Stores): void {
    this.#stores = stores
    this.#reclaimSoon()
  }

  /** A request begins; what it gives back is to be called when its answer has been sent. */
  enter(): () => void {
    const leave = this.#activity.enter()
    return () => {
      leave()
      this.#reclaimSoon()
    }
  }

  close(): void {
    clearTimeout(this.#reclaiming)
    this.#temporary.remove()
  }

  /** Removes the blobs that no store refers to: those that were so before, and still are when the requests of that time have ended. */
  async reclaim(): Promise<void> {
    const candidates = this.#unreferenced()
    if (candidates.length === 0) return
    await this.#activity.ended()
    const unreferenced = new Set(this.#unreferenced())
    await Promise.all(candidates.filter((blob) => unreferenced.has(blob)).map((blob) => this.blobs.remove(blob)))
  }

  #unreferenced(): readonly ReturnType<BlobFolder['adopt']>[] {
    const referenced = this.#stores === undefined ? undefined : referencedBlobs(this.#stores.s3)
    return this.blobs.blobs().filter((blob) => referenced?.has(blob) !== true)
  }

  #reclaimSoon(): void {
    if (this.#reclaiming !== undefined || this.blobs.blobs().length === 0) return
    const reclaim = (): Promise<void> => this.reclaim().catch(this.#onError)
    this.#reclaiming = setTimeout(() => {
      void reclaim().finally(() => {
        this.#reclaiming = undefined
      })
    }, reclaimAfter)
    this.#reclaiming.unref()
  }
}
