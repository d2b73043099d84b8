import { ResourceDocument } from '../iam/resource-document.ts'
import { isBare } from '../wire/value.ts'
import { entityClasses, nameOfClass, tableClasses } from './entity-classes.ts'
import { Table } from './table.ts'

/** From a store down to an entry or a table: names of fields, places in lists, keys of tables. */
export type Path = readonly (string | number)[]

export type AnyTable = Table<string | number, unknown>

/** A value as text, and what of it is kept elsewhere. */
export interface Encoded {
  readonly text: string
  /** Tables in it keep their entries themselves. */
  readonly tables: readonly { readonly table: AnyTable; readonly path: Path }[]
  /** Bytes of objects, by the id that the text has for them. */
  readonly bodies: ReadonlyMap<string, Uint8Array>
}

/** Keys and secrets are short; what is longer is the body of an object, and is written once. */
const longestInline = 256

/** Writes any value of a store as JSON, in which `$` marks what JSON has no word for. It knows no store: whatever is in a value is written, or it throws. */
export function encode(value: unknown, path: Path, idOfBody: (bytes: Uint8Array) => string): Encoded {
  const encoder = new Encoder(idOfBody)
  return { text: encoder.write(value, path), tables: encoder.tables, bodies: encoder.bodies }
}

class Encoder {
  readonly tables: { readonly table: AnyTable; readonly path: Path }[] = []
  readonly bodies = new Map<string, Uint8Array>()
  readonly #idOfBody: (bytes: Uint8Array) => string

  constructor(idOfBody: (bytes: Uint8Array) => string) {
    this.#idOfBody = idOfBody
  }

  write(value: unknown, path: Path): string {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return JSON.stringify(value)
      case 'number':
        return Number.isFinite(value) ? String(value) : marked('Number', JSON.stringify(String(value)))
      case 'bigint':
        return marked('BigInt', `"${value}"`)
      case 'undefined':
        return marked('Undefined', 'null')
      case 'object':
        return value === null ? 'null' : this.#writeObject(value, path)
      default:
        throw new Error(`internal error: ${typeof value} at ${path.join('/')} cannot be kept`)
    }
  }

  #writeObject(value: object, path: Path): string {
    if (Array.isArray(value)) return `[${value.map((item, index) => this.write(item, [...path, index])).join()}]`
    if (value instanceof Table) return this.#writeTable(value, path)
    if (value instanceof Date) return marked('Date', String(value.getTime()))
    if (value instanceof Uint8Array) return this.#writeBytes(value)
    if (value instanceof Map) return marked('Map', this.write([...value], path))
    if (value instanceof Set) return marked('Set', this.write([...value], path))
    if (value instanceof ResourceDocument) return marked('ResourceDocument', this.#writeFields(value.parts, path))
    if (isBlob(value)) return marked('Blob', JSON.stringify([value.id, value.length]))
    const name = nameOfClass(entityClasses, value)
    if (name !== undefined) return marked(name, this.#writeFields(value, path))
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null && !isBare(value))
      throw new Error(`internal error: ${value.constructor.name} at ${path.join('/')} cannot be kept`)
    return isPolicy(value) ? this.#writePolicy(value, path) : this.#writePlain(value, path)
  }

  #writePlain(value: object, path: Path): string {
    return Object.hasOwn(value, '$') ? marked('Object', this.#writeFields(value, path)) : this.#writeFields(value, path)
  }

  #writeFields(value: object, path: Path): string {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined)
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${this.write(field, [...path, name])}`).join()}}`
  }

  #writeTable(table: AnyTable, path: Path): string {
    this.tables.push({ table, path })
    const name = nameOfClass(tableClasses, table)
    if (name === undefined) throw new Error(`internal error: ${table.constructor.name} at ${path.join('/')} cannot be kept`)
    return marked('Table', JSON.stringify([name, table.kept]))
  }

  #writeBytes(bytes: Uint8Array): string {
    if (bytes.length <= longestInline) return marked('Bytes', JSON.stringify(Buffer.from(bytes).toString('base64')))
    const id = this.#idOfBody(bytes)
    this.bodies.set(id, bytes)
    return marked('Body', JSON.stringify(id))
  }

  /** Parsed policies never change, and are by far the longest of what stands in users and roles. */
  #writePolicy(policy: object, path: Path): string {
    const known = policies.get(policy)
    if (known !== undefined) return known
    const text = this.#writePlain(policy, path)
    policies.set(policy, text)
    return text
  }
}

const policies = new WeakMap<object, string>()

const isPolicy = (value: object): boolean => 'statements' in value && 'at' in value

const isBlob = (value: object): value is { readonly id: string; readonly length: number } =>
  'read' in value && typeof value.read === 'function' && 'id' in value

const marked = (kind: string, text: string): string => `{"$":"${kind}","of":${text}}`
