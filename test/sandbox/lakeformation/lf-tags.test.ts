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
  const StorageDescriptor = { Columns: ['id', 'email'].map((Name) => ({ Name, Type: 'string' })) }
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
  await expect(owner.lake.listLFTagExpressions({})).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('ListLFTagExpressions'),
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
  await expect(read()).resolves.toBeDefined()
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
