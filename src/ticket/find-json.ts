import { lexJson } from './lex-json.ts'

/** A stretch of prose that holds one JSON value. */
export interface JsonStretch {
  readonly start: number
  readonly end: number
  /** The text ends, or prose begins, before the value is closed. */
  readonly cutOff: boolean
  /** Its quotes are written `\"`: it was copied out of a string. */
  readonly escaped: boolean
}

/** Every JSON value in a text that is more than a number or a word, from the left; values inside values are no stretches of their own. */
export function findJson(text: string): readonly JsonStretch[] {
  const found: JsonStretch[] = []
  const patience = { left: 2 * text.length + 1_000_000 }
  opening.lastIndex = 0
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const stretch = stretchAt(text, match.index, patience)
    found.push(stretch)
    opening.lastIndex = stretch.end
  }
  return found
}

/** What a value begins with; `{bucket}`, `[INFO]` and `${aws:username}` are none. */
const opening = /(?<![$\w])(?:\{\s*(?:\\?["“”„'‘’]|\}|\w+"?\s*:\s|\/\/|\/\*)|\[\s*\{\s*\\?["“”„])/g

/** Characters that may still be looked at to find the ends of values: a text of nothing but brackets is no ticket. */
interface Patience {
  left: number
}

function stretchAt(text: string, start: number, patience: Patience): JsonStretch {
  const escaped = /^[{[\s]*\\"/.test(text.slice(start, start + 20))
  if (escaped) return escapedStretch(text, start)
  const end = closingOf(text, start, patience)
  if (end !== undefined) return { start, end, cutOff: false, escaped }
  return { start, end: cutOf(text, start), cutOff: true, escaped }
}

/** The end of the value, or undefined when it is not closed. */
function closingOf(text: string, start: number, patience: Patience): number | undefined {
  const open: string[] = []
  for (const { kind, start: at, end } of lexJson(text, start)) {
    patience.left -= end - at
    if (patience.left < 0) return undefined
    if (kind === 'open') open.push(text[at] === '{' ? '}' : ']')
    else if (kind === 'close' && open.at(-1) === text[at]) open.pop()
    if (open.length === 0) return end
  }
  return undefined
}

/** Where prose begins again, or another document: a value that is not closed goes no further. */
function cutOf(text: string, start: number): number {
  const lines = /\n([^\n]*)/g
  lines.lastIndex = start
  for (let match = lines.exec(text); match !== null; match = lines.exec(text)) {
    const line = match[1] ?? ''
    if (/^[{[]\s*$|^\{\s*["“]Version/.test(line) || !/^\s*(?:$|["“”„'‘’{}[\],:#.…]|\/[/*]|\d|(?:true|false|null)\b)/.test(line))
      return match.index
  }
  return text.length
}

/** Goes to the quote that closes the string around it, else to the end of the line. */
function escapedStretch(text: string, start: number): JsonStretch {
  const end = /(?:[^"\\\n]|\\.)*/y
  end.lastIndex = start
  const inside = (end.exec(text)?.[0] ?? '').trimEnd()
  const last = Math.max(inside.lastIndexOf('}'), inside.lastIndexOf(']')) + 1
  return { start, end: start + (last || inside.length), cutOff: last === 0, escaped: true }
}
