import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { Upload } from '@aws-sdk/lib-storage'
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
