import { type LineTable, lineTable, positionAt } from './line-table.ts'
import type { Problem } from './problem.ts'
import type { Span } from './span.ts'

/** A JSON text while it is read: how far, and what was wrong so far. */
export interface JsonText {
  readonly text: string
  readonly file: string
  readonly lines: LineTable
  readonly problems: Problem[]
  /** How often each slip of `running` came up. */
  readonly places: Map<string, number>
  /** The offset of the next character. */
  at: number
}

export const openJsonText = (text: string, file: string): JsonText => ({
  text,
  file,
  lines: lineTable(text),
  problems: [],
  places: new Map(),
  at: 0,
})

export const spanOf = (json: JsonText, start: number, end: number, pointer?: string): Span => ({
  file: json.file,
  start: positionAt(json.lines, start),
  end: positionAt(json.lines, end),
  ...(pointer === undefined ? {} : { pointer }),
})

/** Slips that run through a whole text: told once, with the number of their places. */
const running: ReadonlySet<string> = new Set(['comment', 'single-quote', 'smart-quote', 'unquoted-key'])

/** A text with more problems than this is no JSON, and reading it to the end helps nobody. */
const problemLimit = 100

/** Notes a problem between two offsets. Always undefined, so that a reader who gives up can return it. */
export function report(
  json: JsonText,
  code: string,
  where: readonly [start: number, end: number],
  message: string,
  help?: string,
): undefined {
  const before = json.places.get(code) ?? 0
  if (running.has(code)) json.places.set(code, before + 1)
  if (before > 0 || json.problems.length >= problemLimit) return
  json.problems.push({ code: `json/${code}`, at: spanOf(json, ...where), message, ...(help === undefined ? {} : { help }) })
  if (json.problems.length === problemLimit) json.at = json.text.length
}

/** All that was reported, in the order of the text. */
export function problemsOf(json: JsonText): readonly Problem[] {
  return json.problems.map((problem) => {
    const places = json.places.get(problem.code.slice('json/'.length)) ?? 1
    return places === 1 ? problem : { ...problem, help: `${problem.help ?? ''} (in ${places} places)`.trimStart() }
  })
}

/** Goes on to the next character that means something. A comment is a problem, and skipped. */
export function skipSpace(json: JsonText): void {
  for (;;) {
    whiteSpace.lastIndex = json.at
    whiteSpace.test(json.text)
    json.at = Math.max(json.at, whiteSpace.lastIndex)
    comment.lastIndex = json.at
    if (!comment.test(json.text)) return
    report(json, 'comment', [json.at, comment.lastIndex], 'JSON has no comments', 'remove it')
    json.at = comment.lastIndex
  }
}

/** Takes the character if it is the next one. */
export function take(json: JsonText, character: string): boolean {
  if (json.text[json.at] !== character) return false
  json.at += 1
  return true
}

/** The next character as a reader sees it, or the end of the text. */
export function nextCharacter(json: JsonText): string {
  const code = json.text.codePointAt(json.at)
  if (code === undefined) return 'the end of the text'
  return code < 0x20 || code === 0x7f || (code >= 0xd800 && code < 0xe000)
    ? `character U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    : `\`${String.fromCodePoint(code)}\``
}

const whiteSpace = /[ \t\r\n]*/y
const comment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|#[^\n]*/y
