import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { ReadJournal } from '../deploy/journal-file.ts'
import { readJournal } from '../deploy/read-journal.ts'

/** Where journals lie, seen from the working directory. */
export const journalFolder = join('.sallyport', 'journals')

export interface StoredJournal extends ReadJournal {
  readonly path: string
  /** Its process still lives, or may live on another machine. */
  readonly going: boolean
}

/** The journals of a target whose runs have left something, as far as they are here. */
export function openJournals(target: string, now: Date): readonly StoredJournal[] {
  return namesIn(journalFolder).flatMap((name) => {
    const path = join(journalFolder, name)
    const journal = readJournal(readFileSync(path, 'utf8'))
    if (journal === undefined || journal.ended || journal.target !== target) return []
    return [{ ...journal, path, going: isGoing(journal, now) }]
  })
}

/** Nothing of it is left. */
export const endJournal = ({ path }: StoredJournal): void => appendFileSync(path, '{"ended":true}\n')

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.ndjson'))
      .sort()
  } catch {
    return []
  }
}

function isGoing({ pid, host, expires }: ReadJournal, now: Date): boolean {
  if (Date.parse(expires) <= now.getTime()) return false
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
