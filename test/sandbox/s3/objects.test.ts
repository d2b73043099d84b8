import { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { checksumOf, prepareChecksum } from '../../../src/sandbox/wire/checksum.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'

const Bucket = 'objects'
let sandbox: Sandbox
let s3: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'objects', accounts: [{ id: accountId('111122223333') }] })
  s3 = rootClients(sandbox, '111122223333').s3
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => sandbox.close())

const put = (Key: string, Body: NonNullable<PutObjectCommandInput['Body']>, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = (Key: string, more: Partial<ConstructorParameters<typeof GetObjectCommand>[0]> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
const text = async (Key: string, more = {}): Promise<string> => (await get(Key, more)).Body?.transformToString() ?? ''

describe('an object', () => {
  it('comes back as it was put, with its headers and metadata', async () => {
    const { ETag } = await put('daily/ä b.csv', 'id,total\n1,9\n', {
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      Metadata: { origin: 'test' },
    })
    const answer = await get('daily/ä b.csv')
    expect(await answer.Body?.transformToString()).toBe('id,total\n1,9\n')
    expect(answer).toMatchObject({
      ETag,
      ContentLength: 13,
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      Metadata: { origin: 'test' },
      ServerSideEncryption: 'AES256',
      AcceptRanges: 'bytes',
    })
    expect(answer.VersionId).toBeUndefined()
  })

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata */
  it.each([
    ['ÄMÄZÕÑ S3', '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?='],
    ['mostly plain: Ä', '=?UTF-8?Q?mostly_plain:_=C3=83=C2=84?='],
    ['all_of=ASCII?', 'all_of=ASCII?'],
  ])('keeps the metadata %s, whose bytes it takes for Latin-1, as %s', async (written, read) => {
    await put('metadata', 'x', { Metadata: { name: Buffer.from(written).toString('latin1') } })
    expect((await get('metadata')).Metadata).toEqual({ name: read })
  })

  it('is told of by HEAD as by GET', async () => {
    await put('head', 'twelve bytes')
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'head' }))
    expect(head).toMatchObject({ ContentLength: 12, ETag: '"c91fa94e14cf2fa5474beceff788c0dc"' })
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({ name: 'NotFound' })
    await expect(get('missing')).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'missing' })
  })

  it('can be large and arrive as a stream', async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024 + 17, 'sallyport ')
    await put('large', Readable.from([bytes.subarray(0, 3_000_000), bytes.subarray(3_000_000)]), { ContentLength: bytes.length })
    const back = Buffer.from((await (await get('large')).Body?.transformToByteArray()) ?? [])
    expect(back.equals(bytes)).toBe(true)
    const slice = Buffer.from((await (await get('large', { Range: 'bytes=1048570-1048585' })).Body?.transformToByteArray()) ?? [])
    expect(slice.equals(bytes.subarray(1_048_570, 1_048_586))).toBe(true)
  })

  it('is empty when nothing was put', async () => {
    await put('empty', '')
    expect(await text('empty')).toBe('')
    await expect(get('empty', { Range: 'bytes=0-' })).rejects.toMatchObject({ name: 'InvalidRange' })
  })

  it('is replaced by the next of its key, and gone when deleted', async () => {
    await put('again', 'one')
    await put('again', 'two')
    expect(await text('again')).toBe('two')
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'again' }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'again' }))
    await expect(get('again')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

describe('a range', () => {
  beforeAll(() => put('range', '0123456789'))

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-20', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('%s reads %s', async (Range, expected, ContentRange) => {
    const answer = await get('range', { Range })
    expect(answer).toMatchObject({ ContentRange, $metadata: { httpStatusCode: 206 } })
    expect(await answer.Body?.transformToString()).toBe(expected)
  })

  it.each(['bytes=', 'bytes=5-2', 'lines=0-3', 'bytes=0-1,3-4'])('%s is not heeded', async (Range) => {
    const answer = await get('range', { Range })
    expect(answer.$metadata.httpStatusCode).toBe(200)
    expect(await answer.Body?.transformToString()).toBe('0123456789')
  })

  it('that takes in every byte has the checksum of the object, and no other has one', async () => {
    for (const [Range, checksum] of [
      ['bytes=0-100', 'poTHxg=='],
      ['bytes=-20', 'poTHxg=='],
      ['bytes=0-8', undefined],
    ]) {
      expect((await get('range', { Range, ChecksumMode: 'ENABLED' })).ChecksumCRC32).toBe(checksum)
    }
  })

  it('that begins beyond the end is not satisfiable', async () => {
    await expect(get('range', { Range: 'bytes=10-20' })).rejects.toMatchObject({
      name: 'InvalidRange',
      ActualObjectSize: '10',
      RangeRequested: 'bytes=10-20',
    })
  })

  it('may be the first part of an object that has one', async () => {
    expect(await get('range', { PartNumber: 1 })).toMatchObject({ ContentRange: 'bytes 0-9/10', $metadata: { httpStatusCode: 206 } })
    await expect(get('range', { PartNumber: 2 })).rejects.toMatchObject({ name: 'InvalidPartNumber', ActualPartCount: '1' })
  })
})

describe('a conditional request', () => {
  it('reads only what its conditions hold for', async () => {
    const { ETag } = await put('conditional', 'x')
    const [before, after] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)]
    expect(await text('conditional', { IfMatch: ETag })).toBe('x')
    expect(await text('conditional', { IfNoneMatch: '"other"' })).toBe('x')
    expect(await text('conditional', { IfMatch: ETag, IfUnmodifiedSince: before })).toBe('x')
    await expect(get('conditional', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed', Condition: 'If-Match' })
    await expect(get('conditional', { IfUnmodifiedSince: before })).rejects.toMatchObject({ Condition: 'If-Unmodified-Since' })
    await expect(get('conditional', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    expect(await text('conditional', { IfModifiedSince: before })).toBe('x')
    expect(await text('conditional', { IfModifiedSince: after })).toBe('x')
    await expect(get('conditional', { IfModifiedSince: new Date() })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
  })

  it('writes only what its conditions hold for', async () => {
    const { ETag } = await put('guarded', 'one', { IfNoneMatch: '*' })
    await expect(put('guarded', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({ Condition: 'If-None-Match' })
    await expect(put('guarded', 'two', { IfMatch: '"other"' })).rejects.toMatchObject({ Condition: 'If-Match' })
    await expect(put('absent', 'two', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(put('guarded', 'two', { IfNoneMatch: ETag })).rejects.toMatchObject({ name: 'NotImplemented', Header: 'If-None-Match' })
    expect(await text('guarded')).toBe('one')
    await put('guarded', 'two', { IfMatch: ETag })
    expect(await text('guarded')).toBe('two')
  })
})

describe('a checksum', () => {
  it.each([
    ['CRC32', 'ChecksumCRC32'],
    ['CRC32C', 'ChecksumCRC32C'],
    ['CRC64NVME', 'ChecksumCRC64NVME'],
    ['SHA1', 'ChecksumSHA1'],
    ['SHA256', 'ChecksumSHA256'],
  ] as const)('%s is kept and told to who asks for it', async (ChecksumAlgorithm, member) => {
    const stored = await put(`checksum/${ChecksumAlgorithm}`, 'check me', { ChecksumAlgorithm })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: `checksum/${ChecksumAlgorithm}`, ChecksumMode: 'ENABLED' }))
    expect(head).toMatchObject({ [member]: stored[member], ChecksumType: 'FULL_OBJECT' })
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: `checksum/${ChecksumAlgorithm}` })))[member]).toBeUndefined()
  })

  it.each(['MD5', 'SHA512', 'XXHASH64', 'XXHASH3', 'XXHASH128'] as const)(
    '%s that a client computes is verified and kept',
    async (name) => {
      await prepareChecksum(name)
      const value = checksumOf(name, [Buffer.from('check me')])
      const stored = await put(`checksum/${name}`, 'check me', { [`Checksum${name}`]: value })
      expect(stored).toMatchObject({ [`Checksum${name}`]: value })
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key: `checksum/${name}`, ChecksumMode: 'ENABLED' }))
      expect(head).toMatchObject({ [`Checksum${name}`]: value, ChecksumType: 'FULL_OBJECT' })
      await expect(put('wrong', 'another', { [`Checksum${name}`]: value })).rejects.toMatchObject({ name: 'BadDigest' })
    },
  )

  it('that is wrong keeps the object out', async () => {
    await expect(put('wrong', 'check me', { ChecksumSHA256: Buffer.alloc(32).toString('base64') })).rejects.toMatchObject({
      name: 'BadDigest',
      message: 'The SHA256 you specified did not match the calculated checksum.',
    })
    await expect(get('wrong')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

it('a batch deletion says for each key how it went', async () => {
  await put('batch/a', 'a')
  await put('batch/b', 'b')
  const Objects = [{ Key: 'batch/a' }, { Key: 'batch/none' }, { Key: 'batch/b', VersionId: 'no version id' }]
  const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  expect(answer.Deleted).toEqual([{ Key: 'batch/a' }, { Key: 'batch/none' }])
  expect(answer.Errors).toMatchObject([{ Key: 'batch/b', Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }])
  expect(await text('batch/b')).toBe('b')
})

it('metadata beyond two kilobytes and keys beyond 1,024 bytes are refused', async () => {
  await expect(put('meta', 'x', { Metadata: { long: 'x'.repeat(2048) } })).rejects.toMatchObject({ name: 'MetadataTooLarge' })
  await expect(put('é'.repeat(513), 'x')).rejects.toMatchObject({ name: 'KeyTooLongError' })
})
