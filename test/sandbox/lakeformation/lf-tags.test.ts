import { Glue } from '@aws-sdk/client-glue'
import { LakeFormation, type LFTagPair, type Permission, type Resource } from '@aws-sdk/client-lakeformation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId, type SdkCredentials } from '../clients.ts'
import { createUser } from '../principals.ts'

const account = '111122223333'
const Database = { Name: 'sales' }
const orders = { DatabaseName: 'sales', Name: 'orders' }
const StorageDescriptor = { Columns: ['id', 'email'].map((Name) => ({ Name, Type: 'string' })) }
const tag = (TagKey: string, ...TagValues: string[]): LFTagPair => ({ CatalogId: account, TagKey, TagValues })

let sandbox: Sandbox
let owner: { readonly glue: Glue; readonly lake: LakeFormation }
let reader: { readonly glue: Glue; readonly lake: LakeFormation; readonly arn: string }
const asked: Asked[] = []

const clientsOf = (credentials: SdkCredentials) => {
  const config = { endpoint: sandbox.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  return { glue: new Glue(config), lake: new LakeFormation(config) }
}

const grant = (of: Resource, ...Permissions: Permission[]) =>
  owner.lake.grantPermissions({ Principal: { DataLakePrincipalIdentifier: reader.arn }, Resource: of, Permissions })

beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'lf-tags',
    accounts: [{ id: accountId(account) }],
    onDecision: ({ call, request }) => {
      if (call.service === 'lakeformation') asked.push({ call, request })
    },
  })
  const credentials = sandbox.accounts.get(accountId(account))?.rootCredentials
  if (credentials === undefined) throw new Error('no root')
  owner = clientsOf(credentials)
  const user = await createUser(sandbox, account, 'reader', [{ Effect: 'Allow', Action: ['glue:*', 'lakeformation:*'], Resource: '*' }])
  reader = { ...clientsOf(await user.iam.config.credentials()), arn: user.arn }
  const DataLakeAdmins = [{ DataLakePrincipalIdentifier: `arn:aws:iam::${account}:root` }]
  await owner.lake.putDataLakeSettings({ DataLakeSettings: { DataLakeAdmins } })
  await owner.glue.createDatabase({ DatabaseInput: Database })
  await owner.glue.createTable({ DatabaseName: 'sales', TableInput: { Name: 'orders', StorageDescriptor } })
})
afterAll(() => sandbox.close())

it('tags of Lake Formation are defined by whom its administrators let, and change what carries them', async () => {
  const { lake } = owner
  await expect(reader.lake.createLFTag({ TagKey: 'level', TagValues: ['open'] })).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await grant({ Catalog: {} }, 'CREATE_LF_TAG')
  await reader.lake.createLFTag({ TagKey: 'Level', TagValues: ['Open', 'secret'] })
  await lake.createLFTag({ TagKey: 'team', TagValues: ['a'] })
  expect((await reader.lake.listLFTags({})).LFTags).toEqual([tag('level', 'open', 'secret')])
  expect((await lake.listLFTags({})).LFTags).toHaveLength(2)
  await expect(reader.lake.deleteLFTag({ TagKey: 'team' })).rejects.toMatchObject({ name: 'AccessDeniedException' })

  const onTag = { LFTag: { TagKey: 'team', TagValues: ['a'] } }
  await expect(
    lake.revokePermissions({ Principal: { DataLakePrincipalIdentifier: reader.arn }, Resource: onTag, Permissions: ['ALTER'] }),
  ).rejects.toThrow('Revoking Tag permissions on Tags that grantee does not have permissions on')
  const unknown = await lake.addLFTagsToResource({ Resource: { Database }, LFTags: [tag('level', 'none')] })
  expect(unknown.Failures).toEqual([
    { LFTag: tag('level', 'none'), Error: { ErrorCode: 'EntityNotFoundException', ErrorMessage: 'Tag or tag value does not exist.' } },
  ])
  const add = { Resource: { Database }, LFTags: [tag('level', 'open')] }
  await expect(reader.lake.addLFTagsToResource(add)).rejects.toMatchObject({ name: 'AccessDeniedException' })
  expect((await lake.addLFTagsToResource(add)).Failures).toEqual([])
  expect((await lake.getResourceLFTags({ Resource: { Table: orders } })).LFTagsOnTable).toEqual([tag('level', 'open')])
  const assigned = await lake.getResourceLFTags({ Resource: { Table: orders }, ShowAssignedLFTags: true })
  expect(assigned.LFTagsOnTable).toBeUndefined()
  const inUse = lake.updateLFTag({ TagKey: 'level', TagValuesToDelete: ['open'] })
  await expect(inUse).rejects.toMatchObject({ name: 'InvalidInputException', message: 'Update not allowed' })
})

it('an operation that is not built says so by its name', async () => {
  await expect(owner.lake.listTransactions({})).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('ListTransactions'),
  })
})

it('what is granted by tags is held on whatever carries them, all of a table where no column has another value', async () => {
  const read = () => reader.glue.getTable(orders)
  const update = () => reader.glue.updateTable({ DatabaseName: 'sales', TableInput: { Name: 'orders' } })
  await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' })
  const Expression = [{ TagKey: 'level', TagValues: ['open'] }]
  await grant({ LFTagPolicy: { ResourceType: 'TABLE', Expression } }, 'SELECT', 'ALTER')
  await expect(read()).resolves.toBeDefined()
  const part = { TableWithColumns: { ...orders, ColumnNames: ['email'] } }
  await owner.lake.addLFTagsToResource({ Resource: part, LFTags: [tag('level', 'secret')] })
  expect((await owner.lake.getResourceLFTags({ Resource: part })).LFTagsOnColumns).toEqual([
    { Name: 'email', LFTags: [tag('level', 'secret')] },
  ])
  expect((await read()).Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(['id'])
  await expect(update()).rejects.toThrow('Required Alter on orders')
  await owner.lake.removeLFTagsFromResource({ Resource: part, LFTags: [tag('level', 'secret')] })
  await expect(reader.glue.createTable({ DatabaseName: 'sales', TableInput: { Name: 'more' } })).rejects.toThrow('Create Table on sales')
  await grant({ LFTagPolicy: { ResourceType: 'DATABASE', Expression } }, 'CREATE_TABLE')
  await expect(reader.glue.createTable({ DatabaseName: 'sales', TableInput: { Name: 'more' } })).resolves.toBeDefined()
  const { PrincipalResourcePermissions } = await owner.lake.listPermissions({ ResourceType: 'LF_TAG_POLICY_TABLE' })
  expect(PrincipalResourcePermissions?.map(({ Permissions }) => Permissions)).toEqual([['SELECT', 'ALTER']])
  await expect(update()).resolves.toBeDefined()

  await owner.lake.deleteLFTag({ TagKey: 'level' })
  await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' })
  expect((await owner.lake.getResourceLFTags({ Resource: { Database } })).LFTagOnDatabase).toBeUndefined()
  expect(strays(asked)).toEqual([])
})

it('an expression of tags has a name, and what is granted by it changes with it', async () => {
  const { lake } = owner
  await lake.createLFTag({ TagKey: 'zone', TagValues: ['raw', 'clean'] })
  await lake.addLFTagsToResource({ Resource: { Database }, LFTags: [tag('zone', 'raw')] })
  const saved = { Name: 'Cleaned', Description: 'for all', Expression: [{ TagKey: 'zone', TagValues: ['clean'] }] }
  await expect(reader.lake.createLFTagExpression(saved)).rejects.toThrow('Required Create LF-Tag expression on Catalog')
  await grant({ Catalog: {} }, 'CREATE_LF_TAG_EXPRESSION')
  await expect(reader.lake.createLFTagExpression(saved)).rejects.toThrow('Required Grant with LF-Tag expressions on zone')
  await lake.createLFTagExpression(saved)
  await expect(lake.createLFTagExpression(saved)).rejects.toMatchObject({ name: 'InvalidInputException' })
  const unknown = { ...saved, Name: 'other', Expression: [{ TagKey: 'none', TagValues: ['a'] }] }
  await expect(lake.createLFTagExpression(unknown)).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  expect(await lake.getLFTagExpression({ Name: 'Cleaned' })).toMatchObject({ ...saved, CatalogId: account })
  expect((await reader.lake.listLFTagExpressions({})).LFTagExpressions).toEqual([])

  const named = { LFTagPolicy: { ResourceType: 'TABLE' as const, ExpressionName: 'Cleaned' } }
  await grant(named, 'DESCRIBE')
  const read = () => reader.glue.getTable(orders)
  await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' })
  const update = { Name: 'Cleaned', Expression: [{ TagKey: 'zone', TagValues: ['raw', 'clean'] }] }
  await expect(reader.lake.updateLFTagExpression(update)).rejects.toThrow('Required Alter on Cleaned')
  await grant({ LFTagExpression: { Name: 'Cleaned' } }, 'ALTER')
  expect((await reader.lake.listLFTagExpressions({})).LFTagExpressions).toHaveLength(1)
  await lake.updateLFTagExpression(update)
  await expect(read()).resolves.toBeDefined()
  const { PrincipalResourcePermissions: held } = await lake.listPermissions({ Resource: named })
  expect(held?.map(({ Resource: on }) => on)).toEqual([{ LFTagPolicy: { CatalogId: account, ...named.LFTagPolicy } }])
  await lake.deleteLFTagExpression({ Name: 'Cleaned' })
  await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await expect(lake.getLFTagExpression({ Name: 'Cleaned' })).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  await lake.createLFTagExpression(update)
  expect((await lake.listPermissions({ ResourceType: 'LF_TAG_POLICY_TABLE' })).PrincipalResourcePermissions).toEqual([])
  await lake.deleteLFTagExpression({ Name: 'Cleaned' })
})

it('databases and tables are found by their tags', async () => {
  const { lake } = owner
  const part = { TableWithColumns: { ...orders, ColumnNames: ['email'] } }
  await owner.glue.updateTable({ DatabaseName: 'sales', TableInput: { Name: 'orders', StorageDescriptor } })
  await lake.addLFTagsToResource({ Resource: part, LFTags: [tag('zone', 'clean')] })
  const wanted = (value: string) => ({ Expression: [{ TagKey: 'zone', TagValues: [value] }] })
  expect((await lake.searchDatabasesByLFTags(wanted('raw'))).DatabaseList).toEqual([
    { Database: { CatalogId: account, ...Database }, LFTags: [tag('zone', 'raw')] },
  ])
  expect((await lake.searchDatabasesByLFTags(wanted('clean'))).DatabaseList).toEqual([])
  const { TableList } = await lake.searchTablesByLFTags(wanted('clean'))
  expect(TableList).toMatchObject([{ Table: { CatalogId: account, ...orders }, LFTagOnDatabase: [tag('zone', 'raw')] }])
  expect(TableList?.[0]?.LFTagsOnColumns?.find(({ Name }) => Name === 'email')?.LFTags).toEqual([tag('zone', 'clean')])
  expect((await reader.lake.searchTablesByLFTags(wanted('clean'))).TableList).toEqual([])
  expect(strays(asked)).toEqual([])
})
