import type { Glue } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matchesLike } from '../../../src/sandbox/glue/like.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId } from '../clients.ts'
import { createUser } from '../principals.ts'
import { glueFor, rootGlue } from './glue-client.ts'

const account = '111122223333'
const table = { DatabaseName: 'sales', TableName: 'orders' }
const PartitionKeys = [
  { Name: 'day', Type: 'date' },
  { Name: 'hour', Type: 'int' },
  { Name: 'region', Type: 'string' },
]
const none = '__HIVE_DEFAULT_PARTITION__'
const partitions = [
  ['2026-11-20', '9', 'eu'],
  ['2026-11-21', '10', "o'hare"],
  ['2026-11-22', '11', 'us_east'],
  ['2026-11-23', '9007199254740993', none],
]
let sandbox: Sandbox
let glue: Glue
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'partitions', accounts: [{ id: accountId(account) }] })
  glue = rootGlue(sandbox, account)
  await glue.createDatabase({ DatabaseInput: { Name: 'sales' } })
  const StorageDescriptor = { Columns: [{ Name: 'id', Type: 'string', Comment: 'of the customer' }] }
  await glue.createTable({ DatabaseName: 'sales', TableInput: { Name: 'orders', PartitionKeys, StorageDescriptor, Owner: 'ana' } })
  await glue.createTable({ DatabaseName: 'sales', TableInput: { Name: 'refunds', Description: 'orders that came back' } })
  const PartitionInputList = partitions.map((Values) => ({ Values, StorageDescriptor }))
  await glue.batchCreatePartition({ ...table, PartitionInputList })
})
afterAll(() => sandbox.close())

/** The days of the partitions that an expression asks for, by the last digit. */
async function days(Expression: string): Promise<string> {
  const { Partitions = [] } = await glue.getPartitions({ ...table, Expression })
  return Partitions.map(({ Values = [] }) => Values[0]?.at(-1)).join('')
}

describe('an expression of partitions', () => {
  it.each([
    ["day = '2026-11-21'", '1'],
    ["day > DATE '2026-11-21'", '23'],
    ["`day` <> '2026-11-21'", '023'],
    ["'2026-11-21' >= day", '01'],
    ['hour > 9', '123'],
    ['hour = 9007199254740993 OR hour = 9007199254740992', '3'],
    ['hour >= 9.5 and hour <= 11', '12'],
    ["HOUR in (9, 11) AND NOT (region LIKE 'us%')", '0'],
    ['hour not in (9, 10)', '23'],
    ["day BETWEEN '2026-11-21' AND '2026-11-22'", '12'],
    ["day not between '2026-11-21' and '2026-11-22'", '03'],
    ["region = 'o''hare'", '1'],
    ["region like 'us_east'", '2'],
    ["region like '_s%t' or region like 'e%'", '02'],
    ['region is null', '3'],
    ['region IS NOT NULL', '012'],
    ["region not like 'e%'", '12'],
    ["not region = 'eu'", '12'],
    ["not (region = 'eu' or hour = 10)", '2'],
    ["not (region = 'eu' and hour < 10)", '123'],
    ["(day = '2026-11-20' or day = '2026-11-21') and hour = 10", '1'],
    ["day = '2026-11-20' or day = '2026-11-21' and hour = 9", '0'],
  ])('%s', async (expression, expected) => {
    expect(await days(expression)).toBe(expected)
  })

  it.each([
    "month = '11'",
    'hour = ten',
    "hour = 'ten'",
    'day',
    "day = '2026",
    'day in ()',
    '(hour = 9',
    'hour = 9 9',
    '('.repeat(60),
    'region ~ 1',
  ])('%s is refused', async (Expression) => {
    await expect(glue.getPartitions({ ...table, Expression })).rejects.toMatchObject({ name: 'InvalidInputException' })
  })

  it('finds a pattern without going back and forth', () => {
    expect(matchesLike('%a'.repeat(500), 'a'.repeat(2000))).toBe(true)
    expect(matchesLike(`${'%a'.repeat(500)}b`, 'a'.repeat(2000))).toBe(false)
  })
})

it('partitions come without their columns on request', async () => {
  const { Partitions = [] } = await glue.getPartitions({ ...table, ExcludeColumnSchema: true })
  expect(Partitions.map(({ StorageDescriptor }) => StorageDescriptor?.Columns)).toEqual(partitions.map(() => undefined))
})

it('a table has three partition indexes, of its keys', async () => {
  const index = (IndexName: string, ...Keys: string[]) => glue.createPartitionIndex({ ...table, PartitionIndex: { IndexName, Keys } })
  await index('by-day', 'day')
  await expect(index('by-day', 'hour')).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  await expect(index('other', 'month')).rejects.toMatchObject({ name: 'InvalidInputException' })
  await index('by-hour', 'hour', 'day')
  await index('by-region', 'region')
  await expect(index('more', 'day', 'region')).rejects.toMatchObject({ name: 'ResourceNumberLimitExceededException' })
  expect((await glue.getPartitionIndexes(table)).PartitionIndexDescriptorList?.[1]).toEqual({
    IndexName: 'by-hour',
    Keys: [
      { Name: 'hour', Type: 'int' },
      { Name: 'day', Type: 'date' },
    ],
    IndexStatus: 'ACTIVE',
  })
  await glue.deletePartitionIndex({ ...table, IndexName: 'by-hour' })
  await expect(glue.deletePartitionIndex({ ...table, IndexName: 'by-hour' })).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  expect((await glue.getPartitionIndexes(table)).PartitionIndexDescriptorList).toHaveLength(2)
})

it('tables are found by what stands in them', async () => {
  const found = async (input: Parameters<Glue['searchTables']>[0]) =>
    (await glue.searchTables(input ?? {})).TableList?.map(({ Name }) => Name)
  expect(await found({ SearchText: 'orders', SortCriteria: [{ FieldName: 'Name', Sort: 'DESC' }] })).toEqual(['refunds', 'orders'])
  expect(await found({ SearchText: '"orders"' })).toEqual(['orders'])
  expect(await found({ SearchText: 'customer' })).toEqual(['orders'])
  expect(await found({ Filters: [{ Key: 'Owner', Value: 'Ana' }] })).toEqual(['orders'])
  expect(await found({ Filters: [{ Key: 'CreateTime', Value: '2100-01-01T00:00:00Z', Comparator: 'GREATER_THAN' }] })).toEqual([])
  expect(await found({ ResourceShareType: 'FOREIGN' })).toEqual([])
  await expect(found({ SortCriteria: [{ FieldName: 'size' }] })).rejects.toMatchObject({ name: 'InvalidInputException' })
  const user = await createUser(sandbox, account, 'ana', [{ Effect: 'Allow', Action: 'glue:GetTables', Resource: '*' }])
  const ana = glueFor(sandbox, await user.iam.config.credentials())
  await expect(ana.searchTables({})).rejects.toMatchObject({ name: 'AccessDeniedException' })
})

it('a database has functions, which go with it', async () => {
  await glue.createDatabase({ DatabaseInput: { Name: 'tools' } })
  const FunctionInput = { FunctionName: 'Mask', ClassName: 'com.example.Mask', FunctionType: 'REGULAR_FUNCTION' as const }
  await glue.createUserDefinedFunction({ DatabaseName: 'tools', FunctionInput })
  await expect(glue.createUserDefinedFunction({ DatabaseName: 'tools', FunctionInput })).rejects.toMatchObject({
    name: 'AlreadyExistsException',
  })
  const named = { DatabaseName: 'tools', FunctionName: 'mask' }
  await glue.updateUserDefinedFunction({ ...named, FunctionInput: { ...FunctionInput, OwnerName: 'ana' } })
  expect((await glue.getUserDefinedFunction(named)).UserDefinedFunction).toMatchObject({
    FunctionName: 'mask',
    OwnerName: 'ana',
    CatalogId: account,
  })
  expect((await glue.getUserDefinedFunctions({ Pattern: 'm.*' })).UserDefinedFunctions).toHaveLength(1)
  expect((await glue.getUserDefinedFunctions({ Pattern: 'm.*', FunctionType: 'STORED_PROCEDURE' })).UserDefinedFunctions).toEqual([])
  await glue.deleteDatabase({ Name: 'tools' })
  expect((await glue.getUserDefinedFunctions({ Pattern: '*' })).UserDefinedFunctions).toEqual([])
  await expect(glue.deleteUserDefinedFunction(named)).rejects.toMatchObject({ name: 'EntityNotFoundException' })
})

describe('an expression of tables', () => {
  const named = ['mytableprefix_123', 'mytableprefix_something_test', 'something_mytablepostfix', 'test_catchthis123_test', 'trailingtest.']
  it.each([
    ['mytableprefix_\\w+', 2],
    ['\\w+_mytablepostfix', 1],
    ['\\w+catchthis\\w+', 1],
    ['*', 5],
    ['mytable*', 2],
    ['*table*', 3],
    ['*catch*is*', 1],
    ['.*catch*is*', 1],
    ['trailing*.*', 1],
    ['trailingtest\\.', 1],
    ['^mytableprefix_\\d+$|test.*', 2],
    ['mytable', 0],
    [`${'.*a'.repeat(40)}b`, 0],
  ])('%s', async (Expression, expected) => {
    await glue.createDatabase({ DatabaseInput: { Name: 'names' } }).catch(() => undefined)
    for (const Name of named) await glue.createTable({ DatabaseName: 'names', TableInput: { Name } }).catch(() => undefined)
    expect((await glue.getTables({ DatabaseName: 'names', Expression })).TableList).toHaveLength(expected)
  })
})
