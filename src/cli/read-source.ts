import { readFileSync } from 'node:fs'

/** The text of a file for a code frame; undefined where there is nothing to show. */
export function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
