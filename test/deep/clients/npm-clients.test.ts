import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { Upload } from '@aws-sdk/lib-storage'
import { IAM as IamOfAYearAgo } from 'client-iam-year-ago'
import { S3 as S3OfAYearAgo } from 'client-s3-year-ago'
import { Client } from 'minio'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients, type SdkCredentials } from '../../sandbox/clients.ts'

// Clients of npm that others use with S3 every day.
const account = '111122223333'
let sandbox: Sandbox
let root: Clients
beforeAll(async () => {
  sandbox = await startSandbox({ accounts: [{ id: accountId(account) }] })
  root = rootClients(sandbox, account)
})
afterAll(() => sandbox.close())

async function createUser(UserName: string): Promise<SdkCredentials> {
  await root.iam.createUser({ UserName })
  const { AccessKey } = await root.iam.createAccessKey({ UserName })
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
}

const permit = (UserName: string): Promise<unknown> => {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] })
  return root.iam.putUserPolicy({ UserName, PolicyName: 'all-of-s3', PolicyDocument })
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

it('minio is refused, is permitted, and moves files large and small', async () => {
  const { accessKeyId, secretAccessKey } = await createUser('minio')
  const { hostname, port } = new URL(sandbox.endpoint)
  const connection = { endPoint: hostname, port: Number(port), useSSL: false, region: 'us-east-1', pathStyle: true }
  const client = new Client({ ...connection, accessKey: accessKeyId, secretKey: secretAccessKey, partSize: 5 * 1024 * 1024 })
  await expect(client.makeBucket('of-minio')).rejects.toMatchObject({ code: 'AccessDenied' })
  await permit('minio')
  await client.makeBucket('of-minio')
  expect(await client.bucketExists('of-minio')).toBe(true)
  const large = randomBytes(11 * 1024 * 1024)
  await client.putObject('of-minio', 'a/small', 'small', undefined, { 'X-Amz-Meta-By': 'minio' })
  await client.putObject('of-minio', 'a/large', Readable.from([large]), large.length)
  expect((await readAll(await client.getObject('of-minio', 'a/large'))).equals(large)).toBe(true)
  expect((await readAll(await client.getPartialObject('of-minio', 'a/small', 1, 2))).toString()).toBe('ma')
  expect((await client.statObject('of-minio', 'a/small')).metaData).toMatchObject({ by: 'minio' })
  const presigned = await fetch(await client.presignedGetObject('of-minio', 'a/small', 60))
  expect(await presigned.text()).toBe('small')
  const names: string[] = []
  for await (const { name } of client.listObjectsV2('of-minio', 'a/', true)) names.push(name)
  expect(names).toEqual(['a/large', 'a/small'])
  await client.removeObjects('of-minio', names)
  await client.removeBucket('of-minio')
})

it('the upload manager of the SDK is refused, is permitted, and sends a stream of unknown length', async () => {
  const { s3 } = clientsFor(sandbox.endpoint, await createUser('lib-storage'))
  await root.s3.createBucket({ Bucket: 'of-lib-storage' })
  const large = randomBytes(12 * 1024 * 1024)
  const upload = (): Upload =>
    new Upload({ client: s3, params: { Bucket: 'of-lib-storage', Key: 'large', Body: Readable.from([large]) }, queueSize: 2 })
  await expect(upload().done()).rejects.toMatchObject({ name: 'AccessDenied' })
  await permit('lib-storage')
  const { ETag } = await upload().done()
  expect(ETag).toMatch(/-3"$/)
  const { Body } = await s3.getObject({ Bucket: 'of-lib-storage', Key: 'large' })
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(large)).toBe(true)
  await s3.deleteObject({ Bucket: 'of-lib-storage', Key: 'large' })
  await s3.deleteBucket({ Bucket: 'of-lib-storage' })
})

it('the SDK of a year ago creates a user, is refused, is permitted, moves files large and small, and cleans up', async () => {
  const connection = { endpoint: sandbox.endpoint, region: 'us-east-1', maxAttempts: 1 }
  const { rootCredentials } = sandbox.accounts.get(accountId(account)) ?? expect.fail('no account')
  const iam = new IamOfAYearAgo({ ...connection, credentials: rootCredentials })
  await iam.createUser({ UserName: 'of-a-year-ago' })
  const { AccessKey } = await iam.createAccessKey({ UserName: 'of-a-year-ago' })
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  const s3 = new S3OfAYearAgo({ ...connection, credentials, forcePathStyle: true })
  const Bucket = 'of-a-year-ago'
  await expect(s3.createBucket({ Bucket })).rejects.toMatchObject({ name: 'AccessDenied' })
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] })
  await iam.putUserPolicy({ UserName: 'of-a-year-ago', PolicyName: 'all-of-s3', PolicyDocument })
  await s3.createBucket({ Bucket })
  const large = randomBytes(6 * 1024 * 1024)
  await s3.putObject({ Bucket, Key: 'small', Body: 'small', Metadata: { by: 'a year ago' } })
  await s3.putObject({ Bucket, Key: 'stream', Body: Readable.from([large]), ContentLength: large.length })
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'parts', ChecksumAlgorithm: 'CRC32' })
  const Parts = await Promise.all(
    [large, Buffer.from('end')].map(async (Body, index) => {
      const part = await s3.uploadPart({ Bucket, Key: 'parts', UploadId, PartNumber: index + 1, Body })
      return { PartNumber: index + 1, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 }
    }),
  )
  await s3.completeMultipartUpload({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } })
  const read = async (Key: string): Promise<Buffer> =>
    Buffer.from((await (await s3.getObject({ Bucket, Key })).Body?.transformToByteArray()) ?? [])
  expect((await s3.headObject({ Bucket, Key: 'small' })).Metadata).toEqual({ by: 'a year ago' })
  expect(large.equals(await read('stream'))).toBe(true)
  expect(Buffer.concat([large, Buffer.from('end')]).equals(await read('parts'))).toBe(true)
  const Objects = ['parts', 'small', 'stream'].map((Key) => ({ Key }))
  expect((await s3.listObjectsV2({ Bucket })).Contents?.map(({ Key }) => ({ Key }))).toEqual(Objects)
  await s3.deleteObjects({ Bucket, Delete: { Objects } })
  await s3.deleteBucket({ Bucket })
  await iam.deleteUserPolicy({ UserName: 'of-a-year-ago', PolicyName: 'all-of-s3' })
  await iam.deleteAccessKey({ UserName: 'of-a-year-ago', AccessKeyId: credentials.accessKeyId })
  await iam.deleteUser({ UserName: 'of-a-year-ago' })
})
