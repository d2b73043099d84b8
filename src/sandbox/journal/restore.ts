import type { Stores } from '../stores.ts'
import { decode, type Kept } from './decode.ts'
import type { Path } from './encode.ts'
import { type Restored, recordKey } from './journal.ts'
import { Table } from './table.ts'

/** A record as it was written, with what says where it belongs. */
interface Record {
  readonly path: Path
  readonly sequence: number
  readonly value: unknown
}

/** Fills stores with what a journal wrote of others: whatever contains something else comes before it. */
export function restore(stores: Stores, records: ReadonlyMap<string, string>, kept: Kept): Restored['sequences'] {
  const read = [...records].map(([key, text]) => readRecord(key, text, kept))
  read.sort((one, other) => one.path.length - other.path.length || one.sequence - other.sequence)
  for (const { path, value } of read) put(stores, path, value)
  return new Map(read.map(({ path, sequence }) => [recordKey(path), sequence]))
}

function readRecord(key: string, text: string, kept: Kept): Record {
  const [sequence, value, lastUsed] = decode(text, kept) as [number, object, unknown]
  return { path: JSON.parse(key.slice(1)) as Path, sequence, value: lastUsed === null ? value : { ...value, lastUsed } }
}

/** Tables of a store are there already; its other fields are set. */
function put(stores: Stores, path: Path, value: unknown): void {
  const last = path.at(-1)
  if (path.length === 1) {
    const store = step(stores, last ?? '')
    if (typeof store !== 'object' || store === null) throw new Error(`internal error: there is no store ${last}`)
    setFields(store, value)
    return
  }
  const table = path.slice(0, -1).reduce<unknown>(step, stores)
  if (!(table instanceof Table) || last === undefined) throw new Error(`internal error: there is no table for ${path.join('/')}`)
  table.set(last, value)
}

/** Records of plain fields, as EC2 has its tables in, are there too. */
function setFields(target: object, value: unknown): void {
  for (const [name, field] of Object.entries(value ?? {})) {
    const there = step(target, name)
    if (there instanceof Table) continue
    if (holdsTables(there)) setFields(there, field)
    else Object.assign(target, { [name]: field })
  }
}

const holdsTables = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.values(value).some((field) => field instanceof Table)

const step = (at: unknown, next: string | number): unknown =>
  at instanceof Table
    ? at.get(next)
    : typeof at === 'object' && at !== null
      ? (at as { readonly [name: string]: unknown })[next]
      : undefined
