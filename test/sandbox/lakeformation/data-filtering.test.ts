import { Glue } from '@aws-sdk/client-glue'
import { LakeFormation, type Permission, type Resource } from '@aws-sdk/client-lakeformation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId, rootClients, type SdkCredentials } from '../clients.ts'
import { createUser, policy } from '../principals.ts'

const account = '111122223333'
const root = `arn:aws:iam::${account}:root`
const Database = { Name: 'sales' }
const orders = { DatabaseName: 'sales', Name: 'orders' }
const Location = 's3://lake/sales/orders'
const StorageDescriptor = { Location, Columns: ['id', 'email', 'total'].map((Name) => ({ Name, Type: 'string' })) }

let sandbox: Sandbox
let owner: { readonly glue: Glue; readonly lake: LakeFormation }
let reader: { readonly glue: Glue; readonly lake: LakeFormation; readonly arn: string }
const asked: Asked[] = []

const clientsOf = (credentials: SdkCredentials) => {
  const config = { endpoint: sandbox.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  return { glue: new Glue(config), lake: new LakeFormation(config) }
}

const change = (of: Resource, ...Permissions: Permission[]) => ({
  Principal: { DataLakePrincipalIdentifier: reader.arn },
  Resource: of,
  Permissions,
})
const grant = (of: Resource, ...permissions: Permission[]) => owner.lake.grantPermissions(change(of, ...permissions))
const revoke = (of: Resource, ...permissions: Permission[]) => owner.lake.revokePermissions(change(of, ...permissions))

const held = async (of: Resource) => {
  const { PrincipalResourcePermissions = [] } = await owner.lake.listPermissions({
    Principal: { DataLakePrincipalIdentifier: reader.arn },
    Resource: of,
  })
  return PrincipalResourcePermissions.map(({ Resource: on, Permissions }) => [on, Permissions])
}

const columns = async (of: Glue) => (await of.getTable(orders)).Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)

beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'data-filtering',
    accounts: [{ id: accountId(account) }],
    onDecision: ({ call, request }) => {
      if (call.service === 'lakeformation' && request.principal.type !== 'service') asked.push({ call, request })
    },
  })
  const credentials = sandbox.accounts.get(accountId(account))?.rootCredentials
  if (credentials === undefined) throw new Error('no root')
  owner = clientsOf(credentials)
  const user = await createUser(sandbox, account, 'reader', [{ Effect: 'Allow', Action: ['glue:*', 'lakeformation:*'], Resource: '*' }])
  reader = { ...clientsOf(await user.iam.config.credentials()), arn: user.arn }
  const settings = { DataLakeAdmins: [{ DataLakePrincipalIdentifier: root }], CreateDatabaseDefaultPermissions: [] }
  await owner.lake.putDataLakeSettings({ DataLakeSettings: { ...settings, CreateTableDefaultPermissions: [] } })
  await owner.glue.createDatabase({ DatabaseInput: Database })
  await owner.glue.createTable({
    DatabaseName: 'sales',
    TableInput: { Name: 'orders', StorageDescriptor, PartitionKeys: [{ Name: 'day', Type: 'string' }] },
  })
  const PartitionInput = { Values: ['1'], StorageDescriptor: { ...StorageDescriptor, Location: `${Location}/day=1` } }
  await owner.glue.createPartition({ DatabaseName: 'sales', TableName: 'orders', PartitionInput })
})
afterAll(() => sandbox.close())

const part = (...ColumnNames: string[]): Resource => ({ TableWithColumns: { ...orders, ColumnNames } })
const allBut = (...ExcludedColumnNames: string[]): Resource => ({
  TableWithColumns: { ...orders, ColumnWildcard: { ExcludedColumnNames } },
})

it('whoever may select some columns sees these, in each answer about the table', async () => {
  await expect(reader.glue.getTable(orders)).rejects.toThrow('Required Describe on orders')
  await grant(part('id'), 'SELECT')
  await grant(part('total'), 'SELECT')
  expect(await columns(reader.glue)).toEqual(['id', 'total'])
  expect(await columns(owner.glue)).toEqual(['id', 'email', 'total'])
  expect((await reader.glue.searchTables({})).TableList?.[0]?.StorageDescriptor?.Columns).toHaveLength(2)
  expect((await reader.glue.getTables({ DatabaseName: 'sales' })).TableList?.[0]?.PartitionKeys).toEqual([])
  const { Partitions } = await reader.glue.getPartitions({ DatabaseName: 'sales', TableName: 'orders' })
  expect(Partitions?.[0]?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(['id', 'total'])
  expect(await held({ Table: orders })).toEqual([
    [{ TableWithColumns: { CatalogId: account, ...orders, ColumnNames: ['id', 'total'] } }, ['SELECT']],
  ])
  await revoke(part('id'), 'SELECT')
  await expect(revoke(part('id'), 'SELECT')).rejects.toThrow('No permissions revoked')
  await grant(allBut('email', 'total', 'day'), 'SELECT')
  expect(await columns(reader.glue)).toEqual(['id', 'total'])
  await revoke(part('total'), 'SELECT')
  await revoke(allBut('total', 'email', 'day'), 'SELECT')
  await expect(reader.glue.getTable(orders)).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await expect(grant(part('none'), 'SELECT')).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  await expect(grant(part('id'), 'ALTER')).rejects.toMatchObject({ name: 'InvalidInputException' })
})

it('SELECT on a table is told as one on all of its columns', async () => {
  await grant({ Table: orders }, 'SELECT', 'DESCRIBE')
  const told = [
    [{ Table: { CatalogId: account, ...orders } }, ['DESCRIBE']],
    [{ TableWithColumns: { CatalogId: account, ...orders, ColumnWildcard: {} } }, ['SELECT']],
  ]
  expect(await held({ Table: orders })).toEqual(told)
  await revoke(allBut(), 'SELECT')
  expect(await held({ Table: orders })).toEqual(told.slice(0, 1))
  await revoke({ Table: orders }, 'DESCRIBE')
  const all = { DatabaseName: 'sales', TableWildcard: {} }
  await grant({ Table: all }, 'SELECT')
  expect(await held({ Table: all })).toEqual([
    [{ TableWithColumns: { CatalogId: account, DatabaseName: 'sales', Name: 'ALL_TABLES', ColumnWildcard: {} } }, ['SELECT']],
  ])
  await revoke({ Table: all }, 'SELECT')
  const { lake } = owner
  await expect(lake.listPermissions({ Principal: { DataLakePrincipalIdentifier: reader.arn } })).rejects.toThrow(
    'Resource is mandatory if Principal is set in the input.',
  )
  await expect(lake.listPermissions({ Resource: {} })).rejects.toThrow('Resource must have either the catalog, table or database')
})

it('a filter gives away some rows and columns, and what was granted on it goes with it', async () => {
  const { lake } = owner
  const named = { TableCatalogId: account, DatabaseName: 'sales', TableName: 'orders', Name: 'open' }
  const TableData = { ...named, RowFilter: { FilterExpression: 'total > 5' }, ColumnNames: ['id'] }
  await expect(reader.lake.createDataCellsFilter({ TableData })).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await expect(lake.createDataCellsFilter({ TableData: named })).rejects.toMatchObject({ name: 'InvalidInputException' })
  await lake.createDataCellsFilter({ TableData })
  await expect(lake.createDataCellsFilter({ TableData })).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  expect((await lake.getDataCellsFilter(named)).DataCellsFilter).toMatchObject({ ...TableData, VersionId: '1' })

  await grant({ DataCellsFilter: named }, 'SELECT')
  expect(await columns(reader.glue)).toEqual(['id'])
  const ColumnWildcard = { ExcludedColumnNames: ['id'] }
  await lake.updateDataCellsFilter({ TableData: { ...named, RowFilter: { AllRowsWildcard: {} }, ColumnWildcard, VersionId: '1' } })
  expect(await columns(reader.glue)).toEqual(['email', 'total'])
  expect((await lake.listDataCellsFilter({ Table: orders })).DataCellsFilters?.map(({ VersionId }) => VersionId)).toEqual(['2'])
  expect((await reader.lake.listDataCellsFilter({})).DataCellsFilters).toEqual([])
  expect(await held({ DataCellsFilter: named })).toEqual([[{ DataCellsFilter: named }, ['SELECT']]])
  await lake.deleteDataCellsFilter(named)
  await expect(lake.getDataCellsFilter(named)).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  await expect(reader.glue.getTable(orders)).rejects.toMatchObject({ name: 'AccessDeniedException' })
})

it('credentials are for whoever has all of a table, or filters it', async () => {
  const { iam } = rootClients(sandbox, account)
  const trust = { Effect: 'Allow', Principal: { Service: 'lakeformation.amazonaws.com' }, Action: 'sts:AssumeRole' } as const
  await iam.createRole({ RoleName: 'lake', AssumeRolePolicyDocument: policy(trust) })
  const RoleArn = `arn:aws:iam::${account}:role/lake`
  await owner.lake.registerResource({ ResourceArn: 'arn:aws:s3:::lake', RoleArn: `${RoleArn}-first` })
  await owner.lake.updateResource({ ResourceArn: 'arn:aws:s3:::lake', RoleArn, HybridAccessEnabled: true })
  expect((await owner.lake.describeResource({ ResourceArn: 'arn:aws:s3:::lake' })).ResourceInfo).toMatchObject({
    RoleArn,
    HybridAccessEnabled: true,
  })
  const { DataLakeSettings: settings } = await owner.lake.getDataLakeSettings()
  const open = { ...settings, AllowFullTableExternalDataAccess: true }
  await owner.lake.putDataLakeSettings({ DataLakeSettings: open })
  const TableArn = `arn:aws:glue:us-east-1:${account}:table/sales/orders`
  type Types = NonNullable<Parameters<LakeFormation['getTemporaryGlueTableCredentials']>[0]['SupportedPermissionTypes']>
  const vend = (...types: Types) =>
    reader.lake.getTemporaryGlueTableCredentials({ TableArn, ...(types.length === 0 ? {} : { SupportedPermissionTypes: types }) })
  await grant(part('id'), 'SELECT')
  await expect(vend('COLUMN_PERMISSION')).rejects.toThrow('Required Select on orders')
  const filtering = {
    AllowExternalDataFiltering: true,
    ExternalDataFilteringAllowList: [{ DataLakePrincipalIdentifier: account }],
  }
  await owner.lake.putDataLakeSettings({ DataLakeSettings: { ...open, ...filtering } })
  await expect(vend()).rejects.toMatchObject({ name: 'PermissionTypeMismatchException' })
  await expect(vend('CELL_FILTER_PERMISSION')).rejects.toMatchObject({ name: 'PermissionTypeMismatchException' })
  expect((await vend('COLUMN_PERMISSION')).VendedS3Path).toEqual([Location])
  await grant({ Table: orders }, 'SELECT')
  await expect(vend()).resolves.toBeDefined()
  const ofPartition = (Values: string[]) => reader.lake.getTemporaryGluePartitionCredentials({ TableArn, Partition: { Values } })
  expect((await ofPartition(['1'])).SessionToken).toBeDefined()
  await expect(ofPartition(['2'])).rejects.toMatchObject({ name: 'EntityNotFoundException' })

  const { Permissions } = await owner.lake.getEffectivePermissionsForPath({ ResourceArn: 'arn:aws:s3:::lake/sales/' })
  const readers = Permissions?.filter(({ Principal }) => Principal?.DataLakePrincipalIdentifier === reader.arn)
  expect(readers?.map(({ Resource: on }) => on?.TableWithColumns?.ColumnNames ?? 'all')).toEqual(['all', ['id']])
  expect((await reader.lake.getDataLakePrincipal({})).Identity).toBe(reader.arn)
  await revoke({ Table: orders }, 'SELECT')
  await revoke(part('id'), 'SELECT')
})

it('grants are shown to administrators, and to others as far as they hold the same; read-only ones change nothing', async () => {
  const listed = async () => {
    const { PrincipalResourcePermissions = [] } = await reader.lake.listPermissions({ Resource: { Table: orders } })
    return PrincipalResourcePermissions.map(({ Principal, Permissions }) => [Principal?.DataLakePrincipalIdentifier, Permissions])
  }
  await grant({ Table: orders }, 'ALTER')
  const other = { Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${account}:user/other` }, Resource: { Table: orders } }
  await owner.lake.grantPermissions({ ...other, Permissions: ['ALTER', 'DROP'] })
  expect(await listed()).toEqual([
    [reader.arn, ['ALTER']],
    [other.Principal.DataLakePrincipalIdentifier, ['ALTER']],
  ])
  await revoke({ Table: orders }, 'ALTER')
  expect(await listed()).toEqual([])

  const { DataLakeSettings: before } = await owner.lake.getDataLakeSettings()
  const ReadOnlyAdmins = [{ DataLakePrincipalIdentifier: reader.arn }]
  await owner.lake.putDataLakeSettings({ DataLakeSettings: { ...before, ReadOnlyAdmins } })
  expect(await listed()).toContainEqual([other.Principal.DataLakePrincipalIdentifier, ['ALTER', 'DROP']])
  expect(await columns(reader.glue)).toEqual(['id', 'email', 'total'])
  await owner.lake.createLFTag({ TagKey: 'level', TagValues: ['open'] })
  expect((await reader.lake.listLFTags({})).LFTags).toHaveLength(1)
  await owner.lake.createLFTagExpression({ Name: 'opened', Expression: [{ TagKey: 'level', TagValues: ['open'] }] })
  expect((await reader.lake.listLFTagExpressions({})).LFTagExpressions).toHaveLength(1)
  await expect(reader.lake.deleteLFTag({ TagKey: 'level' })).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await expect(reader.glue.updateTable({ DatabaseName: 'sales', TableInput: { Name: 'orders' } })).rejects.toThrow(
    'Required Alter on orders',
  )
  await owner.lake.putDataLakeSettings({ DataLakeSettings: before })
})

it('to whoever opted in Lake Formation lends nothing of IAMAllowedPrincipals', async () => {
  const { lake } = owner
  const everybody = { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL' as const] }
  for (const of of [{ Database }, { Table: orders }]) await lake.grantPermissions({ ...everybody, Resource: of })
  await expect(reader.glue.getTable(orders)).resolves.toBeDefined()
  const optIn = { Principal: { DataLakePrincipalIdentifier: reader.arn }, Resource: { Table: { ...orders, CatalogId: account } } }
  await expect(reader.lake.createLakeFormationOptIn(optIn)).rejects.toThrow('Insufficient Lake Formation permission(s) on Catalog')
  await lake.createLakeFormationOptIn(optIn)
  expect((await lake.listLakeFormationOptIns({})).LakeFormationOptInsInfoList).toEqual([
    { ...optIn, LastModified: expect.any(Date), LastUpdatedBy: root },
  ])
  await expect(reader.glue.getTable(orders)).rejects.toThrow('Required Describe on orders')
  await expect(owner.glue.getTable(orders)).resolves.toBeDefined()
  await grant({ Table: orders }, 'DESCRIBE')
  await expect(reader.glue.getTable(orders)).resolves.toBeDefined()
  await lake.deleteLakeFormationOptIn(optIn)
  await expect(lake.deleteLakeFormationOptIn(optIn)).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  expect(strays(asked)).toEqual([])
})
