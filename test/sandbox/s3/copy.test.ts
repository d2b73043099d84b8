import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'

const Bucket = 'copies'
let sandbox: Sandbox
let s3: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'copies', accounts: [{ id: accountId('111122223333') }] })
  s3 = rootClients(sandbox, '111122223333').s3
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a b', Body: 'copy me', ContentType: 'text/plain', Metadata: { from: 'here' } }))
})
afterAll(() => sandbox.close())

const copy = (Key: string, more: Partial<CopyObjectCommandInput> = {}) =>
  s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `/${Bucket}/a%20b`, ...more }))
const head = (Key: string) => s3.send(new HeadObjectCommand({ Bucket, Key }))

describe('a copy', () => {
  it('has the bytes, headers and metadata of its source', async () => {
    const { CopyObjectResult } = await copy('copy')
    expect(CopyObjectResult?.ETag).toBe((await head('a b')).ETag)
    expect(await head('copy')).toMatchObject({ ContentType: 'text/plain', Metadata: { from: 'here' } })
    expect(await (await s3.send(new GetObjectCommand({ Bucket, Key: 'copy' }))).Body?.transformToString()).toBe('copy me')
  })

  it('has metadata of its own when told so', async () => {
    await copy('replaced', { MetadataDirective: 'REPLACE', Metadata: { from: 'there' } })
    expect(await head('replaced')).toMatchObject({ ContentType: 'binary/octet-stream', Metadata: { from: 'there' } })
  })

  it('onto itself must change something', async () => {
    await expect(copy('a b')).rejects.toMatchObject({ name: 'InvalidRequest' })
    await copy('a b', { StorageClass: 'STANDARD_IA' })
    expect(await head('a b')).toMatchObject({ StorageClass: 'STANDARD_IA' })
    await copy('a b', { StorageClass: 'STANDARD_IA' })
    await expect(copy('a b')).rejects.toMatchObject({ name: 'InvalidRequest' })
    await copy('a b', { ServerSideEncryption: 'aws:kms' })
    await copy('a b')
    await expect(copy('a b')).rejects.toMatchObject({ name: 'InvalidRequest' })
  })

  it('takes an address, and a plus for a space', async () => {
    await copy('by-address', { CopySource: `${sandbox.endpoint}/${Bucket}/a+b` })
    expect(await head('by-address')).toMatchObject({ Metadata: { from: 'here' } })
  })

  it('is made only of what meets its conditions', async () => {
    const { ETag } = await head('a b')
    await copy('conditional', { CopySourceIfMatch: ETag })
    await expect(copy('conditional', { CopySourceIfNoneMatch: ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      Condition: 'x-amz-copy-source-If-None-Match',
    })
    await expect(copy('conditional', { IfNoneMatch: '*' })).rejects.toMatchObject({ Condition: 'If-None-Match' })
  })

  it('needs a source', async () => {
    await expect(copy('none', { CopySource: `${Bucket}/none` })).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(copy('none', { CopySource: 'no-such-bucket/a' })).rejects.toMatchObject({ name: 'NoSuchBucket' })
    await expect(copy('none', { CopySource: Bucket })).rejects.toMatchObject({ message: 'Invalid copy source object key' })
    await expect(copy('none', { CopySource: `${Bucket}/%ZZ` })).rejects.toMatchObject({ message: 'Invalid copy source encoding' })
  })
})
