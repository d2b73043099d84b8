import type {
  BatchCreatePartitionRequest,
  BatchCreatePartitionResponse,
  BatchDeletePartitionRequest,
  BatchDeletePartitionResponse,
  BatchGetPartitionRequest,
  BatchGetPartitionResponse,
  BatchUpdatePartitionRequest,
  BatchUpdatePartitionResponse,
  CreatePartitionRequest,
  DeletePartitionRequest,
  GetPartitionRequest,
  GetPartitionResponse,
  GetPartitionsRequest,
  GetPartitionsResponse,
  PartitionInput,
  Partition as PartitionOutput,
  UpdatePartitionRequest,
} from '@aws-sdk/client-glue'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { seenColumns, seenDescriptor } from '../lakeformation/seen-columns.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { alreadyExists, detailOf, glueError, noPartition, notFound } from './errors.ts'
import { onTable } from './on-table.ts'
import { pageOf } from './page.ts'
import { parsePartitionExpression } from './partition-expression.ts'
import { type CatalogTable, type Partition, partitionKey } from './store.ts'
import { deletePartitionEntry, withDefaults } from './table-entry.ts'

const refuseValues = (table: CatalogTable, { Values = [] }: Parsed<PartitionInput>): AwsError | undefined =>
  Values.length === (table.input.PartitionKeys ?? []).length
    ? undefined
    : glueError('InvalidInputException', 'The number of partition keys do not match the number of partition values')

function add(table: CatalogTable, input: Parsed<PartitionInput>, { now }: Call, { glue }: Stores): AwsError | undefined {
  const refused = refuseValues(table, input)
  if (refused !== undefined) return refused
  const values = input.Values ?? []
  const key = partitionKey(table, values)
  if (glue.partitions.has(key)) return alreadyExists('Partition')
  glue.partitions.set(key, { table: table.id, values, input, createTime: now })
  return undefined
}

/** With the columns that the caller sees. */
function outputsOf(partitions: readonly Partition[], table: CatalogTable, call: Call, stores: Stores): PartitionOutput[] {
  const isSeen = seenColumns(table, call, stores)
  return partitions.map((partition) => outputOf(partition, table, isSeen))
}

function outputOf({ values, input, createTime }: Partition, table: CatalogTable, isSeen: (column: string) => boolean): PartitionOutput {
  const { StorageDescriptor: descriptor } = input
  const seen = descriptor === undefined ? input : { ...input, StorageDescriptor: seenDescriptor(descriptor, isSeen) }
  // The SDK's types of input and output differ by `readonly` alone.
  const { StorageDescriptor, ...own } = structuredClone(seen) as PartitionOutput
  const where = { DatabaseName: table.database, TableName: table.name, CatalogId: table.catalog }
  return { ...own, ...withDefaults(StorageDescriptor), ...where, Values: [...values], CreationTime: createTime }
}

function withoutColumns({ StorageDescriptor, ...partition }: PartitionOutput): PartitionOutput {
  if (StorageDescriptor === undefined) return partition
  return { ...partition, StorageDescriptor: { ...StorageDescriptor, Columns: undefined } }
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartition.html */
export const createPartition: Operation<CreatePartitionRequest, object> = onTable(
  'glue:CreatePartition',
  'INSERT',
  (table, { PartitionInput }: Parsed<CreatePartitionRequest>, call, stores) => {
    const refused = add(table, PartitionInput, call, stores)
    return refused === undefined ? ok({}) : err(refused)
  },
)

/**
 * One that does not fit the table fails the whole batch; this and the words of all refusals here were recorded from AWS
 * (github.com/radkawar/stackd, testdata/aws/glue/catalog_verified.json).
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html
 */
export const batchCreatePartition: Operation<BatchCreatePartitionRequest, BatchCreatePartitionResponse> = onTable(
  'glue:BatchCreatePartition',
  'INSERT',
  (table, { PartitionInputList }: Parsed<BatchCreatePartitionRequest>, call, stores) => {
    const misfit = PartitionInputList.map((input) => refuseValues(table, input)).find((refused) => refused !== undefined)
    if (misfit !== undefined) return err(misfit)
    const Errors = PartitionInputList.flatMap((input) => {
      const refused = add(table, input, call, stores)
      return refused === undefined ? [] : [{ PartitionValues: [...(input.Values ?? [])], ErrorDetail: detailOf(refused) }]
    })
    return ok({ Errors })
  },
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartition.html */
export const getPartition: Operation<GetPartitionRequest, GetPartitionResponse> = onTable(
  'glue:GetPartition',
  'DESCRIBE',
  (table, { PartitionValues }: Parsed<GetPartitionRequest>, call, stores) => {
    const partition = stores.glue.partitions.get(partitionKey(table, PartitionValues))
    if (partition === undefined) return err(noPartition)
    return ok({ Partition: outputOf(partition, table, seenColumns(table, call, stores)) })
  },
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html */
export const getPartitions: Operation<GetPartitionsRequest, GetPartitionsResponse> = onTable(
  'glue:GetPartitions',
  'DESCRIBE',
  (table, input: Parsed<GetPartitionsRequest>, call, stores) => {
    const { Expression = '', Segment, ExcludeColumnSchema = false } = input
    const isWanted = Expression === '' ? ok(() => true) : parsePartitionExpression(Expression, table.input.PartitionKeys ?? [])
    if (!isWanted.ok) return isWanted
    const all = stores.glue
      .partitionsOf(table)
      .filter(({ values }) => isWanted.value(values))
      .toSorted((one, other) => (one.values.join('\0') < other.values.join('\0') ? -1 : 1))
    const own = all.filter((_, place) => Segment === undefined || place % Segment.TotalSegments === Segment.SegmentNumber)
    const page = pageOf(own, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    const Partitions = outputsOf(items, table, call, stores)
    return ok({ Partitions: ExcludeColumnSchema ? Partitions.map(withoutColumns) : Partitions, ...next })
  },
)

/**
 * What is not there is left out, as https://github.com/getmoto/moto/pull/2320 observed: the page would have it among the `UnprocessedKeys`, which
 * Trino asks for again until none is left.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetPartition.html
 */
export const batchGetPartition: Operation<BatchGetPartitionRequest, BatchGetPartitionResponse> = onTable(
  'glue:BatchGetPartition',
  'DESCRIBE',
  (table, { PartitionsToGet }: Parsed<BatchGetPartitionRequest>, call, stores) => {
    const found = PartitionsToGet.flatMap(({ Values }) => stores.glue.partitions.get(partitionKey(table, Values)) ?? [])
    return ok({ Partitions: outputsOf(found, table, call, stores), UnprocessedKeys: [] })
  },
)

function update(table: CatalogTable, known: readonly string[], input: Parsed<PartitionInput>, { glue }: Stores): AwsError | undefined {
  const { partitions } = glue
  const key = partitionKey(table, known)
  const partition = partitions.get(key)
  if (partition === undefined) return noPartition
  const values = input.Values ?? partition.values
  const target = partitionKey(table, values)
  if (target !== key && partitions.has(target)) return alreadyExists('Partition')
  if (target !== key) deletePartitionEntry(table, known, glue)
  partitions.set(target, { ...partition, values, input })
  return undefined
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdatePartition.html */
export const updatePartition: Operation<UpdatePartitionRequest, object> = onTable(
  'glue:UpdatePartition',
  'ALTER',
  (table, { PartitionValueList, PartitionInput }: Parsed<UpdatePartitionRequest>, _call, stores) => {
    const refused = update(table, PartitionValueList, PartitionInput, stores)
    return refused === undefined ? ok({}) : err(refused)
  },
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchUpdatePartition.html */
export const batchUpdatePartition: Operation<BatchUpdatePartitionRequest, BatchUpdatePartitionResponse> = onTable(
  'glue:BatchUpdatePartition',
  'ALTER',
  (table, { Entries }: Parsed<BatchUpdatePartitionRequest>, _call, stores) => {
    const Errors = Entries.flatMap(({ PartitionValueList, PartitionInput }) => {
      const refused = update(table, PartitionValueList, PartitionInput, stores)
      if (refused === undefined) return []
      const told = refused === noPartition ? notFound(`Partition [${PartitionValueList.join(', ')}]`) : refused
      return [{ PartitionValueList: [...PartitionValueList], ErrorDetail: detailOf(told) }]
    })
    return ok({ Errors })
  },
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeletePartition.html */
export const deletePartition: Operation<DeletePartitionRequest, object> = onTable(
  'glue:DeletePartition',
  'DELETE',
  (table, { PartitionValues }: Parsed<DeletePartitionRequest>, _call, { glue }) =>
    deletePartitionEntry(table, PartitionValues, glue) ? ok({}) : err(noPartition),
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeletePartition.html */
export const batchDeletePartition: Operation<BatchDeletePartitionRequest, BatchDeletePartitionResponse> = onTable(
  'glue:BatchDeletePartition',
  'DELETE',
  (table, { PartitionsToDelete }: Parsed<BatchDeletePartitionRequest>, _call, { glue }) => {
    const Errors = PartitionsToDelete.flatMap(({ Values }) =>
      deletePartitionEntry(table, Values, glue) ? [] : [{ PartitionValues: [...Values], ErrorDetail: detailOf(notFound('Partition')) }],
    )
    return ok({ Errors })
  },
)
