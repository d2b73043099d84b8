import { ByName } from '../iam/by-name.ts'
import { ResourceDocument } from '../iam/resource-document.ts'
import type { Blob } from '../s3/blob.ts'
import { SortedMap } from '../s3/sorted-map.ts'
import { entityClasses, type tableClasses } from './entity-classes.ts'
import { Table, type Values } from './table.ts'

/** What is kept beside the text. */
export interface Kept {
  readonly body: (id: string) => Uint8Array
  readonly blob: (id: string, length: number) => Blob
}

/** Reads what `encode` wrote; tables in it are empty. */
export const decode = (text: string, kept: Kept): unknown => revive(JSON.parse(text), kept)

function revive(value: unknown, kept: Kept): unknown {
  if (Array.isArray(value)) return value.map((item) => revive(item, kept))
  if (typeof value !== 'object' || value === null) return value
  if ('$' in value && 'of' in value) return reviveMarked(String(value.$), value.of, kept)
  return reviveFields(value, kept)
}

const reviveFields = (value: unknown, kept: Kept): object =>
  Object.fromEntries(Object.entries(value ?? {}).map(([name, field]) => [name, revive(field, kept)]))

/** The text was written by `encode` alone, which is what makes the assertions right. */
function reviveMarked(kind: string, of: unknown, kept: Kept): unknown {
  switch (kind) {
    case 'Undefined':
      return undefined
    case 'BigInt':
      return BigInt(String(of))
    case 'Number':
      return Number(of)
    case 'Date':
      return new Date(of as number)
    case 'Map':
      return new Map(revive(of, kept) as [unknown, unknown][])
    case 'Set':
      return new Set(revive(of, kept) as unknown[])
    case 'Bytes':
      return Buffer.from(String(of), 'base64')
    case 'Body':
      return kept.body(String(of))
    case 'Blob': {
      const [id, length] = of as [string, number]
      return kept.blob(id, length)
    }
    case 'Table': {
      const [name, values] = of as [keyof typeof tableClasses, Values]
      return name === 'SortedMap' ? new SortedMap(values) : name === 'ByName' ? new ByName(values) : new Table(values)
    }
    case 'ResourceDocument':
      return ResourceDocument.from(reviveFields(of, kept) as Parameters<typeof ResourceDocument.from>[0])
    case 'Object':
      return reviveFields(of, kept)
    default: {
      if (!Object.hasOwn(entityClasses, kind)) throw new Error(`internal error: nobody knows what ${kind} is`)
      const { prototype } = entityClasses[kind as keyof typeof entityClasses]
      return Object.assign(Object.create(prototype) as object, reviveFields(of, kept))
    }
  }
}
