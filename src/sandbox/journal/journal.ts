import { createHash } from 'node:crypto'
import type { Stores } from '../stores.ts'
import { type AnyTable, type Encoded, encode, type Path } from './encode.ts'

/** One entry of what is kept: a record as text or the bytes of a body; deleted when it has no value. */
export interface Change {
  readonly key: string
  readonly value?: string | Uint8Array
}

/** What was last written of an entry. */
interface Saved {
  readonly digest: string
  /** Entries stand in the order in which they came. */
  readonly sequence: number
  readonly tables: readonly AnyTable[]
  readonly bodies: readonly string[]
}

type HandedOut = Map<AnyTable, Set<string | number>>

interface Watched {
  readonly path: Path
  readonly saved: Map<string | number, Saved>
}

/** What was read from where the stores are kept. */
export interface Restored {
  /** By record. */
  readonly sequences: ReadonlyMap<string, number>
  readonly bodies: ReadonlyMap<string, Uint8Array>
}

/** What stores are given at each start, which is no state. */
const given: ReadonlySet<string> = new Set(['awsPolicies', 'profile', 'blobs', 'longestSession'])

/** Every store there is, by its name in `Stores`, with its state. Each is a record, and each entry of each table in it is one. */
export const statesOf = (stores: Stores): readonly (readonly [string, object])[] =>
  Object.entries(stores).flatMap(([name, store]) =>
    typeof store !== 'object' || store === stores
      ? []
      : [[name, Object.fromEntries(Object.entries(store).filter(([field]) => !given.has(field)))] as const],
  )

/** When something was last used changes with every request; it is written with the next other change. */
const late = 'lastUsed'

export const recordKey = (path: Path): string => `r${JSON.stringify(path)}`
export const bodyKey = (id: string): string => `b${id}`

/**
 * Finds out what a request has changed in the stores, whatever it was. An entry may have changed when its table has handed it out or was told of it;
 * those are written down and compared with what was written before. Nothing in a store has to say that it changed.
 */
export class Journal {
  readonly #stores: Stores
  readonly #newId: () => string
  readonly #roots = new Map<string | number, Saved>()
  readonly #tables = new Map<AnyTable, Watched>()
  /** Entries that were handed out, to requests that may still be on their way. */
  #young: HandedOut = new Map()
  #old: HandedOut = new Map()
  /** Records that differ from what is written in `late` alone. */
  readonly #late = new Map<string, string>()
  /** How many records have a body in them. */
  readonly #bodies = new Map<string, number>()
  readonly #idsOfBodies = new WeakMap<Uint8Array, string>()
  #sequence = 0
  #restored: ReadonlyMap<string, number> = new Map()

  /** With what was read when the stores were restored: they are then as they were written. */
  constructor(stores: Stores, newId: () => string, restored?: Restored) {
    this.#stores = stores
    this.#newId = newId
    for (const [id, bytes] of restored?.bodies ?? []) this.#idsOfBodies.set(bytes, id)
    if (restored === undefined) return
    this.#sequence = Math.max(-1, ...restored.sequences.values()) + 1
    this.#restored = restored.sequences
    this.changes()
    this.#restored = new Map()
  }

  /** Everything that changed since the last time, in the order in which it is to be written. */
  changes(): readonly Change[] {
    const changes = new Changes()
    for (const [name, state] of statesOf(this.#stores)) this.#compare({ path: [], saved: this.#roots }, name, state, changes)
    this.#examineAll(this.#old, changes)
    this.#examineAll(this.#young, changes)
    this.#countBodies(changes)
    return changes.list.length === 0 ? [] : [...changes.list, ...this.#takeLate()]
  }

  /** What was only used, and not changed, since it was written. */
  lateChanges(): readonly Change[] {
    return this.#takeLate()
  }

  /** Requests that began before the last call have ended: what was handed out to them is settled. */
  turn(): void {
    this.#old = this.#young
    this.#young = new Map()
  }

  settle(): void {
    this.#old = new Map()
  }

  /** Takes all that it has written away. */
  erase(): readonly Change[] {
    const changes = new Changes()
    for (const [name, saved] of this.#roots) this.#forget({ path: [], saved: this.#roots }, name, saved, changes)
    this.#countBodies(changes)
    return changes.list
  }

  /** Tables that are found on the way come last and have their turn too. */
  #examineAll(handedOut: HandedOut, changes: Changes): void {
    for (const [table, keys] of handedOut) {
      for (const key of keys) {
        this.#examine(table, key, changes)
        if (table.kept === 'are replaced') keys.delete(key)
      }
    }
  }

  #examine(table: AnyTable, key: string | number, changes: Changes): void {
    const watched = this.#tables.get(table)
    if (watched === undefined) return
    const saved = watched.saved.get(key)
    if (table.has(key)) this.#compare(watched, key, table.peek(key), changes)
    else if (saved !== undefined) this.#forget(watched, key, saved, changes)
  }

  #compare(watched: Watched, key: string | number, value: unknown, changes: Changes): void {
    const path = [...watched.path, key]
    const { main, used } = this.#encode(value, path)
    const before = watched.saved.get(key)
    const digest = createHash('sha1').update(main.text).digest('base64')
    const record = recordKey(path)
    const sequence = before?.sequence ?? this.#restored.get(record) ?? this.#sequence++
    const text = `[${sequence},${main.text},${used}]`
    const tables = main.tables.map(({ table }) => table)
    for (const gone of before?.tables ?? []) if (!stays(gone, main, this.#tables)) this.#leave(gone, changes)
    for (const { table, path: at } of main.tables) if (!this.#tables.has(table)) this.#watch(table, at)
    if (before?.digest === digest) {
      watched.saved.set(key, { ...before, tables })
      if (used !== 'null') this.#late.set(record, text)
      return
    }
    const bodies = [...main.bodies.keys()]
    for (const [id, bytes] of main.bodies) changes.count(id, 1, bytes)
    for (const id of before?.bodies ?? []) changes.count(id, -1)
    watched.saved.set(key, { digest, sequence, tables, bodies })
    this.#late.delete(record)
    changes.list.push({ key: record, value: text })
  }

  #encode(value: unknown, path: Path): { readonly main: Encoded; readonly used: string } {
    const idOfBody = (bytes: Uint8Array): string => this.#idOfBody(bytes)
    if (typeof value !== 'object' || value === null || !(late in value)) return { main: encode(value, path, idOfBody), used: 'null' }
    const { [late]: used, ...rest } = value
    return { main: encode(rest, path, idOfBody), used: encode(used, path, idOfBody).text }
  }

  #idOfBody(bytes: Uint8Array): string {
    const id = this.#idsOfBodies.get(bytes) ?? this.#newId()
    this.#idsOfBodies.set(bytes, id)
    return id
  }

  #watch(table: AnyTable, path: Path): void {
    this.#tables.set(table, { path, saved: new Map() })
    const handOut = (key: string | number): void => {
      const keys = this.#young.get(table)
      if (keys === undefined) this.#young.set(table, new Set([key]))
      else keys.add(key)
    }
    table.watcher = handOut
    for (const key of table.keys()) handOut(key)
  }

  #leave(table: AnyTable, changes: Changes): void {
    const watched = this.#tables.get(table)
    if (watched === undefined) return
    for (const [key, saved] of watched.saved) this.#forget(watched, key, saved, changes)
    this.#tables.delete(table)
    table.watcher = undefined
  }

  #forget(watched: Watched, key: string | number, saved: Saved, changes: Changes): void {
    for (const table of saved.tables) this.#leave(table, changes)
    for (const id of saved.bodies) changes.count(id, -1)
    watched.saved.delete(key)
    const record = recordKey([...watched.path, key])
    this.#late.delete(record)
    changes.list.push({ key: record })
  }

  /** A body is written with the first record that has it, and goes with the last one. */
  #countBodies(changes: Changes): void {
    for (const [id, { by, bytes }] of changes.bodies) {
      const before = this.#bodies.get(id) ?? 0
      const now = before + by
      if (now === 0) this.#bodies.delete(id)
      else this.#bodies.set(id, now)
      if (before === 0 && now > 0 && bytes !== undefined) changes.list.push({ key: bodyKey(id), value: bytes })
      if (before > 0 && now === 0) changes.list.push({ key: bodyKey(id) })
    }
  }

  #takeLate(): readonly Change[] {
    const changes = [...this.#late].map(([key, value]) => ({ key, value }))
    this.#late.clear()
    return changes
  }
}

/** A table that has moved within its record is written anew. */
const stays = (table: AnyTable, { tables }: Encoded, watched: ReadonlyMap<AnyTable, Watched>): boolean =>
  tables.some((other) => other.table === table && samePath(other.path, watched.get(table)?.path ?? []))

const samePath = (left: Path, right: Path): boolean => left.length === right.length && left.every((step, index) => step === right[index])

class Changes {
  readonly list: Change[] = []
  readonly bodies = new Map<string, { readonly by: number; readonly bytes: Uint8Array | undefined }>()

  count(id: string, by: number, bytes?: Uint8Array): void {
    const before = this.bodies.get(id)
    this.bodies.set(id, { by: (before?.by ?? 0) + by, bytes: bytes ?? before?.bytes })
  }
}
