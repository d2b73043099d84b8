import type { Glue } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId } from '../clients.ts'
import { rootGlue } from './glue-client.ts'

const account = '111122223333'
const orders = { DatabaseName: 'sales', TableName: 'orders' }
const TableInput = { Name: 'orders', PartitionKeys: [{ Name: 'day' }] }

let sandbox: Sandbox
let glue: Glue
const asked: Asked[] = []

beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'table-history',
    accounts: [{ id: accountId(account) }],
    onDecision: ({ call, request }) => asked.push({ call, request }),
  })
  glue = rootGlue(sandbox, account)
  await glue.createDatabase({ DatabaseInput: { Name: 'sales' } })
  await glue.createTable({ DatabaseName: 'sales', TableInput })
})
afterAll(() => sandbox.close())

const update = (Description: string, more = {}) =>
  glue.updateTable({ DatabaseName: 'sales', TableInput: { ...TableInput, Description }, ...more })

const versions = async () =>
  (await glue.getTableVersions(orders)).TableVersions?.map(({ VersionId, Table }) => [VersionId, Table?.Description])

it('a table that is updated keeps what it was, the newest first, unless it is told not to', async () => {
  await update('one')
  await update('two')
  await update('three', { SkipArchive: true })
  expect(await versions()).toEqual([
    ['3', 'three'],
    ['1', 'one'],
    ['0', undefined],
  ])
  expect((await glue.getTableVersion({ ...orders, VersionId: '1' })).TableVersion?.Table).toMatchObject({
    VersionId: '1',
    Description: 'one',
  })
  expect((await glue.getTableVersion(orders)).TableVersion?.VersionId).toBe('3')
  await expect(glue.getTableVersion({ ...orders, VersionId: '2' })).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  await expect(glue.getTableVersion({ ...orders, VersionId: 'x' })).rejects.toMatchObject({ name: 'InvalidInputException' })
  await expect(update('late', { VersionId: '2' })).rejects.toMatchObject({
    name: 'ConcurrentModificationException',
    message: 'Update table failed due to concurrent modifications.',
  })
  await glue.deleteTableVersion({ ...orders, VersionId: '0' })
  const { Errors } = await glue.batchDeleteTableVersion({ ...orders, VersionIds: ['1', '2', '3'] })
  expect(Errors?.map(({ VersionId, ErrorDetail }) => [VersionId, ErrorDetail?.ErrorCode])).toEqual([
    ['2', 'EntityNotFoundException'],
    ['3', 'InvalidInputException'],
  ])
  expect(await versions()).toEqual([['3', 'three']])
})

it('partitions of a batch are updated each on its own', async () => {
  for (const day of ['a', 'b']) await glue.createPartition({ ...orders, PartitionInput: { Values: [day] } })
  const entry = (from: string, to: string) => ({ PartitionValueList: [from], PartitionInput: { Values: [to], Parameters: { rows: '1' } } })
  const { Errors } = await glue.batchUpdatePartition({
    ...orders,
    Entries: [entry('a', 'a'), entry('b', 'a'), entry('c', 'c'), entry('b', 'd')],
  })
  expect(Errors?.map(({ PartitionValueList, ErrorDetail }) => [PartitionValueList, ErrorDetail?.ErrorCode])).toEqual([
    [['b'], 'AlreadyExistsException'],
    [['c'], 'EntityNotFoundException'],
  ])
  const { Partitions } = await glue.getPartitions(orders)
  expect(Partitions?.map(({ Values, Parameters }) => [Values, Parameters])).toEqual([
    [['a'], { rows: '1' }],
    [['d'], { rows: '1' }],
  ])
})

it('columns of a table and of each partition have statistics until they are deleted', async () => {
  const LongColumnStatisticsData = { MinimumValue: 1, MaximumValue: 10, NumberOfNulls: 0, NumberOfDistinctValues: 10 }
  const statistics = {
    ColumnName: 'id',
    ColumnType: 'int',
    AnalyzedTime: new Date('2026-06-08T00:00:00Z'),
    StatisticsData: { Type: 'LONG' as const, LongColumnStatisticsData },
  }
  const missing = (ColumnName: string) => ({
    ColumnName,
    Error: { ErrorCode: 'EntityNotFoundException', ErrorMessage: 'Statistics do not exist for this column' },
  })
  const written = { ColumnStatisticsList: [statistics] }
  const inPartition = { ...orders, PartitionValues: ['a'] }
  expect((await glue.updateColumnStatisticsForTable({ ...orders, ...written })).Errors).toEqual([])
  expect(await glue.getColumnStatisticsForTable({ ...orders, ColumnNames: ['id', 'none'] })).toMatchObject({
    ColumnStatisticsList: [statistics],
    Errors: [missing('none')],
  })
  expect((await glue.getColumnStatisticsForPartition({ ...inPartition, ColumnNames: ['id'] })).Errors).toEqual([missing('id')])
  await glue.updateColumnStatisticsForPartition({ ...inPartition, ...written })
  const found = await glue.getColumnStatisticsForPartition({ ...inPartition, ColumnNames: ['id'] })
  expect(found.ColumnStatisticsList).toEqual([statistics])
  await expect(glue.updateColumnStatisticsForPartition({ ...inPartition, PartitionValues: ['z'], ...written })).rejects.toMatchObject({
    name: 'EntityNotFoundException',
  })
  for (const _ of [1, 2]) await glue.deleteColumnStatisticsForTable({ ...orders, ColumnName: 'id' })
  await glue.deleteColumnStatisticsForPartition({ ...inPartition, ColumnName: 'id' })
  expect((await glue.getColumnStatisticsForTable({ ...orders, ColumnNames: ['id'] })).Errors).toEqual([missing('id')])
  await glue.updateColumnStatisticsForPartition({ ...inPartition, ...written })
  await glue.deletePartition(inPartition)
  await glue.createPartition({ ...orders, PartitionInput: { Values: ['a'] } })
  expect((await glue.getColumnStatisticsForPartition({ ...inPartition, ColumnNames: ['id'] })).ColumnStatisticsList).toEqual([])
  expect(strays(asked)).toEqual([])
})
