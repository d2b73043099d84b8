import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients } from '../clients.ts'

const account = '111122223333'
const day = 86_400_000
const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
const Plaintext = Buffer.from('secret')
let ahead = 0
let sandbox: Sandbox
let clients: Clients
beforeAll(async () => {
  const clock = (): Date => new Date(Date.now() + ahead)
  sandbox = await startSandbox({ seed: 'last usage', accounts: [{ id: accountId(account) }], clock })
  clients = rootClients(sandbox, account)
})
afterAll(() => sandbox.close())

async function create(statements: readonly object[] = []): Promise<string> {
  const own = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [own, ...statements] })
  return (await clients.kms.createKey({ Policy })).KeyMetadata?.KeyId ?? ''
}

const lastUsageOf = async (KeyId: string) => (await clients.kms.getKeyLastUsage({ KeyId })).KeyLastUsage

it('a key tells the last cryptographic operation that succeeded, and nothing before the first', async () => {
  const { kms } = clients
  const KeyId = await create()
  const unused = await kms.getKeyLastUsage({ KeyId })
  expect(unused).toMatchObject({ KeyId, KeyLastUsage: {} })
  expect(unused.TrackingStartDate).toEqual(unused.KeyCreationDate)
  await kms.describeKey({ KeyId })
  await expect(kms.encrypt({ KeyId, Plaintext, DryRun: true })).rejects.toMatchObject({ name: 'DryRunOperationException' })
  expect(await lastUsageOf(KeyId)).toEqual({})
  const { CiphertextBlob, $metadata } = await kms.encrypt({ KeyId, Plaintext })
  expect(await lastUsageOf(KeyId)).toEqual({
    Operation: 'Encrypt',
    Timestamp: expect.any(Date),
    KmsRequestId: $metadata.requestId,
    CloudTrailEventId: uuid,
  })
  const DestinationKeyId = await create()
  await kms.reEncrypt({ CiphertextBlob, DestinationKeyId })
  for (const key of [KeyId, DestinationKeyId]) expect(await lastUsageOf(key)).toMatchObject({ Operation: 'ReEncrypt' })
  await kms.generateDataKeyPairWithoutPlaintext({ KeyId, KeyPairSpec: 'ECC_NIST_P256' })
  expect(await lastUsageOf(KeyId)).toMatchObject({ Operation: 'GenerateDataKeyPairWithoutPlaintext' })
  await kms.createAlias({ AliasName: 'alias/used', TargetKeyId: KeyId })
  await expect(kms.getKeyLastUsage({ KeyId: 'alias/used' })).rejects.toMatchObject({ name: 'InvalidArnException' })
})

it('S3 uses keys too', async () => {
  const { s3 } = clients
  const KeyId = await create()
  await s3.createBucket({ Bucket: 'sealed' })
  const object = { Bucket: 'sealed', Key: 'a' }
  await s3.putObject({ ...object, Body: 'secret', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyId })
  expect(await lastUsageOf(KeyId)).toMatchObject({ Operation: 'GenerateDataKey', KmsRequestId: uuid })
  await (await s3.getObject(object)).Body?.transformToString()
  expect(await lastUsageOf(KeyId)).toMatchObject({ Operation: 'Decrypt' })
})

it('a key that was used of late may be kept from its end by a condition', async () => {
  const Condition = { NumericLessThanEquals: { 'kms:TrailingDaysWithoutKeyUsage': '30' } }
  const Action = ['kms:DisableKey', 'kms:ScheduleKeyDeletion']
  const KeyId = await create([{ Effect: 'Deny', Principal: '*', Action, Resource: '*', Condition }])
  await clients.kms.encrypt({ KeyId, Plaintext })
  await expect(clients.kms.disableKey({ KeyId })).rejects.toMatchObject({ name: 'AccessDeniedException' })
  ahead = 31 * day
  const credentials = await clients.kms.config.credentials()
  await clientsFor(sandbox.endpoint, credentials, 'us-east-1', ahead).kms.disableKey({ KeyId })
})
