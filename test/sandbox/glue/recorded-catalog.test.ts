import type { Glue } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId } from '../clients.ts'
import { rootGlue } from './glue-client.ts'

/** What was recorded from AWS in github.com/radkawar/stackd, testdata/aws/glue: catalog_verified.json, controls_complete.json. */

const account = '111122223333'
const DatabaseName = 'owned'
const sales = { DatabaseName, TableName: 'sales' }
const StorageDescriptor = { Columns: [{ Name: 'amount', Type: 'int' }], Location: 's3://none/data/' }
const TableInput = { Name: 'sales', StorageDescriptor, PartitionKeys: [{ Name: 'day', Type: 'string' }] }
const partition = (...Values: string[]) => ({ Values, StorageDescriptor })

let sandbox: Sandbox
let glue: Glue
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'recorded-catalog', accounts: [{ id: accountId(account) }] })
  glue = rootGlue(sandbox, account)
  await glue.createDatabase({ DatabaseInput: { Name: DatabaseName } })
  await glue.createTable({ DatabaseName, TableInput })
})
afterAll(() => sandbox.close())

const entityNotFound = (message: string) => ({ name: 'EntityNotFoundException', message })
const detail = (ErrorMessage: string, ErrorCode = 'EntityNotFoundException') => ({ ErrorCode, ErrorMessage })
const ofDescriptor = { Compressed: false, NumberOfBuckets: 0, SortColumns: [], StoredAsSubDirectories: false }

it('databases, tables and partitions have what they were made of, and the defaults of AWS', async () => {
  const { Database } = await glue.getDatabase({ Name: DatabaseName.toUpperCase() })
  expect(Object.keys(Database ?? {}).sort()).toEqual(['CatalogId', 'CreateTableDefaultPermissions', 'CreateTime', 'Name'])
  await glue.createPartition({ ...sales, PartitionInput: partition('first') })
  const descriptor = { StorageDescriptor: { ...StorageDescriptor, ...ofDescriptor } }
  const { Table } = await glue.getTable({ DatabaseName, Name: 'SALES' })
  expect(Table).toMatchObject({ ...descriptor, Retention: 0, IsMultiDialectView: false, IsMaterializedView: false })
  expect((await glue.getPartition({ ...sales, PartitionValues: ['first'] })).Partition).toMatchObject(descriptor)
})

it('versions that were not kept, that never were, and the latest have words of their own', async () => {
  for (const SkipArchive of [false, true]) await glue.updateTable({ DatabaseName, TableInput, SkipArchive })
  const version = (VersionId: string) => ({ ...sales, VersionId })
  await expect(glue.getTableVersion(version('1'))).rejects.toMatchObject(entityNotFound('Table version not found.'))
  await expect(glue.getTableVersion(version('999'))).rejects.toMatchObject(entityNotFound('Version not found.'))
  const latest = { name: 'InvalidInputException', message: 'VersionId cannot be equal to the latest.' }
  await expect(glue.deleteTableVersion(version('2'))).rejects.toMatchObject(latest)
})

it('a batch of partitions tells of each on its own, unless one does not fit the table', async () => {
  const misfit = { message: 'The number of partition keys do not match the number of partition values' }
  const lists = [partition('second'), partition('bad', 'extra')]
  await expect(glue.batchCreatePartition({ ...sales, PartitionInputList: lists })).rejects.toMatchObject(misfit)
  expect((await glue.getPartitions(sales)).Partitions?.map(({ Values }) => Values)).toEqual([['first']])
  expect((await glue.batchCreatePartition({ ...sales, PartitionInputList: [partition('first'), partition('second')] })).Errors).toEqual([
    { PartitionValues: ['first'], ErrorDetail: detail('Partition already exists.', 'AlreadyExistsException') },
  ])
  const Entries = [{ PartitionValueList: ['missing'], PartitionInput: partition('missing') }]
  expect((await glue.batchUpdatePartition({ ...sales, Entries })).Errors).toEqual([
    { PartitionValueList: ['missing'], ErrorDetail: detail('Partition [missing] not found') },
  ])
  const PartitionsToDelete = [{ Values: ['second'] }, { Values: ['missing'] }]
  expect((await glue.batchDeletePartition({ ...sales, PartitionsToDelete })).Errors).toEqual([
    { PartitionValues: ['missing'], ErrorDetail: detail('Partition not found') },
  ])
  expect((await glue.batchDeleteTable({ DatabaseName, TablesToDelete: ['missing'] })).Errors).toEqual([
    { TableName: 'missing', ErrorDetail: detail('Table missing not found') },
  ])
})

it('connections have no status, and are missed in the name of the account', async () => {
  const ConnectionProperties = { JDBC_CONNECTION_URL: 'jdbc:postgresql://127.0.0.1:5432/owned', USERNAME: 'owned', PASSWORD: 'secret' }
  const Name = 'owned'
  expect(await glue.createConnection({ ConnectionInput: { Name, ConnectionType: 'JDBC', ConnectionProperties } })).not.toHaveProperty(
    'CreateConnectionStatus',
  )
  const { Connection } = await glue.getConnection({ Name })
  expect(Connection).toMatchObject({ ConnectionProperties, LastUpdatedBy: 'root', ConnectionSchemaVersion: 1 })
  expect(Connection).not.toHaveProperty('Status')
  await glue.deleteConnection({ ConnectionName: Name })
  const missing = entityNotFound(`Connection with name ${Name} in account ${account} is not found`)
  await expect(glue.getConnection({ Name })).rejects.toMatchObject(missing)
})
