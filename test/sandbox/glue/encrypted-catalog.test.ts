import type { Glue } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId, rootClients } from '../clients.ts'
import { createUser, putPolicy } from '../principals.ts'
import { glueFor, rootGlue } from './glue-client.ts'

const account = '111122223333'
const orders = { DatabaseName: 'sales', Name: 'orders' }

let sandbox: Sandbox
let owner: Glue
let reader: Glue
let readerArn: string
let key: string
const asked: Asked[] = []

const allow = (...Action: string[]) =>
  putPolicy(sandbox, account, 'reader', [{ Effect: 'Allow', Action: ['glue:*', ...Action], Resource: '*' }])

const encrypt = (SseAwsKmsKeyId?: string, ConnectionPasswordEncryption = { ReturnConnectionPasswordEncrypted: false }) =>
  owner.putDataCatalogEncryptionSettings({
    DataCatalogEncryptionSettings: { EncryptionAtRest: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId }, ConnectionPasswordEncryption },
  })

/** As https://github.com/data-dot-all/dataall/issues/1436 has it. */
const denied = (action: string) => ({
  name: 'GlueEncryptionException',
  message: expect.stringMatching(
    new RegExp(
      `^User: ${readerArn} is not authorized to perform: ${action} on resource: ${key} because no identity-based policy allows the ${action} action \\(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: [\\w-]+; Proxy: null\\)$`,
    ),
  ),
})

beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'encrypted-catalog',
    accounts: [{ id: accountId(account) }],
    onDecision: ({ call, request }) => asked.push({ call, request }),
  })
  owner = rootGlue(sandbox, account)
  const user = await createUser(sandbox, account, 'reader', [])
  reader = glueFor(sandbox, await user.iam.config.credentials())
  readerArn = user.arn
  const { KeyMetadata } = await rootClients(sandbox, account).kms.createKey({})
  key = KeyMetadata?.Arn ?? ''
})
afterAll(() => sandbox.close())

it('a catalog is not encrypted until it is told to be, and what is there stays as it is', async () => {
  expect((await owner.getDataCatalogEncryptionSettings({})).DataCatalogEncryptionSettings).toEqual({
    EncryptionAtRest: { CatalogEncryptionMode: 'DISABLED' },
    ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: false },
  })
  await allow()
  await owner.createDatabase({ DatabaseInput: { Name: 'sales' } })
  await encrypt(key)
  await owner.createTable({ DatabaseName: 'sales', TableInput: { Name: 'orders' } })
  await expect(reader.getDatabase({ Name: 'sales' })).resolves.toBeDefined()
  const { DataCatalogEncryptionSettings: settings } = await reader.getDataCatalogEncryptionSettings({})
  expect(settings?.EncryptionAtRest).toEqual({ CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: key })
  const role = { CatalogEncryptionMode: 'SSE-KMS-WITH-SERVICE-ROLE' as const }
  await expect(owner.putDataCatalogEncryptionSettings({ DataCatalogEncryptionSettings: { EncryptionAtRest: role } })).rejects.toThrow(
    'service role',
  )
})

it('an encrypted catalog asks for its key, to read and to write', async () => {
  await expect(reader.getTable(orders)).rejects.toMatchObject(denied('kms:Decrypt'))
  await expect(reader.getTables({ DatabaseName: 'sales' })).rejects.toMatchObject(denied('kms:Decrypt'))
  const create = (name: string) => reader.createTable({ DatabaseName: 'sales', TableInput: { Name: name } })
  await allow('kms:Decrypt')
  await expect(reader.getTable(orders)).resolves.toBeDefined()
  await expect(create('more')).rejects.toMatchObject(denied('kms:GenerateDataKey'))
  await allow('kms:Decrypt', 'kms:GenerateDataKey')
  await expect(create('more')).rejects.toMatchObject(denied('kms:Encrypt'))
  await allow('kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt')
  await expect(create('more')).resolves.toBeDefined()
  const decrypted = asked.find(({ request }) => request.action === 'kms:Decrypt')?.request.context
  expect(decrypted?.get('kms:encryptioncontext:glue_catalog_id')).toEqual([account])
  expect(decrypted?.get('kms:viaservice')).toEqual(['glue.us-east-1.amazonaws.com'])

  const { kms } = rootClients(sandbox, account)
  await kms.disableKey({ KeyId: key })
  await expect(reader.getTable(orders)).rejects.toMatchObject({
    name: 'GlueEncryptionException',
    message: expect.stringMatching(/is disabled\. \(Service: AWSKMS; .* DisabledException/),
  })
  await kms.enableKey({ KeyId: key })
})

it('what is written anew is encrypted anew; with the key that AWS manages whoever may use Glue may read', async () => {
  await encrypt()
  await owner.updateTable({ DatabaseName: 'sales', TableInput: { Name: 'orders' } })
  await owner.updateDatabase({ Name: 'sales', DatabaseInput: { Name: 'sales' } })
  await allow()
  await expect(reader.getTable(orders)).resolves.toBeDefined()
  await expect(reader.getDatabases({})).resolves.toBeDefined()
  await expect(reader.getTable({ ...orders, Name: 'more' })).rejects.toMatchObject(denied('kms:Decrypt'))
  await expect(reader.deleteTable({ ...orders, Name: 'more' })).resolves.toBeDefined()
})

it('connections are stored, their passwords encrypted where that is asked for', async () => {
  const PhysicalConnectionRequirements = { SubnetId: 'subnet-1', SecurityGroupIdList: ['sg-1'], AvailabilityZone: 'us-east-1a' }
  const ConnectionInput = {
    Name: 'warehouse',
    ConnectionType: 'JDBC' as const,
    MatchCriteria: ['a'],
    ConnectionProperties: { JDBC_CONNECTION_URL: 'jdbc:mysql://db/x', USERNAME: 'ana', PASSWORD: 'open sesame' },
    PhysicalConnectionRequirements,
  }
  await owner.createConnection({ ConnectionInput, Tags: { team: 'data' } })
  await expect(owner.createConnection({ ConnectionInput })).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  const { Connection } = await owner.getConnection({ Name: 'warehouse' })
  expect(Connection).toMatchObject({ ...ConnectionInput, LastUpdatedBy: 'root' })
  const hidden = await owner.getConnection({ Name: 'warehouse', HidePassword: true })
  expect(Object.keys(hidden.Connection?.ConnectionProperties ?? {}).sort()).toEqual(['JDBC_CONNECTION_URL', 'USERNAME'])
  const ResourceArn = `arn:aws:glue:us-east-1:${account}:connection/warehouse`
  expect((await owner.getTags({ ResourceArn })).Tags).toEqual({ team: 'data' })

  await owner.putDataCatalogEncryptionSettings({
    DataCatalogEncryptionSettings: { ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: true, AwsKmsKeyId: key } },
  })
  const update = (of: Glue) => of.updateConnection({ Name: 'warehouse', ConnectionInput })
  await expect(update(reader)).rejects.toMatchObject(denied('kms:Encrypt'))
  await update(owner)
  const { ConnectionList } = await owner.getConnections({ Filter: { ConnectionType: 'JDBC', MatchCriteria: ['a'] } })
  const { ENCRYPTED_PASSWORD = '', PASSWORD } = ConnectionList?.[0]?.ConnectionProperties ?? {}
  expect(PASSWORD).toBeUndefined()
  const CiphertextBlob = Buffer.from(ENCRYPTED_PASSWORD, 'base64')
  const { kms } = rootClients(sandbox, account)
  const { Plaintext } = await kms.decrypt({ CiphertextBlob, EncryptionContext: { glue_catalog_id: account } })
  expect(Buffer.from(Plaintext ?? []).toString()).toBe('open sesame')
  expect((await owner.getConnections({ Filter: { MatchCriteria: ['b'] } })).ConnectionList).toEqual([])

  expect(await owner.batchDeleteConnection({ ConnectionNameList: ['warehouse', 'none'] })).toMatchObject({
    Succeeded: ['warehouse'],
    Errors: { none: { ErrorCode: 'EntityNotFoundException' } },
  })
  await expect(owner.deleteConnection({ ConnectionName: 'warehouse' })).rejects.toMatchObject({ name: 'EntityNotFoundException' })
})

it('an account has its default catalog alone', async () => {
  expect((await reader.getCatalog({ CatalogId: account })).Catalog).toMatchObject({
    CatalogId: account,
    ResourceArn: `arn:aws:glue:us-east-1:${account}:catalog`,
  })
  expect((await reader.getCatalogs({})).CatalogList).toEqual([])
  expect((await reader.getCatalogs({ IncludeRoot: true })).CatalogList).toHaveLength(1)
  await expect(reader.getCatalogs({ ParentCatalogId: 'other' })).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  expect(strays(asked.filter(({ call }) => call.service === 'glue'))).toEqual([])
})
