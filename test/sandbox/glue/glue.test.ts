import type { Glue } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId } from '../clients.ts'
import { createUser, policy, putPolicy } from '../principals.ts'
import { glueFor, rootGlue } from './glue-client.ts'

const [owner, stranger] = ['111122223333', '444455556666']
const arn = (resource: string): string => `arn:aws:glue:us-east-1:${owner}:${resource}`

let sandbox: Sandbox
const asked: Asked[] = []
beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'glue',
    accounts: [owner, stranger].map((id) => ({ id: accountId(id) })),
    onDecision: ({ call, request }) => {
      if (call.service === 'glue') asked.push({ call, request })
    },
  })
})
afterAll(() => sandbox.close())

const rootOf = (account: string, region?: string): Glue => rootGlue(sandbox, account, region)

async function userOf(account: string, name: string, ...statements: Parameters<typeof createUser>[3]) {
  const user = await createUser(sandbox, account, name, statements)
  return { glue: glueFor(sandbox, await user.iam.config.credentials()), arn: user.arn }
}

describe('the Data Catalog', () => {
  it('keeps databases, tables and partitions under names in small letters, in one Region', async () => {
    const glue = rootOf(owner)
    const Location = 's3://lake/sales/orders'
    await glue.createDatabase({ DatabaseInput: { Name: 'Sales', Description: 'all of it' }, Tags: { team: 'data' } })
    expect((await glue.getDatabase({ Name: 'sales' })).Database).toMatchObject({
      Name: 'sales',
      Description: 'all of it',
      CatalogId: owner,
      CreateTableDefaultPermissions: [{ Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] }],
    })
    expect((await glue.getTags({ ResourceArn: arn('database/sales') })).Tags).toEqual({ team: 'data' })
    await expect(glue.createDatabase({ DatabaseInput: { Name: 'sales' } })).rejects.toMatchObject({ name: 'AlreadyExistsException' })
    await expect(rootOf(owner, 'eu-west-1').getDatabase({ Name: 'sales' })).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Database sales not found.',
    })
    const TableInput = { Name: 'orders', StorageDescriptor: { Location }, PartitionKeys: [{ Name: 'day' }], Parameters: { a: '1' } }
    await glue.createTable({ DatabaseName: 'sales', TableInput })
    await glue.createTable({ DatabaseName: 'sales', TableInput: { Name: 'orders_archive' } })
    await expect(glue.createTable({ DatabaseName: 'sales', TableInput })).rejects.toMatchObject({ name: 'AlreadyExistsException' })
    await expect(glue.getTable({ DatabaseName: 'sales', Name: 'nothing' })).rejects.toThrow('Entity Not Found')
    await expect(glue.deleteTable({ DatabaseName: 'sales', Name: 'nothing' })).rejects.toThrow('Table nothing not found.')
    await glue.updateTable({ DatabaseName: 'sales', TableInput: { ...TableInput, Parameters: { a: '2' } } })
    const { Table } = await glue.getTable({ DatabaseName: 'sales', Name: 'ORDERS' })
    expect(Table).toMatchObject({ Name: 'orders', VersionId: '1', Parameters: { a: '2' }, StorageDescriptor: { Location } })
    expect(Table).toMatchObject({ Retention: 0, CreatedBy: `arn:aws:iam::${owner}:root` })
    expect(Table?.StorageDescriptor).toMatchObject({
      Compressed: false,
      NumberOfBuckets: 0,
      SortColumns: [],
      StoredAsSubDirectories: false,
    })
    const first = await glue.getTables({ DatabaseName: 'sales', MaxResults: 1 })
    expect(first.TableList?.map(({ Name }) => Name)).toEqual(['orders'])
    const rest = await glue.getTables({ DatabaseName: 'sales', NextToken: first.NextToken })
    expect([rest.TableList?.map(({ Name }) => Name), rest.NextToken]).toEqual([['orders_archive'], undefined])
    expect((await glue.getTables({ DatabaseName: 'sales', Expression: '.*archive' })).TableList).toHaveLength(1)
  })

  it('tells of each partition of a batch on its own', async () => {
    const glue = rootOf(owner)
    const table = { DatabaseName: 'sales', TableName: 'orders' }
    const days = ['2026-11-21', '2026-11-22'].map((day) => ({ Values: [day] }))
    await glue.createPartition({ ...table, PartitionInput: { Values: ['2026-11-21'] } })
    const { Errors } = await glue.batchCreatePartition({ ...table, PartitionInputList: days })
    expect(Errors).toEqual([expect.objectContaining({ PartitionValues: ['2026-11-21'] })])
    expect((await glue.getPartitions(table)).Partitions?.map(({ Values }) => Values)).toEqual([['2026-11-21'], ['2026-11-22']])
    await glue.updatePartition({ ...table, PartitionValueList: ['2026-11-22'], PartitionInput: { Values: ['2026-11-23'] } })
    const { Partitions, UnprocessedKeys } = await glue.batchGetPartition({ ...table, PartitionsToGet: days })
    expect([Partitions?.map(({ Values }) => Values), UnprocessedKeys]).toEqual([[['2026-11-21']], []])
    await glue.deletePartition({ ...table, PartitionValues: ['2026-11-23'] })
    const missing = glue.getPartition({ ...table, PartitionValues: ['2026-11-23'] })
    await expect(missing).rejects.toMatchObject({ name: 'EntityNotFoundException' })
    expect((await glue.batchDeletePartition({ ...table, PartitionsToDelete: days })).Errors).toHaveLength(1)
    const uneven = glue.createPartition({ ...table, PartitionInput: { Values: ['a', 'b'] } })
    await expect(uneven).rejects.toMatchObject({ name: 'InvalidInputException' })
  })

  it('asks for a table of the catalog, of the database and of the table, and names the first that is missing', async () => {
    const { glue } = await userOf(owner, 'reader')
    const read = () => glue.getTable({ DatabaseName: 'sales', Name: 'orders' })
    const resources = [arn('catalog'), arn('database/sales'), arn('table/sales/orders')]
    for (const [count, missing] of resources.entries()) {
      const Resource = resources.slice(0, count)
      if (count > 0) await putPolicy(sandbox, owner, 'reader', [{ Effect: 'Allow', Action: 'glue:GetTable', Resource }])
      await expect(read()).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`is not authorized to perform: glue:GetTable on resource: ${missing} because no identity-based`),
      })
    }
    await putPolicy(sandbox, owner, 'reader', [{ Effect: 'Allow', Action: 'glue:GetTable', Resource: resources }])
    await expect(read()).resolves.toBeDefined()
  })

  it('is opened to another account by its policy, together with a policy there', async () => {
    const visitor = await userOf(stranger, 'visitor', { Effect: 'Allow', Action: 'glue:*', Resource: '*' })
    const read = () => visitor.glue.getTable({ CatalogId: owner, DatabaseName: 'sales', Name: 'orders' })
    await expect(read()).rejects.toThrow(`${arn('catalog')} because no resource-based policy allows the glue:GetTable action`)
    const Resource = [arn('catalog'), arn('database/sales'), arn('table/sales/*')]
    const PolicyInJson = policy({ Effect: 'Allow', Principal: { AWS: visitor.arn }, Action: 'glue:GetTable', Resource })
    const { PolicyHash } = await rootOf(owner).putResourcePolicy({ PolicyInJson })
    await expect(read()).resolves.toBeDefined()
    await expect(rootOf(owner).getResourcePolicy({})).resolves.toMatchObject({ PolicyInJson, PolicyHash })
    expect((await rootOf(owner).getCatalogImportStatus({})).ImportStatus?.ImportCompleted).toBe(true)
    await expect(rootOf(owner).deleteResourcePolicy({ PolicyHashCondition: 'other' })).rejects.toMatchObject({
      name: 'ConditionCheckFailureException',
    })
    await rootOf(owner).deleteResourcePolicy({ PolicyHashCondition: PolicyHash })
    await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await expect(rootOf(owner).getResourcePolicy({})).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  })

  it('goes with all that is in it', async () => {
    const glue = rootOf(owner)
    await glue.tagResource({ ResourceArn: arn('database/sales'), TagsToAdd: { stage: 'test' } })
    await glue.untagResource({ ResourceArn: arn('database/sales'), TagsToRemove: ['team'] })
    await glue.updateDatabase({ Name: 'sales', DatabaseInput: { Name: 'sales', Description: 'new' } })
    expect((await glue.getDatabases({})).DatabaseList).toEqual([expect.objectContaining({ Name: 'sales', Description: 'new' })])
    const rename = glue.updateDatabase({ Name: 'sales', DatabaseInput: { Name: 'more' } })
    await expect(rename).rejects.toMatchObject({ name: 'InvalidInputException', message: 'Database cannot be renamed' })
    const orders = { DatabaseName: 'sales', TableName: 'orders' }
    await glue.createPartitionIndex({ ...orders, PartitionIndex: { IndexName: 'by-day', Keys: ['day'] } })
    expect((await glue.getPartitionIndexes(orders)).PartitionIndexDescriptorList).toHaveLength(1)
    await glue.deletePartitionIndex({ ...orders, IndexName: 'by-day' })
    const mask = { DatabaseName: 'sales', FunctionName: 'mask' }
    await glue.createUserDefinedFunction({ DatabaseName: 'sales', FunctionInput: { FunctionName: 'mask' } })
    await glue.updateUserDefinedFunction({ ...mask, FunctionInput: { FunctionName: 'mask', OwnerName: 'ana' } })
    expect((await glue.getUserDefinedFunctions({ DatabaseName: 'sales', Pattern: '*' })).UserDefinedFunctions).toHaveLength(1)
    expect((await glue.getUserDefinedFunction(mask)).UserDefinedFunction?.OwnerName).toBe('ana')
    await glue.deleteUserDefinedFunction(mask)
    expect((await glue.searchTables({ SearchText: 'archive' })).TableList).toHaveLength(1)
    expect((await glue.batchDeleteTable({ DatabaseName: 'sales', TablesToDelete: ['orders_archive', 'none'] })).Errors).toHaveLength(1)
    await glue.deleteTable({ DatabaseName: 'sales', Name: 'orders' })
    await glue.deleteDatabase({ Name: 'sales' })
    expect((await glue.getDatabases({})).DatabaseList).toEqual([])
  })

  it('asks for actions that AWS has, on resources that they have, with keys that they send', () => {
    expect(new Set(asked.map(({ call }) => call.operation)).size).toBeGreaterThan(30)
    expect(strays(asked)).toEqual([])
  })
})
