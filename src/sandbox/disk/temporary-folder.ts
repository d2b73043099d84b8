import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whose process made a folder stands in its name; machines and containers that share a disk do not know each other's processes. */
const prefix = `sallyport-blobs-${hostname().replace(/[^A-Za-z0-9.]/g, '')}-`

/**
 * A folder that only its owner can read (mode 0700), made when it is first needed and removed with everything in it: on request, or when the process
 * ends. What processes have left that were killed is removed when the next one needs such a folder.
 */
export class TemporaryFolder {
  #path: string | undefined

  path(): string {
    if (this.#path === undefined) {
      removeLeftBehind()
      this.#path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
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

/** Only what is this user's own, and whose process is no more. Whatever cannot be removed stays, without a word: it is in nobody's way. */
function removeLeftBehind(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const pid = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined
      const path = join(tmpdir(), name)
      if (pid !== undefined && !isRunning(Number(pid)) && isOwn(path)) rmSync(path, { recursive: true, force: true })
    }
  } catch {}
}

function isOwn(path: string): boolean {
  const found = lstatSync(path)
  return found.isDirectory() && found.uid === process.getuid?.()
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
