import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Created } from './journal.ts'
import type { Run } from './run.ts'

/** What the first line of a journal says: whose it is, and where to look for what it names. */
export interface JournalHead {
  readonly run: string
  readonly target: string
  readonly expires: string
  /** The process that writes it: a run that is still going on is not to be cleaned. */
  readonly pid: number
  readonly host: string
}

/** A journal as it is read back, whatever its last moment was. */
export interface ReadJournal extends JournalHead {
  /** What may still be there: written ahead and not known to be gone. */
  readonly created: readonly Created[]
  readonly ended: boolean
}

/**
 * An append-only file, one JSON value a line. Each thing is written and synced before the call that creates it, so what a killed run created is named
 * there; it is confirmed after, and struck out when it is gone. It holds no secret.
 */
export class JournalFile {
  readonly path: string
  private readonly file: number
  private next = 0
  private readonly numbers = new Map<string, number>()

  constructor(path: string, head: JournalHead) {
    mkdirSync(dirname(path), { recursive: true })
    this.path = path
    this.file = openSync(path, 'ax', 0o600)
    this.write({ journal: 1, ...head })
  }

  /** Before the call. */
  ahead(created: Created): number {
    const n = this.next++
    this.numbers.set(JSON.stringify(created), n)
    this.write({ n, ahead: created })
    return n
  }

  /** After the call, with what only its answer tells. */
  confirm(n: number, created: Created): void {
    this.numbers.set(JSON.stringify(created), n)
    this.write({ n, done: created })
  }

  gone(created: Created): void {
    const n = this.numbers.get(JSON.stringify(created))
    if (n !== undefined) this.write({ n, gone: true })
  }

  /** Nothing is left. */
  end(): void {
    this.write({ ended: true })
    closeSync(this.file)
  }

  private write(line: object): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`)
    fsyncSync(this.file)
  }
}

export const runHead = (run: Run, target: string, process: { readonly pid: number; readonly host: string }): JournalHead => ({
  run: run.id,
  target,
  expires: run.expires.toISOString(),
  ...process,
})
