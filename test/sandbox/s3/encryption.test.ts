import { createHash } from 'node:crypto'
import { CreateAliasCommand, CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients } from '../clients.ts'
import { createUser, policy, type TestStatement } from '../principals.ts'

const [owner, stranger] = ['111122223333', '444455556666']
const Bucket = 'encrypted'
let sandbox: Sandbox
let root: Clients
let key: string
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'encryption', accounts: [{ id: accountId(owner) }, { id: accountId(stranger) }] })
  root = rootClients(sandbox, owner)
  await root.s3.send(new CreateBucketCommand({ Bucket }))
  key = (await root.kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? ''
  await root.kms.send(new CreateAliasCommand({ AliasName: 'alias/data', TargetKeyId: key }))
})
afterAll(() => sandbox.close())

let users = 0
const user = async (account: string, ...statements: TestStatement[]) => {
  users += 1
  return createUser(sandbox, account, `user-${users}`, statements)
}
const allow = (Action: string | string[], Resource = '*'): TestStatement => ({ Effect: 'Allow', Action, Resource })
const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) => new PutObjectCommand({ Bucket, Key, Body: 'x', ...more })
const get = (Key: string) => new GetObjectCommand({ Bucket, Key })
const withKey = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/data' } as const

describe('a write', () => {
  it('is refused by a policy before its encryption is looked at', async () => {
    const Deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::sealed/*',
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
    } as const
    await root.s3.send(new CreateBucketCommand({ Bucket: 'sealed' }))
    await root.s3.send(new PutBucketPolicyCommand({ Bucket: 'sealed', Policy: policy(Deny) }))
    const put = { Bucket: 'sealed', Key: 'a', Body: 'x', ServerSideEncryption: 'AES192' } as unknown as PutObjectCommandInput
    await expect(root.s3.send(new PutObjectCommand(put))).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(root.s3.send(new PutObjectCommand({ ...put, Bucket }))).rejects.toMatchObject({ name: 'InvalidArgument' })
  })
})

describe('a read', () => {
  it('with a header that says how to encrypt is refused', async () => {
    await root.s3.send(new PutObjectCommand({ Bucket, Key: 'read', Body: 'x' }))
    const { s3 } = rootClients(sandbox, owner)
    s3.middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { headers: object }).headers, { 'x-amz-server-side-encryption': 'AES256' })
        return next(args)
      },
      { step: 'build' },
    )
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'read' }))).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: 'x-amz-server-side-encryption header is not supported for this operation.',
    })
  })
})

describe('an object under a KMS key', () => {
  it('is written with kms:GenerateDataKey and read with kms:Decrypt', async () => {
    const [writer, reader, neither] = [
      await user(owner, allow(['s3:*', 'kms:GenerateDataKey'])),
      await user(owner, allow(['s3:*', 'kms:Decrypt'])),
      await user(owner, allow('s3:*')),
    ]
    expect(await writer.s3.send(put('kms', withKey))).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key })
    expect(await reader.s3.send(get('kms'))).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key })
    const refusal = (action: string, arn: string) => ({
      name: 'AccessDenied',
      message: `User: ${arn} is not authorized to perform: ${action} on resource: ${key} because no identity-based policy allows the ${action} action`,
    })
    await expect(reader.s3.send(put('kms', withKey))).rejects.toMatchObject(refusal('kms:GenerateDataKey', reader.arn))
    await expect(writer.s3.send(get('kms'))).rejects.toMatchObject(refusal('kms:Decrypt', writer.arn))
    await neither.s3.send(new HeadObjectCommand({ Bucket, Key: 'kms' }))
    await expect(neither.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/kms` }))).rejects.toMatchObject(
      refusal('kms:Decrypt', neither.arn),
    )
  })

  it('needs both to be uploaded in parts', async () => {
    const { s3, arn } = await user(owner, allow(['s3:*', 'kms:GenerateDataKey']))
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts', ...withKey }))
    await expect(s3.send(new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(`${arn} is not authorized to perform: kms:Decrypt`),
    })
  })

  it('is read through S3 in the encryption context of its ARN alone', async () => {
    const { s3, arn } = await user(owner, allow('s3:*'))
    const condition = {
      StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com', 'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${Bucket}/bound` },
      Bool: { 'aws:ViaAWSService': 'true' },
    }
    const admin: TestStatement = { ...allow('kms:*'), Principal: { AWS: `arn:aws:iam::${owner}:root` } }
    const grant: TestStatement = { ...allow('kms:Decrypt'), Principal: { AWS: arn }, Condition: condition }
    const { KeyMetadata } = await root.kms.send(new CreateKeyCommand({ Policy: policy(admin, grant) }))
    const bound = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyMetadata?.KeyId ?? '' } as const
    await root.s3.send(put('bound', bound))
    await root.s3.send(put('unbound', bound))
    await s3.send(get('bound'))
    await expect(s3.send(get('unbound'))).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('is out of reach while its key is disabled', async () => {
    await root.s3.send(put('disabled', withKey))
    await root.kms.send(new DisableKeyCommand({ KeyId: key }))
    const refusal = { name: 'KMS.DisabledException', message: `${key} is disabled.`, $metadata: { httpStatusCode: 400 } }
    await expect(root.s3.send(get('disabled'))).rejects.toMatchObject(refusal)
    await expect(root.s3.send(put('disabled', withKey))).rejects.toMatchObject(refusal)
    await root.kms.send(new EnableKeyCommand({ KeyId: key }))
    await root.s3.send(get('disabled'))
  })

  it('needs a key that is there', async () => {
    const kms = (SSEKMSKeyId: string) => put('none', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId })
    await expect(root.s3.send(kms('fake-key-id'))).rejects.toMatchObject({
      name: 'KMS.NotFoundException',
      message: "Invalid keyId 'fake-key-id'",
    })
    const absent = key.replace(/.{4}$/, '0000')
    await expect(root.s3.send(kms(absent))).rejects.toMatchObject({ message: `Key '${absent}' does not exist` })
  })

  it('of another account says neither that the key is there nor that it is not', async () => {
    const other = await user(stranger, allow(['s3:*', 'kms:*']))
    await other.s3.send(new CreateBucketCommand({ Bucket: 'of-stranger' }))
    const write = (SSEKMSKeyId: string) =>
      other.s3.send(new PutObjectCommand({ Bucket: 'of-stranger', Key: 'a', Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId }))
    const refusal = {
      name: 'AccessDenied',
      message: `User: ${other.arn} is not authorized to perform: kms:GenerateDataKey on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    }
    await expect(write(key)).rejects.toMatchObject(refusal)
    await expect(write(key.replace(/.{4}$/, '0000'))).rejects.toMatchObject(refusal)
    const shared = { ...allow('kms:*'), Principal: { AWS: [owner, stranger].map((account) => `arn:aws:iam::${account}:root`) } }
    await root.kms.send(new PutKeyPolicyCommand({ KeyId: key, Policy: policy(shared) }))
    await write(key)
  })

  it('may have the key that AWS manages, which needs no permission of its own', async () => {
    const { s3 } = await user(owner, allow('s3:*'))
    const { SSEKMSKeyId } = await s3.send(put('managed', { ServerSideEncryption: 'aws:kms' }))
    expect(SSEKMSKeyId).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\//)
    await s3.send(get('managed'))
  })
})

it('a bucket encrypts what says nothing of encryption', async () => {
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key }, BucketKeyEnabled: true }
  await root.s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }))
  expect(await root.s3.send(put('default'))).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key, BucketKeyEnabled: true })
  expect(await root.s3.send(put('own', { ServerSideEncryption: 'AES256' }))).toMatchObject({ ServerSideEncryption: 'AES256' })
  const { ServerSideEncryptionConfiguration: configuration } = await root.s3.send(new GetBucketEncryptionCommand({ Bucket }))
  expect(configuration?.Rules).toEqual([{ ...rule, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }])
  await root.s3.send(new DeleteBucketEncryptionCommand({ Bucket }))
  expect(await root.s3.send(put('plain'))).toMatchObject({ ServerSideEncryption: 'AES256' })
})

describe('a customer’s key', () => {
  const bytes = Buffer.alloc(32, 'k')
  const customer = {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: bytes.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(bytes).digest('base64'),
  }

  it('is not taken by new buckets', async () => {
    const { s3, arn } = await user(owner, allow('s3:*'))
    await expect(s3.send(put('customer', customer))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${Bucket}/customer" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type`,
    })
  })

  it('must come with each read once a bucket takes it', async () => {
    const Rules = [{ BlockedEncryptionTypes: { EncryptionType: ['NONE' as const] } }]
    await root.s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
    await root.s3.send(put('customer', customer))
    const read = (more: object) => root.s3.send(new GetObjectCommand({ Bucket, Key: 'customer', ...more }))
    expect(await read(customer)).toMatchObject({ SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: customer.SSECustomerKeyMD5 })
    await expect(read({})).rejects.toMatchObject({ name: 'InvalidRequest' })
    const wrong = Buffer.alloc(32, 'w')
    const wrongKey = { SSECustomerKey: wrong.toString('base64'), SSECustomerKeyMD5: createHash('md5').update(wrong).digest('base64') }
    await expect(read({ ...customer, ...wrongKey })).rejects.toMatchObject({ name: 'AccessDenied' })
    const plain = clientsFor(
      sandbox.plainEndpoint,
      sandbox.accounts.get(accountId(owner))?.rootCredentials ?? { accessKeyId: '', secretAccessKey: '' },
    )
    await expect(plain.s3.send(put('customer', customer))).rejects.toMatchObject({ message: expect.stringContaining('secure connection') })
  })
})

describe('the encryption of an object', () => {
  const update = (Key: string, KMSKeyArn = key, s3 = root.s3) =>
    s3.updateObjectEncryption({ Bucket, Key, ObjectEncryption: { SSEKMS: { KMSKeyArn, BucketKeyEnabled: true } } })

  it('is changed to a key of KMS in place', async () => {
    await root.s3.send(put('plain', { Metadata: { kept: 'yes' } }))
    const before = await root.s3.headObject({ Bucket, Key: 'plain' })
    await update('plain')
    const { $metadata: _, ...after } = await root.s3.headObject({ Bucket, Key: 'plain' })
    expect(after).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key, BucketKeyEnabled: true, Metadata: { kept: 'yes' } })
    expect([after.ETag, after.LastModified]).toEqual([before.ETag, before.LastModified])
    const other = (await root.kms.createKey({})).KeyMetadata?.Arn ?? ''
    await update('plain', other)
    expect((await root.s3.headObject({ Bucket, Key: 'plain' })).SSEKMSKeyId).toBe(other)
  })

  it('needs the keys of before and after, and a key of the bucket’s owner', async () => {
    await root.s3.send(put('secret', withKey))
    const other = (await root.kms.createKey({})).KeyMetadata?.Arn ?? ''
    const [one, both] = [
      await user(owner, allow('s3:UpdateObjectEncryption'), allow('kms:*', other)),
      await user(owner, allow('s3:UpdateObjectEncryption'), allow('kms:*')),
    ]
    await expect(update('secret', other, one.s3)).rejects.toThrow('kms:Decrypt')
    await update('secret', other, both.s3)
    await expect(update('secret', 'alias/data')).rejects.toMatchObject({ name: 'InvalidRequest' })
    await expect(update('secret', key.replace(owner, stranger))).rejects.toThrow('must be owned by the same account as the bucket')
    await expect(update('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await root.kms.send(new DisableKeyCommand({ KeyId: other }))
    await expect(update('secret')).rejects.toMatchObject({ name: 'KMS.DisabledException' })
  })
})
