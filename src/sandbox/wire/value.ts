/**
 * What the codecs read and write: strings, numbers, booleans, dates, bytes, arrays, and records without a prototype. The SDK's types describe the
 * records; the codecs guarantee them.
 */
export type Value = string | number | boolean | Date | Uint8Array | readonly Value[] | ValueRecord
export interface ValueRecord {
  readonly [key: string]: Value | undefined
}

/** What records inherit, which is nothing. */
class Bare {}
Object.setPrototypeOf(Bare.prototype, null)
Reflect.deleteProperty(Bare.prototype, 'constructor')

/**
 * A record to be filled, which inherits nothing, so that `__proto__` is a key like any other. What `Object.create(null)` makes has no hidden class: each
 * read of it is a look-up in a table.
 */
export const emptyRecord = (): Record<string, Value | undefined> => new Bare() as Record<string, Value | undefined>

/** Whether it was made by `emptyRecord`. */
export const isBare = (value: object): boolean => Object.getPrototypeOf(value) === Bare.prototype

export const isRecord = (value: unknown): value is ValueRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)

/** A value on the wire that is not of its member's type. */
export interface Misread {
  /** As AWS names members in messages: `tags.1.member.key`. */
  readonly path: string
  readonly text: string
  readonly type: string
}
