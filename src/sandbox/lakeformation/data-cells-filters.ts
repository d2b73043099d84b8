import type {
  CreateDataCellsFilterRequest,
  DataCellsFilter,
  DeleteDataCellsFilterRequest,
  GetDataCellsFilterRequest,
  GetDataCellsFilterResponse,
  ListDataCellsFilterRequest,
  ListDataCellsFilterResponse,
  UpdateDataCellsFilterRequest,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { pageOf } from '../glue/page.ts'
import type { CatalogPlace, CatalogTable } from '../glue/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { invalidInput, lakeError, notThere } from './errors.ts'
import { isAdministrator, mayPassOn } from './held.ts'
import { heldOnTable } from './held-in-catalog.ts'
import { insufficient } from './lf-tags.ts'
import { onLake } from './on-lake.ts'
import { type CellsFilter, filterKey } from './store.ts'
import { columnsOf } from './tagged.ts'

interface Named {
  readonly TableCatalogId?: string | undefined
  readonly DatabaseName: string
  readonly TableName: string
}

/**
 * The table of a filter, for whoever may give away what is in it.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/managing-filters.html: that the grant option of SELECT is what counts is inferred
 */
function findTable({ DatabaseName, TableName }: Named, place: CatalogPlace, call: Call, stores: Stores): Result<CatalogTable, AwsError> {
  const table = stores.glue.table(place, DatabaseName, TableName)
  if (table === undefined) return err(notThere)
  const mayManage = isAdministrator(place, call, stores) || mayPassOn(heldOnTable(table, call, stores), ['SELECT'], call)
  return mayManage ? ok(table) : err(insufficient('SELECT', table.name))
}

/** The words are inferred. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataCellsFilter.html */
function refuse({ ColumnNames, ColumnWildcard, RowFilter }: Parsed<DataCellsFilter>, table: CatalogTable): AwsError | undefined {
  if ((ColumnNames === undefined) === (ColumnWildcard === undefined))
    return invalidInput('Either ColumnNames or ColumnWildcard is required.')
  if ((RowFilter?.FilterExpression === undefined) === (RowFilter?.AllRowsWildcard === undefined))
    return invalidInput('Either FilterExpression or AllRowsWildcard is required.')
  const named = ColumnNames ?? ColumnWildcard?.ExcludedColumnNames ?? []
  return named.every((name) => columnsOf(table).includes(name.split('.')[0] ?? '')) ? undefined : notThere
}

interface InTable {
  readonly TableData: Named
}

/** What a request of a filter names as the catalog stands in its table. */
const inCatalogOf = <Input extends InTable, Output extends object>(
  action: string,
  run: (table: CatalogTable, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>,
) =>
  onLake<Input & { readonly CatalogId?: string | undefined }, Output>(
    action,
    (place, input, call, stores) => {
      const table = findTable(input.TableData, place, call, stores)
      return table.ok ? run(table.value, input, call, stores) : table
    },
    ({ TableData }) => TableData.TableCatalogId,
  )

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateDataCellsFilter.html */
export const createDataCellsFilter: Operation<CreateDataCellsFilterRequest, object> = inCatalogOf(
  'lakeformation:CreateDataCellsFilter',
  (table, { TableData: input }: Parsed<CreateDataCellsFilterRequest>, call, { lakeformation: { filters } }) => {
    const refused = refuse(input, table)
    if (refused !== undefined) return err(refused)
    const key = filterKey(table.id, input.Name)
    // The words are inferred.
    if (filters.has(key)) return err(lakeError('AlreadyExistsException', 'Data cells filter already exists.'))
    const { catalog, region, database, name } = table
    filters.set(key, { catalog, region, id: call.random.uuid(), of: table.id, database, table: name, input, version: 1 })
    return ok({})
  },
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateDataCellsFilter.html */
export const updateDataCellsFilter: Operation<UpdateDataCellsFilterRequest, object> = inCatalogOf(
  'lakeformation:UpdateDataCellsFilter',
  (table, { TableData: input }: Parsed<UpdateDataCellsFilterRequest>, _call, { lakeformation: { filters } }) => {
    const filter = filters.get(filterKey(table.id, input.Name))
    if (filter === undefined) return err(notThere)
    const refused = refuse(input, table)
    if (refused !== undefined) return err(refused)
    // The words are inferred.
    if (input.VersionId !== undefined && input.VersionId !== String(filter.version))
      return err(lakeError('ConcurrentModificationException', 'The data cells filter has another version.'))
    filters.set(filterKey(table.id, input.Name), { ...filter, input, version: filter.version + 1 })
    return ok({})
  },
)

/** That versions are numbers is told in terraform-provider-aws (internal/service/lakeformation/data_cells_filter.go); where they begin is inferred. */
const outputOf = ({ catalog, database, table, input, version }: CellsFilter): DataCellsFilter =>
  // The SDK's types of input and output differ by `readonly` alone.
  ({
    ...(structuredClone(input) as DataCellsFilter),
    TableCatalogId: catalog,
    DatabaseName: database,
    TableName: table,
    VersionId: String(version),
  })

/** A filter by what its own operations and its deletion have in common. */
const onFilter = <Input extends Named & { readonly Name: string }, Output extends object>(
  action: string,
  run: (filter: CellsFilter, stores: Stores) => Output,
) =>
  onLake<Input & { readonly CatalogId?: string | undefined }, Output>(
    action,
    (place, input, call, stores) => {
      const table = findTable(input, place, call, stores)
      if (!table.ok) return table
      const filter = stores.lakeformation.filters.get(filterKey(table.value.id, input.Name))
      return filter === undefined ? err(notThere) : ok(run(filter, stores))
    },
    ({ TableCatalogId }) => TableCatalogId,
  )

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetDataCellsFilter.html */
export const getDataCellsFilter: Operation<GetDataCellsFilterRequest, GetDataCellsFilterResponse> = onFilter<
  Parsed<GetDataCellsFilterRequest>,
  GetDataCellsFilterResponse
>('lakeformation:GetDataCellsFilter', (filter) => ({ DataCellsFilter: outputOf(filter) }))

/** Takes the grants on it along. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeleteDataCellsFilter.html */
export const deleteDataCellsFilter: Operation<Required<DeleteDataCellsFilterRequest>, object> = onFilter<
  Parsed<Required<DeleteDataCellsFilterRequest>>,
  object
>('lakeformation:DeleteDataCellsFilter', ({ id, of, input }, { lakeformation: { filters, grants } }) => {
  filters.delete(filterKey(of, input.Name))
  for (const [key, { on }] of grants) if (on.kind === 'cells' && on.id === id) grants.delete(key)
  return {}
})

/** Of one table, or of all that the caller may give away. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListDataCellsFilter.html */
export const listDataCellsFilter: Operation<ListDataCellsFilterRequest, ListDataCellsFilterResponse> = onLake(
  'lakeformation:ListDataCellsFilter',
  (place, input: Parsed<ListDataCellsFilterRequest> & { readonly CatalogId?: undefined }, call, stores) => {
    const { Table } = input
    const named = (each: { readonly DatabaseName: string; readonly Name?: string | undefined; readonly TableWildcard?: unknown }) =>
      stores.glue.table(place, each.DatabaseName, each.Name ?? '')
    if (Table !== undefined && Table.TableWildcard === undefined && named(Table) === undefined) return err(notThere)
    const filters = [...stores.lakeformation.filters.values()].filter(({ catalog, region, database, table }) => {
      const isWanted = Table === undefined || (Table.DatabaseName === database && (Table.Name === undefined || Table.Name === table))
      const isHere = catalog === place.catalog && region === place.region && isWanted
      return isHere && findTable({ DatabaseName: database, TableName: table }, place, call, stores).ok
    })
    const page = pageOf(filters, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ DataCellsFilters: items.map(outputOf), ...next })
  },
  ({ Table }) => Table?.CatalogId,
)
