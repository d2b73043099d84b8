import type { Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { LakePermission } from '../lakeformation/need.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { onCatalog } from './on-catalog.ts'
import type { CatalogTable } from './store.ts'
import { findTable } from './table-entry.ts'

interface OfTable {
  readonly CatalogId?: string | undefined
  readonly DatabaseName: string
  readonly TableName: string
}

/** An operation on what belongs to one table: its partitions, and indexes of them. */
export const onTable = <Input extends OfTable, Output extends object>(
  action: string,
  permission: LakePermission,
  run: (table: CatalogTable, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>,
) =>
  onCatalog<Input, Output>({
    action,
    on: ({ DatabaseName, TableName }) => ({ database: DatabaseName, tables: [TableName] }),
    needs: ({ DatabaseName, TableName }) => [{ permission, on: 'table', database: DatabaseName, table: TableName }],
    run: (place, input, call, stores) => {
      const table = findTable(place, input.DatabaseName, input.TableName, stores)
      return table.ok ? run(table.value, input, call, stores) : table
    },
  })
