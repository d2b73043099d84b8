import type { Problem } from './problem.ts'

/** A file in another encoding, or none of text: what a reader of its syntax would say of it helps nobody. */
export function notText(text: string, file: string, language: 'json' | 'yaml'): Problem | undefined {
  if (!text.startsWith('\ufffd') && !text.includes('\0')) return undefined
  const start = { line: 1, column: 1, offset: 0 }
  return {
    code: `${language}/not-text`,
    at: { file, start, end: start },
    message: 'the file is no text in UTF-8',
    help: 'save it in that encoding',
  }
}
