import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'

const account = '111122223333'
const seeded = '1234abcd-12ab-34cd-56ef-1234567890ab'
const day = 86_400_000
let ahead = 0
const now = (): Date => new Date(Math.floor((Date.now() + ahead) / 1000) * 1000)
let sandbox: Sandbox
let kms: Clients['kms']
beforeAll(async () => {
  const id = accountId(account)
  const keys = [{ account: id, region: 'us-east-1', id: seeded, alias: 'alias/seeded' }]
  sandbox = await startSandbox({ seed: 'keys', accounts: [{ id }], keys, clock: now })
  kms = rootClients(sandbox, account).kms
})
afterAll(() => sandbox.close())

async function createKey(): Promise<{ id: string; arn: string }> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' }
}
const describeKey = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata

describe('a key', () => {
  it('is found by id, ARN and alias', async () => {
    const { id, arn } = await createKey()
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/found', TargetKeyId: id }))
    const aliasArn = `arn:aws:kms:us-east-1:${account}:alias/found`
    for (const name of [id, arn, 'alias/found', aliasArn]) {
      expect(await describeKey(name)).toMatchObject({ KeyId: id, Arn: arn, KeyState: 'Enabled', KeyManager: 'CUSTOMER' })
    }
    await expect(kms.send(new EnableKeyCommand({ KeyId: 'alias/found' }))).rejects.toMatchObject({
      name: 'InvalidArnException',
      message: 'Key Aliases are not supported for this operation.',
    })
  })

  it('can be there from the start under a given id', async () => {
    expect(await describeKey('alias/seeded')).toMatchObject({ KeyId: seeded })
    expect((await kms.send(new ListKeysCommand({ Limit: 1 }))).Keys).toEqual([
      { KeyId: seeded, KeyArn: `arn:aws:kms:us-east-1:${account}:key/${seeded}` },
    ])
  })

  it('has the default key policy unless another is given', async () => {
    const { id } = await createKey()
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: id }))
    expect(JSON.parse(Policy ?? '')).toMatchObject({
      Statement: [{ Sid: 'Enable IAM User Permissions', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*' }],
    })
    expect((await kms.send(new ListKeyPoliciesCommand({ KeyId: id }))).PolicyNames).toEqual(['default'])
  })

  it('stays in its Region', async () => {
    const { id, arn } = await createKey()
    const elsewhere = rootClients(sandbox, account, 'eu-west-1').kms
    await expect(elsewhere.send(new DescribeKeyCommand({ KeyId: arn }))).rejects.toMatchObject({ message: 'Invalid arn us-east-1' })
    await expect(elsewhere.send(new DescribeKeyCommand({ KeyId: id }))).rejects.toMatchObject({
      message: `Key 'arn:aws:kms:eu-west-1:${account}:key/${id}' does not exist`,
    })
  })

  it('does nothing while disabled, and is gone when its time has come', async () => {
    const { id, arn } = await createKey()
    const encrypt = () => kms.send(new EncryptCommand({ KeyId: id, Plaintext: Buffer.from('x') }))
    await kms.send(new DisableKeyCommand({ KeyId: id }))
    await expect(encrypt()).rejects.toMatchObject({ name: 'DisabledException', message: `${arn} is disabled.` })
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }))
    await expect(encrypt()).rejects.toMatchObject({ name: 'KMSInvalidStateException', message: `${arn} is pending deletion.` })
    await expect(kms.send(new EnableKeyCommand({ KeyId: id }))).rejects.toMatchObject({ name: 'KMSInvalidStateException' })
    await kms.send(new CancelKeyDeletionCommand({ KeyId: id }))
    await kms.send(new EnableKeyCommand({ KeyId: id }))
    await encrypt()
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }))
    ahead = 8 * day
    const later = rootClients(sandbox, account).kms
    later.config.systemClockOffset = ahead
    await expect(later.send(new EncryptCommand({ KeyId: id, Plaintext: Buffer.from('x') }))).rejects.toMatchObject({
      name: 'NotFoundException',
    })
    ahead = 0
  })

  it('has tags and a rotation that can be turned on', async () => {
    const { id } = await createKey()
    const Tags = [
      { TagKey: 'team', TagValue: 'data' },
      { TagKey: 'x', TagValue: 'y' },
    ]
    await kms.send(new TagResourceCommand({ KeyId: id, Tags }))
    await kms.send(new UntagResourceCommand({ KeyId: id, TagKeys: ['x'] }))
    expect((await kms.send(new ListResourceTagsCommand({ KeyId: id }))).Tags).toEqual([{ TagKey: 'team', TagValue: 'data' }])
    expect((await kms.send(new GetKeyRotationStatusCommand({ KeyId: id }))).KeyRotationEnabled).toBe(false)
    await kms.send(new EnableKeyRotationCommand({ KeyId: id, RotationPeriodInDays: 90 }))
    const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId: id }))
    expect(status).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 })
    expect((status.NextRotationDate?.getTime() ?? 0) - Date.now()).toBeGreaterThan(89 * day)
  })
})

it('an alias moves from key to key', async () => {
  const [one, two] = [await createKey(), await createKey()]
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/moves', TargetKeyId: one.id }))
  await expect(kms.send(new CreateAliasCommand({ AliasName: 'alias/moves', TargetKeyId: two.id }))).rejects.toMatchObject({
    name: 'AlreadyExistsException',
  })
  const ofAlias = { name: 'ValidationException', message: 'Aliases must refer to keys. Not aliases' }
  const [AliasName, TargetKeyId] = ['alias/other', 'alias/moves']
  await expect(kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }))).rejects.toMatchObject(ofAlias)
  await expect(kms.send(new UpdateAliasCommand({ AliasName: 'alias/moves', TargetKeyId }))).rejects.toMatchObject(ofAlias)
  await expect(kms.send(new CreateAliasCommand({ AliasName: 'alias/a:b', TargetKeyId: one.id }))).rejects.toMatchObject({
    message: 'alias/a:b contains invalid characters for an alias',
  })
  await kms.send(new UpdateAliasCommand({ AliasName: 'alias/moves', TargetKeyId: two.id }))
  const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: two.id }))
  expect(Aliases).toMatchObject([{ AliasName: 'alias/moves', TargetKeyId: two.id }])
  await kms.send(new DeleteAliasCommand({ AliasName: 'alias/moves' }))
  await expect(describeKey('alias/moves')).rejects.toMatchObject({
    message: `Alias arn:aws:kms:us-east-1:${account}:alias/moves is not found.`,
  })
})

it('the key that AWS manages for S3 is there when it is asked for, and for S3 alone', async () => {
  expect(await describeKey('alias/aws/s3')).toMatchObject({ KeyManager: 'AWS', KeyState: 'Enabled' })
  const encrypt = new EncryptCommand({ KeyId: 'alias/aws/s3', Plaintext: Buffer.from('x') })
  await expect(kms.send(encrypt)).rejects.toMatchObject({ name: 'AccessDeniedException' })
})

describe('a ciphertext', () => {
  const EncryptionContext = { purpose: 'test', order: 'any' }

  it('is decrypted by the key that made it, with the same context alone', async () => {
    const { id, arn } = await createKey()
    const Plaintext = Buffer.from('a secret')
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: id, Plaintext, EncryptionContext }))
    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { order: 'any', purpose: 'test' } }))
    expect(Buffer.from(decrypted.Plaintext ?? []).toString()).toBe('a secret')
    expect(decrypted.KeyId).toBe(arn)
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
    await expect(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: seeded }))).rejects.toMatchObject({
      name: 'IncorrectKeyException',
    })
    const broken = Buffer.from(CiphertextBlob ?? [])
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1
    await expect(kms.send(new DecryptCommand({ CiphertextBlob: broken, EncryptionContext }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    })
  })

  it('goes from key to key without being seen', async () => {
    const [one, two] = [await createKey(), await createKey()]
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: one.id, Plaintext: Buffer.from('x'), EncryptionContext }))
    const move = new ReEncryptCommand({ CiphertextBlob, SourceEncryptionContext: EncryptionContext, DestinationKeyId: two.id })
    const moved = await kms.send(move)
    expect(moved).toMatchObject({ SourceKeyId: one.arn, KeyId: two.arn })
    expect(await kms.send(new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob }))).toMatchObject({ KeyId: two.arn })
  })

  it('wraps a data key', async () => {
    const { id } = await createKey()
    const generated = await kms.send(new GenerateDataKeyCommand({ KeyId: id, KeySpec: 'AES_256', EncryptionContext }))
    expect(generated.Plaintext).toHaveLength(32)
    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob: generated.CiphertextBlob, EncryptionContext }))
    expect(decrypted.Plaintext).toEqual(generated.Plaintext)
    const wrapped = await kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: id, NumberOfBytes: 24 }))
    expect((await kms.send(new DecryptCommand({ CiphertextBlob: wrapped.CiphertextBlob }))).Plaintext).toHaveLength(24)
    await expect(kms.send(new GenerateDataKeyCommand({ KeyId: id }))).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('is not made in a dry run', async () => {
    const { id } = await createKey()
    const dryRun = new EncryptCommand({ KeyId: id, Plaintext: Buffer.from('x'), DryRun: true })
    await expect(kms.send(dryRun)).rejects.toMatchObject({ name: 'DryRunOperationException' })
  })
})

it('random bytes are as many as were asked for', async () => {
  expect((await kms.send(new GenerateRandomCommand({ NumberOfBytes: 17 }))).Plaintext).toHaveLength(17)
})
