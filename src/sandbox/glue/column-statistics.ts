import type {
  ColumnStatistics,
  DeleteColumnStatisticsForPartitionRequest,
  DeleteColumnStatisticsForTableRequest,
  GetColumnStatisticsForPartitionRequest,
  GetColumnStatisticsForPartitionResponse,
  GetColumnStatisticsForTableRequest,
  GetColumnStatisticsForTableResponse,
  UpdateColumnStatisticsForPartitionRequest,
  UpdateColumnStatisticsForPartitionResponse,
  UpdateColumnStatisticsForTableRequest,
  UpdateColumnStatisticsForTableResponse,
} from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { LakePermission } from '../lakeformation/need.ts'
import { seenColumns } from '../lakeformation/seen-columns.ts'
import type { Operation, Parsed } from '../operation.ts'
import { detailOf, glueError, noPartition } from './errors.ts'
import { onTable } from './on-table.ts'
import { type CatalogTable, type GlueStore, partitionKey, statisticsKey } from './store.ts'

/*
 * The pages of these operations name the permissions of tables and partitions (`GetTable`), the service authorization reference an action for each;
 * that one decides here. What Lake Formation asks for is inferred.
 */

/** Whose statistics a request is about: a table's, or a partition's. */
interface Owner {
  readonly key: string
  readonly table: CatalogTable
}

/** Of a column that the caller may not see nothing is told. */
type IsSeen = (column: string) => boolean

const ofTable = (table: CatalogTable): Result<Owner, AwsError> => ok({ key: table.id, table })

function ofPartition(
  table: CatalogTable,
  { PartitionValues }: { readonly PartitionValues: readonly string[] },
  glue: GlueStore,
): Result<Owner, AwsError> {
  const key = partitionKey(table, PartitionValues)
  return glue.partitions.has(key) ? ok({ key, table }) : err(noPartition)
}

type Found<Input> = (table: CatalogTable, input: Input, glue: GlueStore) => Result<Owner, AwsError>

interface OfTable {
  readonly DatabaseName: string
  readonly TableName: string
}

/** An operation on statistics, whosever they are. */
const onStatistics = <Input extends OfTable, Output extends object>(
  action: string,
  permission: LakePermission,
  find: Found<Input>,
  run: (owner: Owner, input: Input, glue: GlueStore, isSeen: IsSeen) => Output,
) =>
  onTable<Input, Output>(action, permission, (table, input, call, stores) => {
    const owner = find(table, input, stores.glue)
    return owner.ok ? ok(run(owner.value, input, stores.glue, seenColumns(table, call, stores))) : owner
  })

/** In the words that https://github.com/floci-io/floci/pull/1315 took from AWS. */
const noStatistics = glueError('EntityNotFoundException', 'Statistics do not exist for this column')

function read({ key }: Owner, { ColumnNames }: { readonly ColumnNames: readonly string[] }, glue: GlueStore, isSeen: IsSeen) {
  const find = (column: string) => (isSeen(column) ? glue.statistics.get(statisticsKey(key, column)) : undefined)
  const found = ColumnNames.map((ColumnName) => ({ ColumnName, statistics: find(ColumnName) }))
  return {
    ColumnStatisticsList: found.flatMap(({ statistics }) => (statistics === undefined ? [] : [structuredClone(statistics.input)])),
    Errors: found.flatMap(({ ColumnName, statistics }) =>
      statistics === undefined ? [{ ColumnName, Error: detailOf(noStatistics) }] : [],
    ),
  }
}

function write({ key, table }: Owner, list: readonly Parsed<ColumnStatistics>[], { statistics }: GlueStore) {
  for (const input of list) statistics.set(statisticsKey(key, input.ColumnName), { table: table.id, input })
  return { Errors: [] }
}

/** Also where there is nothing, as https://github.com/floci-io/floci/issues/1319 recorded from AWS. */
function remove({ key }: Owner, { ColumnName }: { readonly ColumnName: string }, { statistics }: GlueStore): object {
  statistics.delete(statisticsKey(key, ColumnName))
  return {}
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetColumnStatisticsForTable.html */
export const getColumnStatisticsForTable: Operation<GetColumnStatisticsForTableRequest, GetColumnStatisticsForTableResponse> = onStatistics(
  'glue:GetColumnStatisticsForTable',
  'DESCRIBE',
  ofTable,
  (owner, input: Parsed<GetColumnStatisticsForTableRequest>, glue, isSeen) =>
    read(owner, input, glue, isSeen) as GetColumnStatisticsForTableResponse,
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetColumnStatisticsForPartition.html */
export const getColumnStatisticsForPartition: Operation<GetColumnStatisticsForPartitionRequest, GetColumnStatisticsForPartitionResponse> =
  onStatistics<Parsed<GetColumnStatisticsForPartitionRequest>, GetColumnStatisticsForPartitionResponse>(
    'glue:GetColumnStatisticsForPartition',
    'DESCRIBE',
    ofPartition,
    (owner, input, glue, isSeen) => read(owner, input, glue, isSeen) as GetColumnStatisticsForPartitionResponse,
  )

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateColumnStatisticsForTable.html */
export const updateColumnStatisticsForTable: Operation<UpdateColumnStatisticsForTableRequest, UpdateColumnStatisticsForTableResponse> =
  onStatistics(
    'glue:UpdateColumnStatisticsForTable',
    'ALTER',
    ofTable,
    (owner, { ColumnStatisticsList }: Parsed<UpdateColumnStatisticsForTableRequest>, glue) => write(owner, ColumnStatisticsList, glue),
  )

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateColumnStatisticsForPartition.html */
export const updateColumnStatisticsForPartition: Operation<
  UpdateColumnStatisticsForPartitionRequest,
  UpdateColumnStatisticsForPartitionResponse
> = onStatistics<Parsed<UpdateColumnStatisticsForPartitionRequest>, UpdateColumnStatisticsForPartitionResponse>(
  'glue:UpdateColumnStatisticsForPartition',
  'ALTER',
  ofPartition,
  (owner, { ColumnStatisticsList }, glue) => write(owner, ColumnStatisticsList, glue),
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteColumnStatisticsForTable.html */
export const deleteColumnStatisticsForTable: Operation<DeleteColumnStatisticsForTableRequest, object> = onStatistics(
  'glue:DeleteColumnStatisticsForTable',
  'ALTER',
  ofTable,
  (owner, input: Parsed<DeleteColumnStatisticsForTableRequest>, glue) => remove(owner, input, glue),
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteColumnStatisticsForPartition.html */
export const deleteColumnStatisticsForPartition: Operation<DeleteColumnStatisticsForPartitionRequest, object> = onStatistics<
  Parsed<DeleteColumnStatisticsForPartitionRequest>,
  object
>('glue:DeleteColumnStatisticsForPartition', 'ALTER', ofPartition, (owner, input, glue) => remove(owner, input, glue))
