import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { displayPath } from '../fixture/load.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'

/** Writes files into a folder, all or none: what is there already is never overwritten. */
export function saveFiles(folder: string, files: readonly { readonly path: string; readonly text: string }[]): void {
  const there = files.map(({ path }) => join(folder, path)).filter((path) => existsSync(path))
  const [first] = there
  if (first !== undefined)
    throw new CommandFailure(exitCode.input, `\`${displayPath(first)}\` is there already, and nothing was saved`, 'name another folder')
  for (const { path, text } of files) {
    const target = join(folder, path)
    try {
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text, { flag: 'wx' })
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      throw new CommandFailure(exitCode.target, `\`${displayPath(target)}\` cannot be written (${reason})`)
    }
  }
}
