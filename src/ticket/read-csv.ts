import type { Located } from '../base/located.ts'
import { cutText, type MappedText, replaceText, rewriteText } from '../base/mapped-text.ts'
import type { Span } from '../base/span.ts'
import { objectValue, textValue } from '../fixture/import/draft.ts'
import type { Findings } from './findings.ts'
import type { LocatedObject } from './piece.ts'
import { readCloudTrail } from './read-event.ts'
import { readTicketJson } from './read-json.ts'

/** The columns of CloudTrail's events as Athena, CloudWatch Logs Insights and the console call them, and as the events do. */
const columns: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'sourceIPAddress',
    'userAgent',
    'errorCode',
    'errorMessage',
    'requestID',
    'recipientAccountId',
    'userIdentity',
    'requestParameters',
  ].map((name) => [name.toLowerCase(), name]),
)

/**
 * Reads events of CloudTrail in a table: rows of Athena, or of CloudWatch Logs Insights, as they are exported. Gives the prose without them.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
 */
export function readCsv(source: MappedText, hint: string, into: Findings): MappedText {
  const header = /^[^\n]*\bevent ?name\b[^\n]*$/im.exec(source.text)
  const separator = header?.[0].includes('\t') === true ? '\t' : ','
  if (header === null || !/error ?(?:code|message)/i.test(header[0]) || /[{}]/.test(header[0])) return source
  const [names = [], ...rows] = rowsOf(source, header.index, separator)
  const events = rows.filter((row) => row.length === names.length).map((row) => eventOf(names, row, source))
  const [first] = rows
  const last = rows.at(-1)?.at(-1)
  if (first === undefined || last === undefined || events.length === 0) return source
  const at = spanOf(source, header.index, last.end)
  const root = objectValue([['Records', { kind: 'array', at, items: events }]], at)
  return readCloudTrail({ root, source, hint }, into) ? replaceText(source, [{ start: header.index, end: last.end, text: '\n' }]) : source
}

interface Cell {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** From the header on, as far as there are rows. */
function rowsOf({ text }: MappedText, start: number, separator: string): readonly (readonly Cell[])[] {
  const cell = new RegExp(`("(?:[^"]|"")*"|[^"${separator}\\n]*)(${separator}|\\r?\\n|$)`, 'y')
  const rows: Cell[][] = [[]]
  cell.lastIndex = start
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    const [whole, written = '', end = ''] = match
    const quoted = /^"([\s\S]*)"$/.exec(written.trim())?.[1]
    rows.at(-1)?.push({ text: quoted?.replaceAll('""', '"') ?? written.trim(), start: match.index, end: match.index + written.length })
    if (end !== separator) {
      if (whole === '' || /^\r?\n\r?\n/.test(text.slice(match.index + written.length))) break
      rows.push([])
    }
  }
  return rows.filter((row) => row.length > 1)
}

/** A row as an event: `userIdentity.arn` is `arn` in `userIdentity`; Athena has JSON in a text, or `{arn=…, accountid=…}`. */
function eventOf(names: readonly Cell[], row: readonly Cell[], source: MappedText): LocatedObject {
  const members = new Map<string, Located | Map<string, Located>>()
  for (const [index, { text, start, end }] of row.entries()) {
    const [column = '', inner] = (names[index]?.text ?? '').replace(/^@/, '').replace(/ /g, '').split('.')
    const name = columns[column.toLowerCase()]
    if (name === undefined || text === '' || text === '-' || text === 'null') continue
    const at = spanOf(source, start, end)
    if (inner === undefined) members.set(name, inside(source, { text, start, end }) ?? textValue(text, at))
    else {
      const known = members.get(name)
      members.set(name, (known instanceof Map ? known : new Map<string, Located>()).set(inner, textValue(text, at)))
    }
  }
  const at = spanOf(source, row[0]?.start ?? 0, row.at(-1)?.end ?? 0)
  const entries = [...members].map(([name, value]) => [name, value instanceof Map ? objectValue([...value], at) : value] as const)
  return objectValue([...entries, ...(members.has('eventSource') ? [] : [['eventSource', textValue(serviceOf(members), at)] as const])], at)
}

function inside(source: MappedText, { text, start, end }: Cell): Located | undefined {
  const at = spanOf(source, start, end)
  if (text.startsWith('{"')) {
    const unquoted = rewriteText(cutText(source, start + 1, end - 1), /""/g, () => '"')
    const { value } = readTicketJson(unquoted, false)
    return value === undefined ? undefined : placedAt(value, at)
  }
  if (!/^\{\w+=/.test(text)) return undefined
  const pairs = Array.from(text.matchAll(/(\w+)=([^,{}]*)/g), ([, name = '', value = '']) => [name, textValue(value.trim(), at)] as const)
  return objectValue(
    pairs.filter(([, value]) => value.kind === 'string' && value.value !== 'null' && value.value !== ''),
    at,
  )
}

/** All of a cell has the place of the cell. */
function placedAt(value: Located, at: Span): Located {
  if (value.kind === 'array') return { ...value, at, items: value.items.map((item) => placedAt(item, at)) }
  if (value.kind !== 'object') return { ...value, at }
  return { ...value, at, members: value.members.map((one) => ({ ...one, keyAt: at, value: placedAt(one.value, at) })) }
}

/** Of a table without the column: what the message says, else S3. */
function serviceOf(members: ReadonlyMap<string, Located | Map<string, Located>>): string {
  const [name, message] = ['eventName', 'errorMessage'].map((key) => members.get(key))
  const told = message !== undefined && 'value' in message ? /perform: (\w+):/.exec(String(message.value))?.[1] : undefined
  const isSts = name !== undefined && 'value' in name && /^AssumeRole|^GetCallerIdentity$/.test(String(name.value))
  return `${told ?? (isSts ? 'sts' : 's3')}.amazonaws.com`
}

/** Only offsets count: the places of the file are found by them. */
function spanOf(source: MappedText, start: number, end: number): Span {
  const position = (offset: number): Span['start'] => ({ line: 1, column: 1, offset })
  return { file: source.file, start: position(start), end: position(end) }
}
