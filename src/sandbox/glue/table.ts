import type {
  BatchDeleteTableRequest,
  BatchDeleteTableResponse,
  CreateTableRequest,
  DeleteTableRequest,
  GetTableRequest,
  GetTableResponse,
  GetTablesRequest,
  GetTablesResponse,
  UpdateTableRequest,
} from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Need } from '../lakeformation/need.ts'
import { isGranted } from '../lakeformation/refuse-need.ts'
import type { Operation, Parsed } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import { notImplemented } from '../wire/refusal.ts'
import { keyForNew, refuseReading } from './catalog-key.ts'
import { alreadyExists, detailOf, glueError, noEntity, notFound } from './errors.ts'
import { identityArn } from './identity-arn.ts'
import { findDatabase, onCatalog } from './on-catalog.ts'
import { pageOf } from './page.ts'
import { withIndex } from './partition-index.ts'
import { type CatalogTable, foldName, type PartitionIndex, tableKey, versionKey } from './store.ts'
import { deleteTableEntry, findTable, tableOutput } from './table-entry.ts'
import { compileNames } from './table-names.ts'

/** Where its files lie must be open to whoever says so. */
const locationNeed = (input: Parsed<CreateTableRequest>['TableInput']): readonly Need[] => {
  const location = input?.StorageDescriptor?.Location
  return location === undefined || location === '' ? [] : [{ permission: 'DATA_LOCATION_ACCESS', on: 'location', location }]
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html */
export const createTable: Operation<CreateTableRequest, object> = onCatalog({
  action: 'glue:CreateTable',
  on: (input) => ({ database: input.DatabaseName, tables: [nameOf(input)] }),
  needs: (input) => [{ permission: 'CREATE_TABLE', on: 'database', database: input.DatabaseName }, ...locationNeed(input.TableInput)],
  run: (place, input: Parsed<CreateTableRequest>, call, stores) => {
    const { DatabaseName, TableInput, PartitionIndexes = [], OpenTableFormatInput } = input
    if (OpenTableFormatInput !== undefined || TableInput === undefined)
      return err({ ...notImplemented('CreateTable with an open table format'), status: 400 })
    const database = findDatabase(place, DatabaseName, stores)
    if (!database.ok) return database
    const key = tableKey(place, DatabaseName, TableInput.Name)
    if (stores.glue.tables.has(key)) return err(alreadyExists('Table'))
    const indexes = indexesOf(PartitionIndexes, TableInput)
    if (!indexes.ok) return indexes
    stores.glue.tables.set(key, {
      ...place,
      indexes: indexes.value,
      id: call.random.uuid(),
      database: database.value.name,
      name: foldName(TableInput.Name),
      input: TableInput,
      createTime: call.now,
      updateTime: call.now,
      version: 0,
      creator: identityArn(call),
      createdBy: principalArn(call.caller.principal),
      open: database.value.tablesAreOpen,
      keyArn: keyForNew(place, call, stores),
    })
    return ok({})
  },
})

function indexesOf(wanted: NonNullable<Parsed<CreateTableRequest>['PartitionIndexes']>, input: CatalogTable['input']) {
  let indexes: Result<readonly PartitionIndex[], AwsError> = ok([])
  for (const index of wanted) if (indexes.ok) indexes = withIndex(indexes.value, index, input)
  return indexes
}

const nameOf = ({ TableInput, Name }: Parsed<CreateTableRequest>): string => TableInput?.Name ?? Name ?? ''

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html */
export const getTable: Operation<GetTableRequest, GetTableResponse> = onCatalog({
  action: 'glue:GetTable',
  on: ({ DatabaseName, Name }) => ({ database: DatabaseName, tables: [Name] }),
  needs: ({ DatabaseName, Name }) => [{ permission: 'DESCRIBE', on: 'table', database: DatabaseName, table: Name }],
  run: (place, { DatabaseName, Name }: Parsed<GetTableRequest>, call, stores) => {
    const database = findDatabase(place, DatabaseName, stores)
    if (!database.ok) return database
    const table = stores.glue.table(place, DatabaseName, Name)
    return table === undefined ? err(noEntity) : ok({ Table: tableOutput(table, call, stores) })
  },
})

/** Those that Lake Formation lets the caller see. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html */
export const getTables: Operation<GetTablesRequest, GetTablesResponse> = onCatalog({
  action: 'glue:GetTables',
  on: ({ DatabaseName }) => ({ database: DatabaseName, tables: ['*'] }),
  needs: ({ DatabaseName }) => [{ permission: 'DESCRIBE', on: 'database', database: DatabaseName }],
  run: (place, input: Parsed<GetTablesRequest>, call, stores) => {
    const database = findDatabase(place, input.DatabaseName, stores)
    if (!database.ok) return database
    const wanted = compileNames(input.Expression ?? '')
    if (!wanted.ok) return wanted
    const seen = stores.glue
      .tablesOf(database.value)
      .filter(({ name }) => wanted.value(name))
      .filter(({ name }) =>
        isGranted({ permission: 'DESCRIBE', on: 'table', database: input.DatabaseName, table: name }, place, call, stores),
      )
    const page = pageOf(seen, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    const refused = refuseReading(items, place, call, stores)
    if (refused !== undefined) return err(refused)
    return ok({ TableList: items.map((table) => tableOutput(table, call, stores)), ...next })
  },
})

/** What it was is kept as a version unless the request says otherwise. @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html */
export const updateTable: Operation<UpdateTableRequest, object> = onCatalog({
  action: 'glue:UpdateTable',
  on: ({ DatabaseName, TableInput, Name }) => ({ database: DatabaseName, tables: [TableInput?.Name ?? Name ?? ''] }),
  needs: ({ DatabaseName, TableInput, Name }) => [
    { permission: 'ALTER', on: 'table', database: DatabaseName, table: TableInput?.Name ?? Name ?? '' },
    ...locationNeed(TableInput),
  ],
  run: (place, input: Parsed<UpdateTableRequest>, call, stores) => {
    const { DatabaseName, TableInput, VersionId } = input
    if (TableInput === undefined || input.UpdateOpenTableFormatInput !== undefined || input.ViewUpdateAction !== undefined)
      return err({ ...notImplemented('UpdateTable without the whole table'), status: 400 })
    const table = findTable(place, DatabaseName, TableInput.Name, stores)
    if (!table.ok) return table
    if (VersionId !== undefined && VersionId !== String(table.value.version)) return err(concurrent)
    const { glue } = stores
    const { version } = table.value
    if (input.SkipArchive !== true) glue.versions.set(versionKey(table.value, version), { table: table.value })
    const changed = { input: TableInput, updateTime: call.now, version: version + 1, keyArn: keyForNew(place, call, stores) }
    const updated = { ...table.value, ...changed }
    glue.tables.set(tableKey(place, DatabaseName, TableInput.Name), updated)
    return ok({})
  },
})

/** In the words that https://github.com/floci-io/floci/issues/1205 recorded from AWS. */
const concurrent = glueError('ConcurrentModificationException', 'Update table failed due to concurrent modifications.')

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTable.html */
export const deleteTable: Operation<DeleteTableRequest, object> = onCatalog({
  action: 'glue:DeleteTable',
  on: ({ DatabaseName, Name }) => ({ database: DatabaseName, tables: [Name] }),
  needs: ({ DatabaseName, Name }) => [{ permission: 'DROP', on: 'table', database: DatabaseName, table: Name }],
  run: (place, { DatabaseName, Name }: Parsed<DeleteTableRequest>, _call, stores) => {
    const table = findTable(place, DatabaseName, Name, stores)
    if (!table.ok) return table
    deleteTableEntry(tableKey(place, DatabaseName, Name), table.value, stores.glue)
    return ok({})
  },
})

/** That the database must be there is inferred. @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteTable.html */
export const batchDeleteTable: Operation<BatchDeleteTableRequest, BatchDeleteTableResponse> = onCatalog({
  action: 'glue:BatchDeleteTable',
  on: ({ DatabaseName, TablesToDelete }) => ({ database: DatabaseName, tables: TablesToDelete }),
  needs: ({ DatabaseName, TablesToDelete }) =>
    TablesToDelete.map((table) => ({ permission: 'DROP', on: 'table', database: DatabaseName, table }) as const),
  run: (place, { DatabaseName, TablesToDelete }: Parsed<BatchDeleteTableRequest>, _call, stores) => {
    const database = findDatabase(place, DatabaseName, stores)
    if (!database.ok) return database
    const Errors = TablesToDelete.flatMap((TableName) => {
      const table = findTable(place, DatabaseName, TableName, stores)
      if (!table.ok) return [{ TableName, ErrorDetail: detailOf(notFound(`Table ${TableName}`)) }]
      deleteTableEntry(tableKey(place, DatabaseName, TableName), table.value, stores.glue)
      return []
    })
    return ok({ Errors })
  },
})
