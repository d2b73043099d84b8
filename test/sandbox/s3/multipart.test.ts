import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { checksumOf, prepareChecksum } from '../../../src/sandbox/wire/checksum.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'

const Bucket = 'multipart'
const five = Buffer.alloc(5 * 1024 * 1024, 'five mebibytes ')
let sandbox: Sandbox
let s3: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'multipart', accounts: [{ id: accountId('111122223333') }] })
  s3 = rootClients(sandbox, '111122223333').s3
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => sandbox.close())

async function begin(Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))
  return UploadId
}

async function upload(Key: string, UploadId: string, PartNumber: number, Body: Buffer | string): Promise<CompletedPart> {
  const { $metadata, ...part } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
  expect($metadata.httpStatusCode).toBe(200)
  return { PartNumber, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 }
}

const complete = (Key: string, UploadId: string, Parts: CompletedPart[], more: Partial<CompleteMultipartUploadCommandInput> = {}) =>
  s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }))

describe('a multipart upload', () => {
  it('becomes an object of its parts, which can be read one by one', async () => {
    const UploadId = await begin('big', { ContentType: 'text/plain', Metadata: { a: 'b' } })
    const parts = [await upload('big', UploadId, 1, five), await upload('big', UploadId, 7, 'the end')]
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key: 'big', UploadId }))
    const beyond = s3.send(new ListPartsCommand({ Bucket, Key: 'big', UploadId, PartNumberMarker: '2147483648' }))
    await expect(beyond).rejects.toThrow('Provided part-number-marker not an integer or within integer range')
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, five.length],
      [7, 7],
    ])
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'big' }))).rejects.toMatchObject({ name: 'NoSuchKey' })
    const { ETag } = await complete('big', UploadId, parts)
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/)
    const whole = await s3.send(new GetObjectCommand({ Bucket, Key: 'big' }))
    expect(whole).toMatchObject({ ETag, ContentLength: five.length + 7, ContentType: 'text/plain', Metadata: { a: 'b' } })
    expect((await whole.Body?.transformToString())?.endsWith('the end')).toBe(true)
    const last = await s3.send(new GetObjectCommand({ Bucket, Key: 'big', PartNumber: 2 }))
    expect(last).toMatchObject({ PartsCount: 2, ContentRange: `bytes ${five.length}-${five.length + 6}/${five.length + 7}` })
    expect(await last.Body?.transformToString()).toBe('the end')
  })

  it('may be completed again by a client that missed the answer, and by no other', async () => {
    const UploadId = await begin('twice')
    const part = await upload('twice', UploadId, 1, 'once')
    const { ETag } = await complete('twice', UploadId, [part])
    expect((await complete('twice', UploadId, [part])).ETag).toBe(ETag)
    await expect(complete('another', UploadId, [part])).rejects.toMatchObject({ name: 'NoSuchUpload' })
    await expect(complete('twice', UploadId, [{ ...part, PartNumber: 2 }])).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  it('is gone when aborted', async () => {
    const UploadId = await begin('aborted')
    await upload('aborted', UploadId, 1, 'x')
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId }))
    await expect(upload('aborted', UploadId, 1, 'x')).rejects.toMatchObject({ name: 'NoSuchUpload' })
    await expect(s3.send(new ListPartsCommand({ Bucket, Key: 'aborted', UploadId }))).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  it('is refused with parts that are missing, disordered, changed or small', async () => {
    const UploadId = await begin('refused')
    const [one, two] = [await upload('refused', UploadId, 1, 'small'), await upload('refused', UploadId, 2, 'end')]
    await expect(complete('refused', UploadId, [two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' })
    await expect(complete('refused', UploadId, [one, { ...two, PartNumber: 3 }])).rejects.toMatchObject({
      name: 'InvalidPart',
      PartNumber: '3',
    })
    await expect(complete('refused', UploadId, [{ ...one, ETag: two.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' })
    await expect(complete('refused', UploadId, [one, two])).rejects.toMatchObject({ name: 'EntityTooSmall', ProposedSize: '5' })
    await expect(complete('refused', UploadId, [two], { MpuObjectSize: 4 })).rejects.toMatchObject({ name: 'InvalidRequest' })
    await complete('refused', UploadId, [two])
  })

  it('has a checksum of its parts’ checksums, or of all its bytes', async () => {
    const crc = (bytes: Buffer): Buffer => Buffer.from(checksumOf('CRC32', [bytes]), 'base64')
    const parts = [five, Buffer.from('rest')]
    const send = async (Key: string, more: Partial<CreateMultipartUploadCommandInput>) => {
      const UploadId = await begin(Key, more)
      const sent = [await upload(Key, UploadId, 1, parts[0] as Buffer), await upload(Key, UploadId, 2, parts[1] as Buffer)]
      await complete(Key, UploadId, sent)
      return s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
    }
    expect(await send('composite', { ChecksumAlgorithm: 'CRC32' })).toMatchObject({
      ChecksumType: 'COMPOSITE',
      ChecksumCRC32: `${crc(Buffer.concat(parts.map(crc))).toString('base64')}-2`,
    })
    expect(await send('full', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' })).toMatchObject({
      ChecksumType: 'FULL_OBJECT',
      ChecksumCRC32: crc(Buffer.concat(parts)).toString('base64'),
    })
  })

  it('is refused with checksums that are none, several, or of other bytes', async () => {
    const UploadId = await begin('sums', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' })
    const part = await upload('sums', UploadId, 1, 'a')
    const none = { name: 'InvalidArgument', message: 'Invalid Base64 or multiple checksums present in request' }
    const sha1 = checksumOf('SHA1', [Buffer.from('a')])
    for (const ChecksumCRC32 of ['none', sha1])
      await expect(complete('sums', UploadId, [{ ...part, ChecksumCRC32 }])).rejects.toMatchObject(none)
    await expect(complete('sums', UploadId, [{ ...part, ChecksumSHA1: sha1 }])).rejects.toMatchObject(none)
    await expect(complete('sums', UploadId, [{ ...part, ChecksumCRC32: 'AAAAAA==' }])).rejects.toMatchObject({ name: 'InvalidPart' })
    const { ChecksumCRC32: _own, ...other } = { ...part, ChecksumSHA1: sha1 }
    const changed = { name: 'BadDigest', message: 'The sha1 you specified for part 1 did not match what we received.' }
    await expect(complete('sums', UploadId, [other])).rejects.toMatchObject(changed)
    for (const ChecksumCRC32 of ['none', 'ImIEBA==-some', 'AAAAAA==-1-1'])
      await expect(complete('sums', UploadId, [part], { ChecksumCRC32 })).rejects.toMatchObject({
        name: 'InvalidRequest',
        message: 'Value for x-amz-checksum-crc32 header is invalid.',
      })
    const several = { ChecksumCRC32: 'AAAAAA==', ChecksumSHA1: sha1 }
    await expect(complete('sums', UploadId, [part], several)).rejects.toThrow('Multiple checksum Types are not allowed.')
    const ChecksumType = 'HALF' as 'COMPOSITE'
    await expect(complete('sums', UploadId, [part], { ChecksumType })).rejects.toThrow('Value for x-amz-checksum-type header is invalid.')
    const less = "Value for x-amz-mp-object-size header is less than zero: '-1'"
    await expect(complete('sums', UploadId, [part], { MpuObjectSize: -1 })).rejects.toThrow(less)
    await complete('sums', UploadId, [part], { ChecksumType: 'COMPOSITE', MpuObjectSize: 1 })
  })

  it('has a checksum of its parts’ checksums alone where they do not add up to that of the whole', async () => {
    await prepareChecksum('XXHASH128')
    const UploadId = await begin('hashed', { ChecksumAlgorithm: 'XXHASH128' })
    const bytes = Buffer.from('rest')
    const ChecksumXXHASH128 = checksumOf('XXHASH128', [bytes])
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket, Key: 'hashed', UploadId, PartNumber: 1, Body: bytes, ChecksumXXHASH128 }),
    )
    await complete('hashed', UploadId, [{ PartNumber: 1, ETag, ChecksumXXHASH128 }])
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'hashed', ChecksumMode: 'ENABLED' }))).toMatchObject({
      ChecksumType: 'COMPOSITE',
      ChecksumXXHASH128: `${checksumOf('XXHASH128', [Buffer.from(ChecksumXXHASH128, 'base64')])}-1`,
    })
    await expect(begin('full', { ChecksumAlgorithm: 'XXHASH128', ChecksumType: 'FULL_OBJECT' })).rejects.toMatchObject({
      name: 'InvalidRequest',
    })
  })

  it('is listed with its markers while it lasts', async () => {
    const ids = [await begin('list/a'), await begin('list/a'), await begin('list/b'), await begin('list/c/d')]
    const first = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'list/', MaxUploads: 1 }))
    expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'list/a', NextUploadIdMarker: ids[0] })
    const rest = await s3.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'list/', Delimiter: '/', KeyMarker: 'list/a', UploadIdMarker: ids[0] }),
    )
    expect(rest.Uploads?.map(({ UploadId }) => UploadId)).toEqual([ids[1], ids[2]])
    expect(rest.CommonPrefixes).toEqual([{ Prefix: 'list/c/' }])
    expect(rest).toMatchObject({ IsTruncated: false, Prefix: 'list/', NextKeyMarker: '', NextUploadIdMarker: '' })
    const all = await s3.send(new ListMultipartUploadsCommand({ Bucket }))
    expect([all.Prefix, all.NextUploadIdMarker]).toEqual([undefined, all.Uploads?.at(-1)?.UploadId])
    // An upload of the first key from the marker on may be named. @see https://github.com/versity/versitygw/pull/1803
    const between = new ListMultipartUploadsCommand({ Bucket, Prefix: 'list/', KeyMarker: 'list/0', UploadIdMarker: ids[0] })
    expect((await s3.send(between)).Uploads?.map(({ UploadId }) => UploadId)).toEqual(ids.slice(1))
    await expect(s3.send(new ListMultipartUploadsCommand({ Bucket, KeyMarker: 'list/a', UploadIdMarker: ids[2] }))).rejects.toMatchObject({
      message: 'Invalid uploadId marker',
    })
  })

  /** @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_api.snapshot.json (TestS3ObjectWritePrecondition) */
  it('with a condition conflicts with what was done to its key meanwhile', async () => {
    const Key = 'contested'
    const write = async (): Promise<string> => (await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'test' }))).ETag ?? ''
    const start = async (): Promise<readonly [string, CompletedPart[]]> => {
      const UploadId = await begin(Key)
      return [UploadId, [await upload(Key, UploadId, 1, 'test')]]
    }
    await write()
    const [first, parts] = await start()
    await expect(complete(Key, first, parts, { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    await expect(complete(Key, first, parts, { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'ConditionalRequestConflict',
      Condition: 'If-None-Match',
      Key,
      $metadata: { httpStatusCode: 409 },
    })
    const IfMatch = await write()
    await expect(complete(Key, first, parts, { IfMatch })).rejects.toMatchObject({
      name: 'ConditionalRequestConflict',
      Condition: 'If-Match',
    })
    const [again, ofAgain] = await start()
    expect(await complete(Key, again, ofAgain, { IfMatch })).toMatchObject({ ETag: '"60cd54a928cbbcbb6e7b5595bab46a9e-1"' })
    await complete(Key, first, parts)
  })

  it('takes parts of objects that are there', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }))
    const UploadId = await begin('copied')
    const copyPart = (CopySourceRange?: string) =>
      s3.send(
        new UploadPartCopyCommand({ Bucket, Key: 'copied', UploadId, PartNumber: 1, CopySource: `${Bucket}/source`, CopySourceRange }),
      )
    await expect(copyPart('0-3')).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(copyPart('bytes=0-100')).rejects.toMatchObject({ message: 'Range specified is not valid for source object of size: 10' })
    const { CopyPartResult } = await copyPart('bytes=2-5')
    await complete('copied', UploadId, [{ PartNumber: 1, ETag: CopyPartResult?.ETag, ChecksumCRC32: CopyPartResult?.ChecksumCRC32 }])
    expect(await (await s3.send(new GetObjectCommand({ Bucket, Key: 'copied' }))).Body?.transformToString()).toBe('2345')
  })

  it('tells the number of its parts behind its checksum in headers, not in its attributes', async () => {
    const ChecksumSHA256 = 'DnKotDi4EtYGwNMDKmnR6SqH3bWVOlo2BC+tsz9rHqw='
    await s3.send(new PutObjectCommand({ Bucket, Key: 'value', Body: 'some value' }))
    const UploadId = await begin('hashed-copy', { ChecksumAlgorithm: 'SHA256' })
    const { CopyPartResult: part } = await s3.send(
      new UploadPartCopyCommand({ Bucket, Key: 'hashed-copy', UploadId, PartNumber: 1, CopySource: `${Bucket}/value` }),
    )
    await complete('hashed-copy', UploadId, [{ PartNumber: 1, ETag: part?.ETag, ChecksumSHA256: part?.ChecksumSHA256 }])
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'hashed-copy', ChecksumMode: 'ENABLED' }))).toMatchObject({
      ChecksumType: 'COMPOSITE',
      ChecksumSHA256: `${ChecksumSHA256}-1`,
    })
    const { Checksum } = await s3.send(new GetObjectAttributesCommand({ Bucket, Key: 'hashed-copy', ObjectAttributes: ['Checksum'] }))
    expect(Checksum).toEqual({ ChecksumType: 'COMPOSITE', ChecksumSHA256 })
  })
})

/** As the suite of justincormack/argmin has it (crates/s3-tests/tests/bucket_policy.rs), which is run against S3. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html */
it('policies see what a completion and a put compare with', async () => {
  const own = 'compared'
  const compare = async (Condition: object, Action = 's3:PutObject') => {
    const deny = { Effect: 'Deny', Principal: '*', Action, Resource: `arn:aws:s3:::${own}/*`, Condition }
    await s3.send(new PutBucketPolicyCommand({ Bucket: own, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [deny] }) }))
  }
  const write = { Bucket: own, Key: 'a' }
  await s3.send(new CreateBucketCommand({ Bucket: own }))
  const { ETag = '' } = await s3.send(new PutObjectCommand({ ...write, Body: 'old' }))
  await compare({ Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } })
  const UploadId = await begin('b', { Bucket: own })
  const part = await s3.send(new UploadPartCommand({ Bucket: own, Key: 'b', UploadId, PartNumber: 1, Body: 'x' }))
  const parts = [{ PartNumber: 1, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 }]
  await expect(complete('b', UploadId, parts, { Bucket: own })).rejects.toMatchObject({ name: 'AccessDenied' })
  expect((await complete('b', UploadId, parts, { Bucket: own, IfNoneMatch: '*' })).Key).toBe('b')
  await compare({ StringNotEquals: { 's3:if-match': ETag.replaceAll('"', '') } })
  await expect(s3.send(new PutObjectCommand(write))).rejects.toMatchObject({ name: 'AccessDenied' })
  expect((await s3.send(new PutObjectCommand({ ...write, IfMatch: ETag }))).ETag).toBeDefined()
  // Whoever compares must be allowed to read.
  await compare({}, 's3:GetObject')
  const another = await begin('b', { Bucket: own })
  await s3.send(new UploadPartCommand({ Bucket: own, Key: 'b', UploadId: another, PartNumber: 1, Body: 'x' }))
  await expect(complete('b', another, parts, { Bucket: own, IfMatch: ETag })).rejects.toMatchObject({ name: 'AccessDenied' })
  expect((await complete('b', another, parts, { Bucket: own })).Key).toBe('b')
})
