import { Glue } from '@aws-sdk/client-glue'
import {
  type GetTemporaryDataLocationCredentialsResponse,
  LakeFormation,
  type Permission,
  type Resource,
} from '@aws-sdk/client-lakeformation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId, clientsFor, rootClients, type SdkCredentials } from '../clients.ts'
import { createUser, policy } from '../principals.ts'

const account = '111122223333'
const root = `arn:aws:iam::${account}:root`
const everybody = 'IAM_ALLOWED_PRINCIPALS'
const Database = { Name: 'sales' }
const orders = { DatabaseName: 'sales', Name: 'orders' }
const roleArn = `arn:aws:iam::${account}:role/lake`

let sandbox: Sandbox
let lake: LakeFormation
let owner: Glue
let reader: { readonly glue: Glue; readonly lake: LakeFormation; readonly arn: string }
const asked: Asked[] = []

const clientsOf = (credentials: SdkCredentials) => {
  const config = { endpoint: sandbox.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  return { glue: new Glue(config), lake: new LakeFormation(config) }
}

const change = (DataLakePrincipalIdentifier: string, of: Resource, ...Permissions: Permission[]) => ({
  Principal: { DataLakePrincipalIdentifier },
  Resource: of,
  Permissions,
})

beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'lake-formation',
    accounts: [{ id: accountId(account) }],
    onDecision: ({ call, request }) => {
      if (call.service === 'lakeformation' && request.principal.type !== 'service') asked.push({ call, request })
    },
  })
  const credentials = sandbox.accounts.get(accountId(account))?.rootCredentials
  if (credentials === undefined) throw new Error('no root')
  ;({ glue: owner, lake } = clientsOf(credentials))
  const Action = ['glue:*', 'lakeformation:*']
  const user = await createUser(sandbox, account, 'reader', [{ Effect: 'Allow', Action, Resource: '*' }])
  reader = { ...clientsOf(await user.iam.config.credentials()), arn: user.arn }
  await owner.createDatabase({ DatabaseInput: Database })
  await owner.createTable({ DatabaseName: 'sales', TableInput: { Name: 'orders' } })
})
afterAll(() => sandbox.close())

describe('Lake Formation', () => {
  it('leaves all to IAM until its settings and grants say otherwise', async () => {
    await expect(reader.glue.getTable(orders)).resolves.toBeDefined()
    const { PrincipalResourcePermissions } = await lake.listPermissions({ Resource: { Database } })
    expect(PrincipalResourcePermissions).toEqual([
      expect.objectContaining({ Principal: { DataLakePrincipalIdentifier: everybody }, Permissions: ['ALL'] }),
      expect.objectContaining({ Principal: { DataLakePrincipalIdentifier: root }, PermissionsWithGrantOption: ['ALL'] }),
    ])
    const { DataLakeSettings } = await lake.getDataLakeSettings()
    expect(DataLakeSettings).toMatchObject({ AllowExternalDataFiltering: false, TrustedResourceOwners: [] })
    expect(DataLakeSettings?.CreateTableDefaultPermissions).toEqual([
      { Principal: { DataLakePrincipalIdentifier: everybody }, Permissions: ['ALL'] },
    ])
  })

  it('is changed by its administrators alone, and by whom was given the grant option', async () => {
    const grant = change(reader.arn, { Table: orders }, 'SELECT')
    await expect(reader.lake.grantPermissions(grant)).rejects.toMatchObject({ name: 'AccessDeniedException' })
    const admins = { DataLakeAdmins: [{ DataLakePrincipalIdentifier: root }] }
    await lake.putDataLakeSettings({ DataLakeSettings: { ...admins, CreateTableDefaultPermissions: [] } })
    await expect(lake.revokePermissions(grant)).rejects.toThrow('No permissions revoked. Grantee does not does not have:[SELECT]')
    await expect(lake.grantPermissions(change(reader.arn, { Table: orders }, 'CREATE_TABLE'))).rejects.toMatchObject({
      name: 'InvalidInputException',
    })
  })

  it('names the grant that is missing, and hides what is not there', async () => {
    const { Failures } = await lake.batchRevokePermissions({
      Entries: [{ Database }, { Table: orders }].map((of, index) => ({ Id: String(index), ...change(everybody, of, 'ALL') })),
    })
    expect(Failures).toEqual([])
    const insufficient = 'Insufficient Lake Formation permission(s)'
    const denied = (message: string) => ({ name: 'AccessDeniedException', message: `${insufficient}${message}` })
    await expect(reader.glue.getDatabase(Database)).rejects.toMatchObject(denied(': Required Describe on sales'))
    await expect(reader.glue.getTable(orders)).rejects.toMatchObject(denied(': Required Describe on orders'))
    await expect(reader.glue.getTable({ ...orders, Name: 'nothing' })).rejects.toMatchObject(denied(' on nothing'))
    const TableInput = { Name: 'fresh' }
    const create = () => reader.glue.createTable({ DatabaseName: 'sales', TableInput })
    await expect(create()).rejects.toMatchObject(denied(': Required Create Table on sales'))
    expect((await reader.glue.getDatabases({})).DatabaseList).toEqual([])
    expect((await owner.getDatabases({})).DatabaseList).toHaveLength(1)

    await lake.grantPermissions(change(reader.arn, { Database }, 'CREATE_TABLE'))
    await expect(create()).resolves.toBeDefined()
    expect((await reader.glue.getTables({ DatabaseName: 'sales' })).TableList?.map(({ Name }) => Name)).toEqual(['fresh'])
    await lake.grantPermissions(change(reader.arn, { Table: orders }, 'SELECT'))
    await expect(reader.glue.getTable(orders)).resolves.toBeDefined()
    const update = () => reader.glue.updateTable({ DatabaseName: 'sales', TableInput: { Name: 'orders' } })
    await expect(update()).rejects.toMatchObject(denied(': Required Alter on orders'))
    await lake.grantPermissions(change(account, { Table: { DatabaseName: 'sales', TableWildcard: {} } }, 'ALTER'))
    await expect(update()).resolves.toBeDefined()

    await lake.revokePermissions(change(everybody, { Catalog: {} }, 'CREATE_DATABASE'))
    await expect(reader.glue.createDatabase({ DatabaseInput: { Name: 'more' } })).rejects.toMatchObject(
      denied(': Required Create Database on Catalog'),
    )
  })

  it('guards the places that are registered with it', async () => {
    const ResourceArn = 'arn:aws:s3:::lake/sales'
    await lake.registerResource({ ResourceArn, RoleArn: roleArn })
    const create = (name: string, Location: string) =>
      reader.glue.createTable({ DatabaseName: 'sales', TableInput: { Name: name, StorageDescriptor: { Location } } })
    await expect(create('outside', 's3://lake/salesman')).resolves.toBeDefined()
    await expect(create('inside', 's3://lake/sales/x')).rejects.toThrow('Insufficient Lake Formation permission(s) on s3://lake/sales/x')
    await lake.grantPermissions(change(reader.arn, { DataLocation: { ResourceArn } }, 'DATA_LOCATION_ACCESS'))
    await expect(create('inside', 's3://lake/sales/x')).resolves.toBeDefined()
    const { Table } = await reader.glue.getTable({ ...orders, Name: 'inside' })
    expect(Table?.IsRegisteredWithLakeFormation).toBe(true)
    expect((await lake.describeResource({ ResourceArn })).ResourceInfo).toMatchObject({ ResourceArn, RoleArn: roleArn })
    expect((await lake.listResources()).ResourceInfoList).toHaveLength(1)
    await lake.deregisterResource({ ResourceArn })
    await expect(lake.describeResource({ ResourceArn })).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  })

  it('hands out credentials for the place of a table alone, out of the role that the place is registered with', async () => {
    const { iam, s3 } = rootClients(sandbox, account)
    const trust = { Effect: 'Allow', Principal: { Service: 'lakeformation.amazonaws.com' }, Action: 'sts:AssumeRole' } as const
    await iam.createRole({ RoleName: 'lake', AssumeRolePolicyDocument: policy(trust) })
    const everything = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })
    await iam.putRolePolicy({ RoleName: 'lake', PolicyName: 'all', PolicyDocument: everything })
    await s3.createBucket({ Bucket: 'lake' })
    for (const Key of ['sales/x/1.csv', 'other/1.csv']) await s3.putObject({ Bucket: 'lake', Key, Body: 'a' })
    await lake.registerResource({ ResourceArn: 'arn:aws:s3:::lake/sales', RoleArn: roleArn })
    const TableArn = `arn:aws:glue:us-east-1:${account}:table/sales/inside`
    await expect(lake.getTemporaryGlueTableCredentials({ TableArn })).rejects.toMatchObject({ name: 'AccessDeniedException' })
    const { DataLakeSettings } = await lake.getDataLakeSettings()
    await lake.putDataLakeSettings({ DataLakeSettings: { ...DataLakeSettings, AllowFullTableExternalDataAccess: true } })
    const vended = await reader.lake.getTemporaryGlueTableCredentials({ TableArn })
    const credentials = {
      accessKeyId: vended.AccessKeyId ?? '',
      secretAccessKey: vended.SecretAccessKey ?? '',
      sessionToken: vended.SessionToken ?? '',
    }
    const session = clientsFor(sandbox.endpoint, credentials).s3
    await expect(session.getObject({ Bucket: 'lake', Key: 'sales/x/1.csv' })).resolves.toBeDefined()
    await expect(session.listObjectsV2({ Bucket: 'lake', Prefix: 'sales/x/' })).resolves.toBeDefined()
    await expect(session.getObject({ Bucket: 'lake', Key: 'other/1.csv' })).rejects.toThrow('session policy')
    await expect(session.putObject({ Bucket: 'lake', Key: 'sales/x/2.csv' })).rejects.toThrow('session policy')
    const refused = reader.lake.getTemporaryGlueTableCredentials({ TableArn: TableArn.replace('inside', 'nothing') })
    await expect(refused).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  })

  it('hands out credentials for a registered place that a table lies around, as wide as the caller has the table', async () => {
    const DataLocations = ['s3://lake/sales/x/']
    const ask = (more: object = {}) => reader.lake.getTemporaryDataLocationCredentials({ DataLocations, ...more })
    const s3With = ({ Credentials: vended = {} }: GetTemporaryDataLocationCredentialsResponse) => {
      const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = vended
      return clientsFor(sandbox.endpoint, { accessKeyId, secretAccessKey, sessionToken }).s3
    }
    const object = { Bucket: 'lake', Key: 'sales/x/3.csv' }
    const wide = await ask()
    expect(wide).toMatchObject({ AccessibleDataLocations: DataLocations, CredentialsScope: 'READWRITE' })
    await s3With(wide).putObject({ ...object, Body: 'a' })
    const narrow = s3With(await ask({ CredentialsScope: 'READ' }))
    await expect(narrow.getObject(object)).resolves.toBeDefined()
    await expect(narrow.putObject({ ...object, Body: 'b' })).rejects.toThrow('session policy')
    await expect(ask({ DataLocations: ['s3://lake/other'] })).rejects.toMatchObject({ name: 'EntityNotFoundException' })
    await expect(ask({ DataLocations: [] })).rejects.toMatchObject({ name: 'InvalidInputException' })
    await lake.revokePermissions(change(everybody, { Table: { ...orders, Name: 'inside' } }, 'ALL'))
    const other = await createUser(sandbox, account, 'without-the-table', [{ Effect: 'Allow', Action: 'lakeformation:*', Resource: '*' }])
    const lakeOf = async (user: typeof other) =>
      new LakeFormation({
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        credentials: await user.iam.config.credentials(),
        maxAttempts: 1,
      })
    await expect((await lakeOf(other)).getTemporaryDataLocationCredentials({ DataLocations })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
  })

  it('decides besides IAM, which is asked first', async () => {
    const user = await createUser(sandbox, account, 'nobody', [])
    const nobody = clientsOf(await user.iam.config.credentials())
    const { Failures } = await lake.batchGrantPermissions({ Entries: [{ Id: 'a', ...change(user.arn, { Table: orders }, 'ALL') }] })
    expect(Failures).toEqual([])
    await expect(nobody.glue.getTable(orders)).rejects.toThrow('no identity-based policy allows the glue:GetTable action')
    await expect(nobody.lake.getDataLakeSettings()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('lakeformation:GetDataLakeSettings'),
    })
  })

  it('asks for actions that AWS has, on resources that they have', () => {
    expect(asked.length).toBeGreaterThan(10)
    expect(strays(asked)).toEqual([])
  })
})
