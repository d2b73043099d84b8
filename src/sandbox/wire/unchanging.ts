import type { TimestampFormat } from './simple.ts'
import type { ValueRecord } from './value.ts'

type Write = (record: ValueRecord, format: TimestampFormat) => string

/** What a codec wrote of a record, and which of its writers. */
interface Written {
  by: Write | undefined
  text: string
}

/**
 * Stands on the record itself, since a map beside it would cost several reads of cold memory for each record of a long list. A copy of the record is
 * another record, and does not have it: it is not enumerable.
 */
const written = Symbol('written')

/** Marks a record that never changes and is answered again and again: it is written once. */
export const unchanging = <Record extends object>(record: Record): Record =>
  Object.defineProperty(record, written, { value: { by: undefined, text: '' } satisfies Written })

/** The text of a record: of one that never changes what was written before. */
export function writeOnce(record: ValueRecord & { readonly [written]?: Written }, write: Write, format: TimestampFormat): string {
  const known = record[written]
  if (known === undefined) return write(record, format)
  if (known.by !== write) {
    known.by = write
    known.text = flat(write(record, format))
  }
  return known.text
}

/** A text that was put together is kept as its pieces, which take several times the room, until it is encoded or searched. */
const flat = (text: string): string => Buffer.from(text).toString()
