import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { err, ok, type Result } from '../base/result.ts'

/** Why a report is not where it was asked for, and where it is instead. */
export interface Unwritten {
  readonly file: string
  readonly reason: string
  readonly instead?: string
}

/** Whether a report can be written here, asked before the run; makes the folder. */
export function refuseFile(file: string): string | undefined {
  try {
    makeFolder(dirname(file))
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats?.isDirectory()) return 'it is a folder'
    accessSync(stats === undefined ? dirname(file) : file, constants.W_OK)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

/** Step by step, since Node's own way never ends in a folder that takes no new ones, as `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

/** Writes a report. Where its file cannot be written after all, it goes to a temporary folder, so that the run was not for nothing. */
export function writeReport(file: string, text: string): Result<void, Unwritten> {
  try {
    writeFileSync(file, text)
    return ok(undefined)
  } catch (error) {
    return err({ file, reason: reasonOf(error), ...rescue(file, text) })
  }
}

function rescue(file: string, text: string): Pick<Unwritten, 'instead'> {
  try {
    const instead = join(mkdtempSync(join(tmpdir(), 'sallyport-report-')), basename(file))
    writeFileSync(instead, text)
    return { instead }
  } catch {
    return {}
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a part of the path is no folder',
  ENOENT: 'the folder takes no new files',
  EEXIST: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
}

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}
