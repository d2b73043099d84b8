import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'

const [owner, stranger] = ['111122223333', '444455556666']
let sandbox: Sandbox
let s3: Clients['s3']
let elsewhere: Clients['s3']
let other: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'buckets', accounts: [{ id: accountId(owner) }, { id: accountId(stranger) }] })
  s3 = rootClients(sandbox, owner).s3
  elsewhere = rootClients(sandbox, owner, 'eu-west-1').s3
  other = rootClients(sandbox, stranger).s3
})
afterAll(() => sandbox.close())

describe('a bucket', () => {
  it('is created, found, listed and deleted', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'first-bucket' }))
    expect(await s3.send(new HeadBucketCommand({ Bucket: 'first-bucket' }))).toMatchObject({ BucketRegion: 'us-east-1' })
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
    expect(Buckets.map(({ Name }) => Name)).toEqual(['first-bucket'])
    await s3.send(new DeleteBucketCommand({ Bucket: 'first-bucket' }))
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'first-bucket' }))).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('is listed to its owner alone, page by page', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await s3.send(new CreateBucketCommand({ Bucket: name }))
    const first = await s3.send(new ListBucketsCommand({ MaxBuckets: 2, Prefix: 'page-' }))
    expect(first.Buckets?.map(({ Name }) => Name)).toEqual(['page-a', 'page-b'])
    const second = await s3.send(new ListBucketsCommand({ Prefix: 'page-', ContinuationToken: first.ContinuationToken }))
    expect(second.Buckets?.map(({ Name, BucketRegion }) => [Name, BucketRegion])).toEqual([['page-c', 'us-east-1']])
    expect((await other.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([])
  })

  it('keeps its name from others', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'taken-name' }))
    await s3.send(new CreateBucketCommand({ Bucket: 'taken-name' }))
    await expect(other.send(new CreateBucketCommand({ Bucket: 'taken-name' }))).rejects.toMatchObject({ name: 'BucketAlreadyExists' })
    await expect(other.send(new HeadBucketCommand({ Bucket: 'taken-name' }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
  })

  it('stands in one Region, and other Regions send there', async () => {
    await elsewhere.send(new CreateBucketCommand({ Bucket: 'in-ireland', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }))
    expect((await elsewhere.send(new GetBucketLocationCommand({ Bucket: 'in-ireland' }))).LocationConstraint).toBe('eu-west-1')
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'taken-name' }))).LocationConstraint).toBeUndefined()
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'in-ireland' }))).LocationConstraint).toBe('eu-west-1')
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'in-ireland' }))).rejects.toMatchObject({
      name: 'AuthorizationHeaderMalformed',
      message: "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'",
      $response: { statusCode: 400, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    })
    await expect(elsewhere.send(new ListObjectsV2Command({ Bucket: 'taken-name' }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
      $response: { statusCode: 301, headers: { 'x-amz-bucket-region': 'us-east-1' } },
    })
  })

  it('is not deleted while it holds objects', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'not-empty' }))
    await s3.send(new PutObjectCommand({ Bucket: 'not-empty', Key: 'a', Body: 'a' }))
    await expect(s3.send(new DeleteBucketCommand({ Bucket: 'not-empty' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty',
    })
  })

  it('may be in the namespace of its account and Region', async () => {
    const create = (Bucket: string, BucketNamespace?: 'account-regional' | 'global') =>
      s3.send(new CreateBucketCommand({ Bucket, BucketNamespace }))
    const name = `mine-${owner}-us-east-1-an`
    await create(name, 'account-regional')
    await expect(create(name, 'account-regional')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' })
    await expect(create(name)).rejects.toMatchObject({ name: 'MissingNamespaceHeader' })
    await expect(create(name, 'global')).rejects.toMatchObject({ name: 'InvalidNamespaceHeader' })
    await expect(create('plain-name', 'account-regional')).rejects.toMatchObject({ name: 'InvalidNamespaceHeader' })
    for (const [other, detail] of [
      [`mine-${stranger}-us-east-1-an`, `AWS Account ID '${stranger}' does not match the caller's AWS Account ID '${owner}'`],
      [`mine-${owner}-us-west-2-an`, "region 'us-west-2' does not match the current region 'us-east-1'"],
    ] as const) {
      await expect(create(other, 'account-regional')).rejects.toMatchObject({
        name: 'InvalidBucketNamespace',
        message: expect.stringContaining(detail) as string,
      })
    }
  })

  it('is refused under a name that S3 does not take', async () => {
    for (const name of ['ab', 'Upper', 'under_score', '-dash', '1.2.3.4', 'a..b', 'a.-b', 'a-.b', 'x'.repeat(64), 'amzn-s3-demo-bucket']) {
      await expect(s3.send(new CreateBucketCommand({ Bucket: name })), name).rejects.toMatchObject({ name: 'InvalidBucketName' })
    }
  })
})
