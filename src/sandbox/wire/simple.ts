import type { SimpleType } from './shape.ts'
import type { Value } from './value.ts'

/** Reads the text of a simple value; undefined when the text is not of the type. */
export function parseSimple(type: SimpleType, text: string): Value | undefined {
  switch (type) {
    case 'string':
      return text
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
    case 'integer':
      return /^[+-]?\d{1,16}$/.test(text) ? Number(text) : undefined
    case 'boolean':
      // Clients in Python once wrote `True`, in headers too.
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined
    case 'blob':
    case 'stream':
      return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined
    case 'timestamp':
    case 'date-time':
    case 'http-date':
    case 'epoch-seconds':
      return parseTimestamp(text)
  }
}

/** AWS reads all three forms wherever it expects one. */
export function parseTimestamp(text: string): Date | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return date(Number(text) * 1000)
  if (/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i.test(text)) return date(Date.parse(text))
  if (/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return date(Date.parse(text))
  return undefined
}

const date = (milliseconds: number): Date | undefined => (Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds) : undefined)

/** IAM and STS print whole seconds: `2026-11-21T08:00:00Z`. */
export const formatSeconds = (value: Date): string => `${value.toISOString().slice(0, -5)}Z`

/** S3 prints milliseconds, which are always zero: `2026-11-21T08:00:00.000Z`. */
export function formatS3Time(value: Date): string {
  const second = Math.floor(value.getTime() / 1000)
  if (second !== printed.second) printed = { second, text: `${value.toISOString().slice(0, -5)}.000Z` }
  return printed.text
}

/** The second that was printed last: objects of a listing were often stored together. */
let printed = { second: Number.NaN, text: '' }

export type TimestampFormat = (value: Date) => string

/** The text of a simple value; `format` prints the timestamps whose member does not say how. */
export function printSimple(type: SimpleType, value: Value, format: TimestampFormat): string {
  if (value instanceof Date) {
    if (type === 'http-date') return value.toUTCString()
    if (type === 'epoch-seconds') return String(value.getTime() / 1000)
    return format(value)
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : textOf(value)
}

/** The text of a string, number or boolean. */
export const textOf = (value: Value): string => (typeof value === 'object' ? '' : String(value))
