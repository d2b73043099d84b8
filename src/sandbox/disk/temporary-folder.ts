import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that only its owner can read (mode 0700), made when it is first needed and removed with everything in it: on request, or when the process ends. */
export class TemporaryFolder {
  #path: string | undefined

  path(): string {
    if (this.#path === undefined) {
      this.#path = mkdtempSync(join(tmpdir(), 'sallyport-blobs-'))
      if (folders.size === 0) process.on('exit', removeAll)
      folders.add(this)
    }
    return this.#path
  }

  remove(): void {
    folders.delete(this)
    if (folders.size === 0) process.off('exit', removeAll)
    if (this.#path !== undefined) rmSync(this.#path, { recursive: true, force: true })
    this.#path = undefined
  }
}

const folders = new Set<TemporaryFolder>()

function removeAll(): void {
  for (const folder of folders) folder.remove()
}
