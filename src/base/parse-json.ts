import { isNumber, readBareWord, readString, startsString } from './json-scalar.ts'
import { type JsonText, nextCharacter, openJsonText, problemsOf, report, skipSpace, spanOf, take } from './json-text.ts'
import type { Located, Member } from './located.ts'
import { notText } from './not-text.ts'
import { escapePointer } from './pointer.ts'
import type { Problem } from './problem.ts'
import { err, ok, type Result } from './result.ts'

/** Deeper than any document that AWS has, and shallow enough for every reader of the tree. */
const depthLimit = 100

/**
 * Reads strict JSON (RFC 8259). Slips that people make (typographic quotes, trailing commas, comments …) are problems, but reading goes on after
 * them, so that all are found at once.
 */
export function parseJson(text: string, file: string): Result<Located, readonly Problem[]> {
  const isOther = notText(text, file, 'json')
  if (isOther !== undefined) return err([isOther])
  const { value, problems } = draftJson(text, file)
  return value !== undefined && problems.length === 0 ? ok(value) : err(problems)
}

/** What can be read of a text in spite of its slips, and the slips: for texts that were copied by hand and are nobody's file. */
export interface JsonDraft {
  /** Absent when reading could not go on to the end. */
  readonly value?: Located
  readonly problems: readonly Problem[]
}

export function draftJson(text: string, file: string): JsonDraft {
  const json = openJsonText(text, file)
  if (take(json, '\ufeff'))
    report(json, 'byte-order-mark', [0, 1], 'the text begins with a byte order mark', 'save it as UTF-8 without one')
  const value = readDocument(json)
  return { ...(value === undefined ? {} : { value }), problems: problemsOf(json) }
}

function readDocument(json: JsonText): Located | undefined {
  skipSpace(json)
  if (json.at === json.text.length) return report(json, 'empty', [json.at, json.at], 'there is no JSON here')
  const value = readValue(json, '', 0)
  if (value === undefined) return undefined
  skipSpace(json)
  if (json.at === json.text.length) return value
  return report(
    json,
    'trailing-text',
    [json.at, json.at + 1],
    `${nextCharacter(json)} follows the end of the document`,
    'remove what follows',
  )
}

function readValue(json: JsonText, pointer: string, depth: number): Located | undefined {
  const character = json.text[json.at]
  if (character === '{' || character === '[') {
    if (depth >= depthLimit) return report(json, 'too-deep', [json.at, json.at + 1], `values are nested more than ${depthLimit} deep`)
    return character === '{' ? readObject(json, pointer, depth) : readArray(json, pointer, depth)
  }
  const start = json.at
  if (!startsString(json)) return readWord(json, pointer)
  const value = readString(json)
  return value === undefined ? undefined : { kind: 'string', at: spanOf(json, start, json.at, pointer), value }
}

function readArray(json: JsonText, pointer: string, depth: number): Located | undefined {
  const start = json.at
  const items: Located[] = []
  const read = (): boolean => {
    const item = readValue(json, `${pointer}/${items.length}`, depth + 1)
    if (item !== undefined) items.push(item)
    return item !== undefined
  }
  if (!readList(json, { opening: '[', closing: ']', name: 'array' }, read)) return undefined
  return { kind: 'array', at: spanOf(json, start, json.at, pointer), items }
}

function readObject(json: JsonText, pointer: string, depth: number): Located | undefined {
  const start = json.at
  const members: Member[] = []
  const keys = new Set<string>()
  const read = (): boolean => {
    const member = readMember(json, pointer, depth)
    if (member === undefined) return false
    if (keys.has(member.key)) reportDuplicate(json, members, member)
    else members.push(member)
    keys.add(member.key)
    return true
  }
  if (!readList(json, { opening: '{', closing: '}', name: 'object' }, read)) return undefined
  return { kind: 'object', at: spanOf(json, start, json.at, pointer), members }
}

function reportDuplicate(json: JsonText, members: readonly Member[], { key, keyAt }: Member): void {
  const line = members.find((member) => member.key === key)?.keyAt.start.line
  report(
    json,
    'duplicate-key',
    [keyAt.start.offset, keyAt.end.offset],
    `\`${key}\` is here twice`,
    `the first is in line ${line}: merge the two`,
  )
}

interface ListForm {
  readonly opening: string
  readonly closing: string
  readonly name: string
}

/** Items with commas between them. False when reading cannot go on. */
function readList(json: JsonText, form: ListForm, readItem: () => boolean): boolean {
  const start = json.at
  take(json, form.opening)
  skipSpace(json)
  while (!take(json, form.closing)) {
    if (json.at >= json.text.length) return isTruncated(json, form, start)
    if (!readItem()) return false
    if (!readSeparator(json, form, start)) return false
  }
  return true
}

function readSeparator(json: JsonText, form: ListForm, start: number): boolean {
  skipSpace(json)
  const comma = json.at
  if (take(json, ',')) {
    skipSpace(json)
    if (json.text[json.at] === form.closing)
      report(json, 'trailing-comma', [comma, comma + 1], `a comma stands before \`${form.closing}\``, 'remove it')
    return true
  }
  if (json.text[json.at] === form.closing) return true
  if (json.at >= json.text.length) return isTruncated(json, form, start)
  if (startsString(json) || '{['.includes(json.text[json.at] ?? ' ')) {
    report(json, 'missing-comma', [json.at, json.at + 1], `a comma is missing before ${nextCharacter(json)}`, 'add it')
    return true
  }
  report(json, 'unexpected', [json.at, json.at + 1], `${nextCharacter(json)} where \`,\` or \`${form.closing}\` should be`)
  return false
}

function isTruncated(json: JsonText, { name, opening }: ListForm, start: number): false {
  const { line, column } = spanOf(json, start, start).start
  const help = `the \`${opening}\` in line ${line}, column ${column} is not closed; is the end of the text missing?`
  report(json, 'truncated', [json.at, json.at], `the text ends inside an ${name}`, help)
  return false
}

function readMember(json: JsonText, pointer: string, depth: number): Member | undefined {
  const start = json.at
  const key = startsString(json) ? readString(json) : readBareKey(json)
  if (key === undefined) return undefined
  const at = `${pointer}/${escapePointer(key)}`
  const keyAt = spanOf(json, start, json.at, at)
  skipSpace(json)
  if (!readColon(json, key)) return undefined
  skipSpace(json)
  const value = readValue(json, at, depth + 1)
  return value === undefined ? undefined : { key, keyAt, value }
}

function readBareKey(json: JsonText): string | undefined {
  const start = json.at
  const key = readBareWord(json, bareKey)
  if (key === '') return report(json, 'unexpected', [start, start + 1], `${nextCharacter(json)} where a key in double quotes should be`)
  report(json, 'unquoted-key', [start, json.at], `the key \`${key}\` has no quotes`, `write \`"${key}"\``)
  return key
}

function readColon(json: JsonText, key: string): boolean {
  const start = json.at
  if (take(json, ':')) return true
  if (take(json, '=')) {
    take(json, '>')
    report(json, 'unexpected', [start, json.at], `\`${json.text.slice(start, json.at)}\` after the key \`${key}\``, 'write `:`')
    return true
  }
  const truncated = start >= json.text.length
  report(
    json,
    truncated ? 'truncated' : 'unexpected',
    [start, start],
    `${nextCharacter(json)} where \`:\` should follow the key \`${key}\``,
  )
  return false
}

function readWord(json: JsonText, pointer: string): Located | undefined {
  const start = json.at
  const word = readBareWord(json, bareValue)
  const at = spanOf(json, start, json.at, pointer)
  if (word === '') {
    const code = start >= json.text.length ? 'truncated' : 'unexpected'
    return report(json, code, [start, Math.min(start + 1, json.text.length)], `${nextCharacter(json)} where a value should be`)
  }
  if (word === 'true' || word === 'false') return { kind: 'boolean', at, value: word === 'true' }
  if (word === 'null') return { kind: 'null', at }
  if (isNumber(word)) return { kind: 'number', at, value: Number(word), text: word }
  report(json, 'bad-value', [start, json.at], `\`${word}\` is no value of JSON`, helpFor(word))
  return { kind: 'null', at }
}

function helpFor(word: string): string {
  const lower = word.toLowerCase()
  if (lower === 'true' || lower === 'false') return `write \`${lower}\``
  if (['none', 'nil', 'null', 'undefined', 'nan'].includes(lower)) return 'write `null`'
  if (/^[-+.\d]/.test(word) && !Number.isNaN(Number(word))) return `write \`${Number(word)}\`, or \`"${word}"\` if it is text`
  return `write \`"${word}"\``
}

const bareKey = /[^\s,:=[\]{}"]*/y
const bareValue = /[^\s,[\]{}"]*/y
