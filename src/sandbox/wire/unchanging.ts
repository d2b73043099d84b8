/** What a codec wrote of a record, and which of its writers. */
interface Written {
  by: unknown
  text: string
}

const records = new WeakMap<object, Written>()

/** Marks a record that never changes and is answered again and again: it is written once. */
export function unchanging<Record extends object>(record: Record): Record {
  records.set(record, { by: undefined, text: '' })
  return record
}

/** The text of a record: of one that never changes what was written before. */
export function writeOnce(record: object, by: unknown, write: () => string): string {
  const written = records.get(record)
  if (written === undefined) return write()
  if (written.by !== by) {
    written.by = by
    written.text = flat(write())
  }
  return written.text
}

/** A text that was put together is kept as its pieces, which take several times the room, until it is encoded or searched. */
const flat = (text: string): string => Buffer.from(text).toString()
