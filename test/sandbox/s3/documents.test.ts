import { createHash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  type OwnershipControls,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, rootClients } from '../clients.ts'

const account = '111122223333'
const Bucket = 'documents'
let sandbox: Sandbox
let s3: S3Client
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'documents', accounts: [{ id: accountId(account) }] })
  s3 = rootClients(sandbox, account).s3
  await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'held' }))
})
afterAll(() => sandbox.close())

interface Sent {
  readonly headers: Record<string, string>
  body: unknown
}

/** A client whose requests are changed before they are signed. */
function changing(change: (request: Sent) => void): S3Client {
  const client = rootClients(sandbox, account).s3
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as Sent)
      return next(args)
    },
    { step: 'build', priority: 'low' },
  )
  return client
}

const unvouched = () =>
  changing(({ headers }) => {
    for (const name of Object.keys(headers))
      if (/^(?:content-md5|x-amz-checksum-.*|x-amz-sdk-checksum.*)$/i.test(name)) delete headers[name]
  })

const any = 'Content-MD5 OR x-amz-checksum-*'
const rule = { ID: 'a', Status: 'Enabled', Filter: { Prefix: 'a' }, Expiration: { Days: 1 } } as const
const lock = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } } as const
const retention = { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 86_400_000) } as const
const tags = { TagSet: [{ Key: 'a', Value: 'b' }] }

describe('a document that comes without a digest', () => {
  it.each([
    [new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }] } }), any],
    [new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } }), any],
    [new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }), 'Content-MD5'],
    [new PutBucketTaggingCommand({ Bucket, Tagging: tags }), any],
    [new PutObjectLegalHoldCommand({ Bucket, Key: 'held', LegalHold: { Status: 'OFF' } }), any],
    [new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: lock }), any],
    [new PutObjectRetentionCommand({ Bucket, Key: 'held', Retention: retention }), any],
  ])('is refused: %o', async (command, needed) => {
    const refused = { name: 'InvalidRequest', message: `Missing required header for this request: ${needed}` }
    await expect(unvouched().send(command as PutBucketTaggingCommand)).rejects.toMatchObject(refused)
  })

  it('is taken where S3 asks for none', async () => {
    const client = unvouched()
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'AES256' } as const
    const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] }
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
    await client.send(new PutObjectTaggingCommand({ Bucket, Key: 'held', Tagging: tags }))
  })
})

it('an object that is locked as it is written comes with a digest', async () => {
  const locked = new PutObjectCommand({
    Bucket,
    Key: 'locked',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: retention.RetainUntilDate,
  })
  await expect(unvouched().send(locked)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: 'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
  })
  await s3.send(locked)
})

/** As an SDK's client, but with a comment in the document that makes it longer. */
const padded = (length: number) =>
  changing((request) => {
    request.body = String(request.body).replace(/(?<=<\w+[^<]*>)/, `<!--${'x'.repeat(length)}-->`)
    request.headers['content-length'] = String(Buffer.byteLength(String(request.body)))
    for (const name of Object.keys(request.headers)) if (/checksum/.test(name)) delete request.headers[name]
    request.headers['content-md5'] = md5(String(request.body))
  })

const md5 = (text: string): string => createHash('md5').update(text).digest('base64')

const ownership: OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] }

describe('a document that is too long', () => {
  it.each([
    [new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }), 1024],
    [new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: ownership }), 2048],
    [new PutBucketTaggingCommand({ Bucket, Tagging: tags }), 163_840],
    [new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }] } }), 2_048_000],
    [new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }), 2_097_152],
  ])('is refused: %o of more than %i bytes', async (command, limit) => {
    await padded(limit - 1000).send(command as PutBucketTaggingCommand)
    const refused = { name: 'MaxMessageLengthExceeded', message: 'Your request was too big.', MaxMessageLengthBytes: String(limit) }
    await expect(padded(limit).send(command as PutBucketTaggingCommand)).rejects.toMatchObject(refused)
  })

  it('may name more parts than any other holds', async () => {
    const upload = { Bucket, Key: 'parts', UploadId: (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))).UploadId }
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'a' }))
    const complete = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } })
    await expect(padded(2_700_000).send(complete)).rejects.toMatchObject({ MaxMessageLengthBytes: '2621440' })
    await padded(2_600_000).send(complete)
  })
})

it('tags in a header are UTF-8', async () => {
  const put = (Tagging: string) => s3.send(new PutObjectCommand({ Bucket, Key: 'tagged', Tagging }))
  await expect(put('a=%FF')).rejects.toMatchObject({ name: 'InvalidTag' })
  await expect(put('a=%ZZ')).rejects.toMatchObject({ name: 'InvalidArgument' })
})

it('objects are not renamed', async () => {
  const renaming = (header: string) => changing(({ headers }) => Object.assign(headers, { [header]: 'held' }))
  const put = new PutObjectCommand({ Bucket, Key: 'renamed' })
  await expect(renaming('x-amz-rename-source').send(put)).rejects.toMatchObject({ name: 'NotImplemented', Header: 'x-amz-rename-source' })
})
