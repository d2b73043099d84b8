import { type LineTable, lineTable, positionAt } from './line-table.ts'
import type { Located } from './located.ts'
import type { Problem } from './problem.ts'
import type { Span } from './span.ts'

/** A text that was cut out of a user's file, or decoded from it, and knows where each of its characters stands there. */
export interface MappedText {
  readonly text: string
  readonly file: string
  /** Where in the file the character at an offset of `text` begins. */
  readonly origin: (offset: number) => number
  /** Where in the file the character before an offset of `text` ends. */
  readonly until: (offset: number) => number
  /** Of the file. */
  readonly lines: LineTable
}

/** A file as it is. */
export const wholeText = (text: string, file: string): MappedText => ({
  text,
  file,
  origin: (offset) => offset,
  until: (offset) => offset,
  lines: lineTable(text),
})

/** A stretch of a text. */
export const cutText = (source: MappedText, start: number, end: number): MappedText => ({
  ...source,
  text: source.text.slice(start, end),
  origin: (offset) => source.origin(start + offset),
  until: (offset) => source.until(start + offset),
})

/** The text with something after it that the file does not have. */
export const appendText = (source: MappedText, added: string): MappedText => ({
  ...source,
  text: source.text + added,
  origin: (offset) => source.origin(Math.min(offset, source.text.length)),
  until: (offset) => source.until(Math.min(offset, source.text.length)),
})

/** A stretch of a text, and what stands in its place. */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The text with each match of a global pattern replaced. */
export const rewriteText = (source: MappedText, pattern: RegExp, replace: (match: RegExpExecArray) => string): MappedText =>
  replaceText(
    source,
    Array.from(source.text.matchAll(pattern), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      text: replace(match),
    })),
  )

/** The text with stretches replaced, which are given in its order; what is new comes from where the stretch begins. */
export function replaceText(source: MappedText, replacements: readonly Replacement[]): MappedText {
  if (replacements.length === 0) return source
  const pieces: Piece[] = []
  let length = 0
  let read = 0
  const put = (text: string, from: number, to: number, isKept: boolean): void => {
    if (text !== '') pieces.push({ text, start: length, from, to, isKept })
    length += text.length
  }
  for (const { start, end, text } of replacements) {
    put(source.text.slice(read, start), read, start, true)
    put(text, start, end, false)
    read = end
  }
  put(source.text.slice(read), read, source.text.length, true)
  const starts = pieces.map(({ start }) => start)
  const pieceAt = (offset: number): Piece | undefined => (offset >= length ? undefined : pieces[positionAt(starts, offset).line - 1])
  return {
    ...source,
    text: pieces.map(({ text }) => text).join(''),
    origin: (offset) => {
      const piece = pieceAt(offset)
      if (piece === undefined) return source.origin(source.text.length)
      return source.origin(piece.isKept ? piece.from + offset - piece.start : piece.from)
    },
    until: (offset) => {
      const piece = offset === 0 ? undefined : pieceAt(offset - 1)
      if (piece === undefined) return source.until(offset === 0 ? 0 : source.text.length)
      return source.until(piece.isKept ? piece.from + offset - piece.start : piece.to)
    },
  }
}

interface Piece {
  readonly text: string
  readonly start: number
  readonly from: number
  readonly to: number
  readonly isKept: boolean
}

/** Where a stretch of the text stands in its file. */
export function spanOfText(source: MappedText, start: number, end: number, pointer?: string): Span {
  const first = source.origin(start)
  const last = end > start ? Math.max(first, source.until(end)) : first
  return {
    file: source.file,
    start: positionAt(source.lines, first),
    end: positionAt(source.lines, last),
    ...(pointer === undefined ? {} : { pointer }),
  }
}

/** A tree that was read from the text, with the places of its file. */
export function relocate(value: Located, source: MappedText): Located {
  const at = relocateSpan(value.at, source)
  if (value.kind === 'array') return { ...value, at, items: value.items.map((item) => relocate(item, source)) }
  if (value.kind !== 'object') return { ...value, at }
  const members = value.members.map(({ key, keyAt, value: of }) => ({
    key,
    keyAt: relocateSpan(keyAt, source),
    value: relocate(of, source),
  }))
  return { ...value, at, members }
}

export const relocateProblem = (problem: Problem, source: MappedText): Problem => ({ ...problem, at: relocateSpan(problem.at, source) })

const relocateSpan = ({ start, end, pointer }: Span, source: MappedText): Span => spanOfText(source, start.offset, end.offset, pointer)
