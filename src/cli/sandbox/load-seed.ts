import type { Problem } from '../../base/problem.ts'
import { err, type Result } from '../../base/result.ts'
import { parseSeed, type SeedFile } from '../../sandbox/seed/parse-seed.ts'
import { readSource } from '../read-source.ts'

/** Reads the seed file of a sandbox. */
export function loadSeed(path: string): Result<SeedFile, readonly Problem[]> {
  const text = readSource(path)
  if (text !== undefined) return parseSeed(text, path)
  const start = { line: 1, column: 1, offset: 0 }
  return err([{ code: 'seed/missing', at: { file: path, start, end: start }, message: `there is no file \`${path}\` to read` }])
}
