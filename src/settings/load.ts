import { readFileSync } from 'node:fs'
import type { Problem } from '../base/problem.ts'
import { err, type Result } from '../base/result.ts'
import { parseSettings } from './parse-settings.ts'
import type { Settings } from './settings.ts'

/** Loads `sallyport.yaml`, or another file of its kind. */
export function loadSettings(file = 'sallyport.yaml'): Result<Settings, readonly Problem[]> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    const start = { line: 1, column: 1, offset: 0 }
    const help = 'targets beside the embedded sandbox are described there: docs/sandbox-account.md shows one'
    return err([{ code: 'settings/missing', at: { file, start, end: start }, message: `there is no \`${file}\``, help }])
  }
  return parseSettings(text, file)
}
