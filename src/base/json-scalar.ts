import { type JsonText, report } from './json-text.ts'

/** A string at the present offset, or undefined when its end cannot be found. */
export function readString(json: JsonText): string | undefined {
  const start = json.at
  const quote = json.text[start]
  if (quote !== '"') return readOddlyQuoted(json)
  plainString.lastIndex = start
  if (plainString.test(json.text)) {
    json.at = plainString.lastIndex
    return wellFormed(json, start, json.text.slice(start + 1, json.at - 1))
  }
  return readWithEscapes(json)
}

/** Whether a string begins here, even if with a quote that JSON does not have. */
export const startsString = (json: JsonText): boolean => quotes.includes(json.text[json.at] ?? ' ')

/** The word or number at the present offset: everything up to a space or a sign of JSON. */
export function readBareWord(json: JsonText, until: RegExp): string {
  until.lastIndex = json.at
  const word = until.exec(json.text)?.[0] ?? ''
  json.at += word.length
  return word
}

export const isNumber = (word: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)

/** A string without escapes: every character but the quote, the backslash and the control characters. */
const plainString = /"[ !#-[\]-\uffff]*"/y
/** The quotes that may end a string which begins with this one, or undefined where the character is no quote. */
export function quoteFamily(character: string): string | undefined {
  if (doubleQuotes.includes(character)) return doubleQuotes
  return singleQuotes.includes(character) ? singleQuotes : undefined
}

const doubleQuotes = '"\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb'
const singleQuotes = "'\u2018\u2019\u201a\u2032`"
const quotes = doubleQuotes + singleQuotes
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function readWithEscapes(json: JsonText): string | undefined {
  const start = json.at
  let value = ''
  json.at += 1
  for (;;) {
    stretch.lastIndex = json.at
    stretch.test(json.text)
    value += json.text.slice(json.at, stretch.lastIndex)
    json.at = stretch.lastIndex
    const character = json.text[json.at]
    if (character === '"') break
    if (character === '\\') value += readEscape(json)
    else if (character === '\t') value += readTab(json)
    else return unclosed(json, start, character)
  }
  json.at += 1
  return wellFormed(json, start, value)
}

const stretch = /[ !#-[\]-\uffff]*/y

function readEscape(json: JsonText): string {
  const start = json.at
  const letter = json.text[start + 1] ?? ''
  const digits = /^[0-9a-fA-F]{4}$/.test(json.text.slice(start + 2, start + 6)) ? json.text.slice(start + 2, start + 6) : undefined
  json.at += letter === 'u' && digits !== undefined ? 6 : 1 + letter.length
  if (letter === 'u' && digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16))
  const value = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
  if (value !== undefined) return value
  if (letter === '' || letter < ' ') {
    json.at = start + 1
    return ''
  }
  const help = letter === 'u' ? 'write four hexadecimal digits: `\\u00e9`' : 'a backslash itself is written `\\\\`'
  report(json, 'bad-escape', [start, json.at], `\`\\${letter}\` is no escape of JSON`, help)
  return letter
}

function readTab(json: JsonText): string {
  report(json, 'control-character', [json.at, json.at + 1], 'a string contains a tab', 'write `\\t`')
  json.at += 1
  return '\t'
}

function unclosed(json: JsonText, start: number, character: string | undefined): undefined {
  if (character === undefined)
    return report(json, 'truncated', [json.at, json.at], 'the text ends inside a string', 'is the end of the text missing?')
  if (character === '\n' || character === '\r')
    return report(json, 'unclosed-string', [start, json.at], 'a string is not closed at the end of its line', 'add the closing `"`')
  const name = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  return report(json, 'control-character', [json.at, json.at + 1], `a string contains the control character ${name}`, 'remove it')
}

/** Smart quotes, single quotes: the string is read, so that later problems are found too. */
function readOddlyQuoted(json: JsonText): string | undefined {
  const start = json.at
  const family = quoteFamily(json.text[start] ?? '') ?? ''
  let end = start + 1
  while (end < json.text.length && json.text[end] !== '\n' && !family.includes(json.text[end] ?? '')) end += 1
  json.at = end + 1
  const isSmart = !"'`".includes(json.text[start] ?? '')
  const found = json.text[start]
  report(
    json,
    isSmart ? 'smart-quote' : 'single-quote',
    [start, start + 1],
    isSmart ? `\`${found}\` is a typographic quote` : `\`${found}\` does not begin a string in JSON`,
    isSmart ? 'write `"`; word processors and chat programs replace it' : 'write `"`',
  )
  if (end < json.text.length && json.text[end] !== '\n') return json.text.slice(start + 1, end)
  json.at = end
  return report(json, 'unclosed-string', [start, end], 'a string is not closed at the end of its line', 'add the closing `"`')
}

function wellFormed(json: JsonText, start: number, value: string): string {
  if (/\p{Surrogate}/u.test(value))
    report(json, 'lone-surrogate', [start, json.at], 'a string contains half of a surrogate pair', 'no UTF-8 text can carry it: remove it')
  return value
}
