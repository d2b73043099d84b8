import type {
  CreatePartitionIndexRequest,
  DeletePartitionIndexRequest,
  GetPartitionIndexesRequest,
  GetPartitionIndexesResponse,
  PartitionIndexDescriptor,
  PartitionIndex as PartitionIndexInput,
} from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { alreadyExists, glueError } from './errors.ts'
import { onTable } from './on-table.ts'
import { pageOf } from './page.ts'
import type { CatalogTable, PartitionIndex } from './store.ts'
import { tableKey } from './store.ts'

/** @see https://docs.aws.amazon.com/glue/latest/dg/partition-indexes.html */
const mostIndexes = 3

/** With one more; the words are inferred. Nothing has to be filled, so an index is active at once. */
export function withIndex(
  indexes: readonly PartitionIndex[],
  { IndexName: name, Keys: keys }: Parsed<PartitionIndexInput>,
  { PartitionKeys = [] }: CatalogTable['input'],
): Result<readonly PartitionIndex[], AwsError> {
  if (indexes.some((index) => index.name === name)) return err(alreadyExists('Partition index'))
  if (indexes.length >= mostIndexes)
    return err(glueError('ResourceNumberLimitExceededException', `A table has at most ${mostIndexes} partition indexes.`))
  const wrong = keys.find((key) => !PartitionKeys.some(({ Name }) => Name === key))
  if (wrong !== undefined) return err(glueError('InvalidInputException', `${wrong} is not a partition key of the table.`))
  return ok([...indexes, { name, keys }])
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartitionIndex.html */
export const createPartitionIndex: Operation<CreatePartitionIndexRequest, object> = onTable(
  'glue:CreatePartitionIndex',
  'ALTER',
  (table, { PartitionIndex }: Parsed<CreatePartitionIndexRequest>, _call, { glue }) => {
    const indexes = withIndex(table.indexes ?? [], PartitionIndex, table.input)
    if (!indexes.ok) return indexes
    glue.tables.set(tableKey(table, table.database, table.name), { ...table, indexes: indexes.value })
    return ok({})
  },
)

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitionIndexes.html */
export const getPartitionIndexes: Operation<GetPartitionIndexesRequest, GetPartitionIndexesResponse> = onTable(
  'glue:GetPartitionIndexes',
  'DESCRIBE',
  (table, { NextToken }: Parsed<GetPartitionIndexesRequest>) => {
    const page = pageOf(table.indexes ?? [], NextToken === undefined ? {} : { NextToken })
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ PartitionIndexDescriptorList: items.map((index) => descriptorOf(index, table)), ...next })
  },
)

const descriptorOf = ({ name, keys }: PartitionIndex, { input }: CatalogTable): PartitionIndexDescriptor => ({
  IndexName: name,
  Keys: keys.map((key) => ({ Name: key, Type: input.PartitionKeys?.find(({ Name }) => Name === key)?.Type ?? 'string' })),
  IndexStatus: 'ACTIVE',
})

/** The words are inferred. @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeletePartitionIndex.html */
export const deletePartitionIndex: Operation<DeletePartitionIndexRequest, object> = onTable(
  'glue:DeletePartitionIndex',
  'ALTER',
  (table, { IndexName }: Parsed<DeletePartitionIndexRequest>, _call, { glue }) => {
    const left = (table.indexes ?? []).filter(({ name }) => name !== IndexName)
    if (left.length === (table.indexes ?? []).length) return err(glueError('EntityNotFoundException', `Index ${IndexName} not found.`))
    glue.tables.set(tableKey(table, table.database, table.name), { ...table, indexes: left })
    return ok({})
  },
)
