import { quoteFamily } from '../base/json-scalar.ts'

/** A stretch of a text that is JSON, or was before somebody copied it. */
export interface JsonToken {
  readonly kind: 'string' | 'open' | 'close' | 'comma' | 'comment' | 'elision' | 'word' | 'space'
  readonly start: number
  readonly end: number
}

/** The tokens from an offset on, however crooked the text is: strings end with any quote of their family, and no token is refused. */
export function* lexJson(text: string, from: number): Generator<JsonToken> {
  let at = from
  while (at < text.length) {
    const token = tokenAt(text, at)
    yield token
    at = token.end
  }
}

const patterns: readonly (readonly [kind: JsonToken['kind'], pattern: RegExp])[] = [
  ['space', /\s+/y],
  ['open', /[{[]/y],
  ['close', /[}\]]/y],
  ['comma', /,/y],
  ['comment', /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|#[^\n]*/y],
  // What people write where they leave something out.
  ['elision', /\.{3,}|…|<(?:snip|snipped|omitted|truncated)>|\[(?:snip|\.\.\.|…)\]/iy],
  ['word', /[^\s{}[\],"“”'‘’…]+/y],
]

function tokenAt(text: string, start: number): JsonToken {
  if (isElidedList(text, start)) return { kind: 'elision', start, end: text.indexOf(']', start) + 1 }
  if (quoteFamily(text[start] ?? '') !== undefined) return { kind: 'string', start, end: endOfString(text, start) }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return { kind, start, end: start + found.length }
  }
  return { kind: 'word', start, end: start + 1 }
}

/** `[...]` and `[snip]` stand for something that is not there, they are no list. */
const isElidedList = (text: string, start: number): boolean => /^\[(?:snip|\.\.\.|…)\]/i.test(text.slice(start, start + 6))

/** The end of a string. One that mail or a terminal has broken goes on in the next line, where it is closed in its proper place. */
function endOfString(text: string, start: number): number {
  const family = quoteFamily(text[start] ?? '') ?? ''
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === '\\' && family.includes('"')) at += 1
    else if (family.includes(character)) return at + 1
    else if (character === '\n' && !isBroken(text, at, family)) return at
  }
  return text.length
}

/** Whether the string goes on after this line break: no sign of JSON comes before its closing quote, and one comes after. */
function isBroken(text: string, lineBreak: number, family: string): boolean {
  const rest = text.slice(lineBreak + 1, lineBreak + 400)
  let close = 0
  while (close < rest.length && !family.includes(rest[close] ?? '')) close += 1
  return (
    close > 0 && close < rest.length && !/[{}[\]]|\n\s*\n/.test(rest.slice(0, close)) && /^\s*(?:[,:\]}]|$)/.test(rest.slice(close + 1))
  )
}
