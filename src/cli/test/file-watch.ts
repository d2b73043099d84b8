import { type FSWatcher, watch } from 'node:fs'
import { join, normalize } from 'node:path'

/** Tells of files that change in some folders. */
export class FileWatch {
  private readonly watchers = new Map<string, FSWatcher>()
  private readonly changed = new Set<string>()
  private told: (() => void) | undefined

  /** Watches these folders too; one that is not there is left out. */
  add(folders: Iterable<string>): void {
    for (const folder of folders) {
      if (this.watchers.has(folder)) continue
      try {
        const watcher = watch(folder, (_, name) => this.note(name === null ? folder : normalize(join(folder, name))))
        this.watchers.set(folder, watcher)
      } catch {
        // It is gone, and so is what it held: the problems of the next run say so.
      }
    }
  }

  /** The files that have changed since it was asked last, as soon as there are some and an editor has had time to write them all. */
  async next(settleMs = 40): Promise<ReadonlySet<string>> {
    if (this.changed.size === 0) {
      await new Promise<void>((done) => {
        this.told = done
      })
    }
    await new Promise((done) => setTimeout(done, settleMs))
    const files = new Set(this.changed)
    this.changed.clear()
    return files
  }

  private note(file: string): void {
    this.changed.add(file.replaceAll('\\', '/'))
    this.told?.()
    this.told = undefined
  }
}
