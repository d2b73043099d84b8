import type { CatalogTable } from '../glue/store.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { holds, seesAll } from './held.ts'
import { heldOnTable, partsOf } from './held-in-catalog.ts'

/** Which columns of a table the caller sees: all, to whom anything on the whole of it is granted, and else those that are. */
export function seenColumns(table: CatalogTable, call: Call, stores: Stores): (column: string) => boolean {
  if (seesAll(table, call, stores) || holds(heldOnTable(table, call, stores), 'DESCRIBE', call)) return () => true
  const seen = new Set(partsOf(table, call, stores).flatMap(({ columns }) => columns))
  return (column) => seen.has(column)
}

/**
 * A table without the columns that the caller may not see. That keys of partitions are columns as others are is inferred.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering.html
 */
export function seenTable(table: CatalogTable, call: Call, stores: Stores): CatalogTable {
  const isSeen = seenColumns(table, call, stores)
  const { StorageDescriptor: descriptor, PartitionKeys: keys, ...input } = table.input
  return {
    ...table,
    input: {
      ...input,
      ...(keys === undefined ? {} : { PartitionKeys: keys.filter(({ Name }) => isSeen(Name)) }),
      ...(descriptor === undefined ? {} : { StorageDescriptor: seenDescriptor(descriptor, isSeen) }),
    },
  }
}

type Descriptor = NonNullable<CatalogTable['input']['StorageDescriptor']>

export const seenDescriptor = (descriptor: Descriptor, isSeen: (column: string) => boolean): Descriptor =>
  descriptor.Columns === undefined ? descriptor : { ...descriptor, Columns: descriptor.Columns.filter(({ Name }) => isSeen(Name)) }
