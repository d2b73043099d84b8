/**
 * What a pattern is made of: text that stands for itself, or a wildcard. The value of a policy variable is text, whatever characters it has;
 * `filled` marks it, so that a colon in it never ends a segment of an ARN.
 */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string; readonly filled?: true }
  | { readonly kind: '*' }
  | { readonly kind: '?' }

/**
 * A compiled pattern. Between two stars stands a piece of fixed length; the first place where it fits is always good enough, so no match
 * ever backs up over a star and the time stays linear in the text.
 */
export interface Pattern {
  /** The piece before the first star, or the whole pattern when it has none. */
  readonly head: Piece
  /** The pieces between the first star and the last. */
  readonly middle: readonly Piece[]
  /** The piece after the last star; absent when the pattern has no star. */
  readonly tail?: Piece
  readonly ignoreCase: boolean
}

/** Text of fixed length with holes, one for each `?`. */
interface Piece {
  readonly length: number
  readonly runs: readonly Run[]
}

interface Run {
  readonly offset: number
  readonly text: string
}

export interface PatternOptions {
  /** Action names ignore case, names of resources do not. */
  readonly ignoreCase?: boolean
}

/**
 * Takes a pattern apart: `*` is any run of characters, `/` and line breaks included, `?` exactly one UTF-16 code unit.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export function parsePattern(text: string): readonly PatternPart[] {
  return text
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' || part === '?' ? { kind: part } : { kind: 'text', text: part }))
}

/** A pattern ready to match. A string is parsed for wildcards; parts are taken as they are. */
export function compilePattern(source: string | readonly PatternPart[], options: PatternOptions = {}): Pattern {
  const ignoreCase = options.ignoreCase ?? false
  const parts = typeof source === 'string' ? parsePattern(source) : source
  const [head = emptyPiece, ...rest] = splitAtStars(parts).map((piece) => compilePiece(piece, ignoreCase))
  const tail = rest.at(-1)
  if (tail === undefined) return { head, middle: [], ignoreCase }
  return { head, middle: rest.slice(0, -1).filter(({ length }) => length > 0), tail, ignoreCase }
}

/** Whether the whole text fits the pattern. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  const subject = pattern.ignoreCase ? text.toLowerCase() : text
  const { head, middle, tail } = pattern
  if (tail === undefined) return subject.length === head.length && fitsAt(head, subject, 0)
  const end = subject.length - tail.length
  if (end < head.length || !fitsAt(head, subject, 0) || !fitsAt(tail, subject, end)) return false
  let from = head.length
  for (const piece of middle) {
    const found = findPiece(piece, subject, from, end)
    if (found === -1) return false
    from = found + piece.length
  }
  return true
}

/** The text that every match begins with, lower-cased where case is ignored: the key of an index over many patterns. */
export function literalPrefix({ head }: Pattern): string {
  const first = head.runs[0]
  return first?.offset === 0 ? first.text : ''
}

/** The only text that matches, lower-cased where case is ignored; undefined when the pattern has a wildcard. */
export function literalText({ head, tail }: Pattern): string | undefined {
  if (tail !== undefined) return undefined
  if (head.length === 0) return ''
  const [only, ...others] = head.runs
  return others.length === 0 && only?.text.length === head.length ? only.text : undefined
}

const emptyPiece: Piece = { length: 0, runs: [] }

function splitAtStars(parts: readonly PatternPart[]): PatternPart[][] {
  const pieces: PatternPart[][] = [[]]
  for (const part of parts) {
    if (part.kind === '*') pieces.push([])
    else pieces.at(-1)?.push(part)
  }
  return pieces
}

function compilePiece(parts: readonly PatternPart[], ignoreCase: boolean): Piece {
  const runs: Run[] = []
  let length = 0
  for (const part of parts) {
    if (part.kind !== 'text') {
      length += 1
      continue
    }
    const text = ignoreCase ? part.text.toLowerCase() : part.text
    const last = runs.at(-1)
    if (last !== undefined && last.offset + last.text.length === length) runs.splice(-1, 1, { offset: last.offset, text: last.text + text })
    else if (text !== '') runs.push({ offset: length, text })
    length += text.length
  }
  return { length, runs }
}

function fitsAt(piece: Piece, subject: string, at: number): boolean {
  for (const { offset, text } of piece.runs) if (!subject.startsWith(text, at + offset)) return false
  return at + piece.length <= subject.length
}

/** The first place in `[from, end)` where the piece fits, or -1. */
function findPiece(piece: Piece, subject: string, from: number, end: number): number {
  const last = end - piece.length
  const anchor = piece.runs[0]
  if (anchor === undefined) return from <= last ? from : -1
  for (let at = from; at <= last; at += 1) {
    const found = subject.indexOf(anchor.text, at + anchor.offset)
    if (found === -1) return -1
    at = found - anchor.offset
    if (at <= last && fitsAt(piece, subject, at)) return at
  }
  return -1
}
