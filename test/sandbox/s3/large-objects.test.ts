import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Storage } from '../../../src/sandbox/disk/storage.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { Stores } from '../../../src/sandbox/stores.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'

const Bucket = 'large'
const mebibyte = 1024 * 1024
/** Every byte tells where it stands. */
const bytes = (length: number, shift = 0): Buffer =>
  Buffer.from(Uint32Array.from({ length: length / 4 }, (_, index) => index + shift).buffer)
const usualFolder = process.env.TMPDIR
const temporary = mkdtempSync(join(tmpdir(), 'large-objects-'))
const files = (): readonly string[] =>
  readdirSync(temporary).flatMap((folder) => readdirSync(join(temporary, folder)).map((file) => join(temporary, folder, file)))
let sandbox: Sandbox
let s3: Clients['s3']

beforeAll(async () => {
  process.env.TMPDIR = temporary
  sandbox = await startSandbox({ seed: 'large', accounts: [{ id: accountId('111122223333') }] })
  s3 = rootClients(sandbox, '111122223333').s3
  await s3.createBucket({ Bucket })
})
afterAll(async () => {
  await sandbox.close()
  if (usualFolder === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = usualFolder
  rmSync(temporary, { recursive: true })
})

async function read(Key: string, more: { readonly Range?: string; readonly PartNumber?: number } = {}): Promise<Buffer> {
  const { Body } = await s3.getObject({ Bucket, Key, ...more })
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}

describe('a large object', () => {
  it('is a file that only its owner can read, and a small one is none', async () => {
    await s3.putObject({ Bucket, Key: 'small', Body: bytes(mebibyte) })
    expect(readdirSync(temporary)).toEqual([])
    await s3.putObject({ Bucket, Key: 'put', Body: bytes(2 * mebibyte + 4) })
    expect(files()).toHaveLength(1)
    expect(readdirSync(temporary).map((folder) => statSync(join(temporary, folder)).mode & 0o777)).toEqual([0o700])
    expect(files().map((file) => [statSync(file).mode & 0o777, statSync(file).size])).toEqual([[0o600, 2 * mebibyte + 4]])
  })

  it('is read in any range', async () => {
    const whole = bytes(2 * mebibyte + 4)
    expect((await read('put')).equals(whole)).toBe(true)
    for (const [first, last] of [
      [0, 0],
      [262_143, 262_144],
      [mebibyte - 3, 2 * mebibyte + 1],
      [2 * mebibyte, 2 * mebibyte + 3],
    ] as const)
      expect((await read('put', { Range: `bytes=${first}-${last}` })).equals(whole.subarray(first, last + 1))).toBe(true)
  })

  it('is copied without its bytes, with a checksum of another kind where one is asked for', async () => {
    await s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/put`, ChecksumAlgorithm: 'SHA256' })
    expect(files()).toHaveLength(1)
    const { ETag } = await s3.headObject({ Bucket, Key: 'put' })
    const copied = await s3.headObject({ Bucket, Key: 'copy', ChecksumMode: 'ENABLED' })
    expect(copied.ETag).toBe(ETag)
    expect(copied.ChecksumSHA256).toHaveLength(44)
    await s3.deleteObject({ Bucket, Key: 'put' })
    expect((await read('copy')).equals(bytes(2 * mebibyte + 4))).toBe(true)
  })

  it('is made of parts in files, of parts of other objects, and of a last part in memory', async () => {
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'parts' })
    const whole = bytes(6 * mebibyte, 7)
    await s3.putObject({ Bucket, Key: 'source', Body: whole })
    const upload = { Bucket, Key: 'parts', UploadId }
    const first = await s3.uploadPart({ ...upload, PartNumber: 1, Body: whole.subarray(0, 5 * mebibyte) })
    const range = `bytes=${mebibyte}-${6 * mebibyte - 1}`
    const second = await s3.uploadPartCopy({ ...upload, PartNumber: 2, CopySource: `${Bucket}/source`, CopySourceRange: range })
    const third = await s3.uploadPart({ ...upload, PartNumber: 3, Body: 'end' })
    const Parts = [first, second.CopyPartResult, third].map((part, index) => ({ ETag: part?.ETag, PartNumber: index + 1 }))
    await s3.completeMultipartUpload({ ...upload, MultipartUpload: { Parts } })
    const expected = Buffer.concat([whole.subarray(0, 5 * mebibyte), whole.subarray(mebibyte), Buffer.from('end')])
    expect((await read('parts')).equals(expected)).toBe(true)
    expect((await read('parts', { PartNumber: 2 })).equals(whole.subarray(mebibyte))).toBe(true)
    expect((await read('parts', { Range: 'bytes=-5' })).equals(expected.subarray(-5))).toBe(true)
  })

  it('leaves no file behind when it is refused', async () => {
    const before = files().length
    const refused = s3.putObject({ Bucket, Key: 'refused', Body: bytes(2 * mebibyte), ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })
    await expect(refused).rejects.toMatchObject({ name: 'BadDigest' })
    expect(files()).toHaveLength(before)
  })

  it('is gone with the sandbox', async () => {
    await using other = await startSandbox({ accounts: [{ id: accountId('111122223333') }] })
    const before = readdirSync(temporary).length
    const { s3: client } = rootClients(other, '111122223333')
    await client.createBucket({ Bucket })
    await client.putObject({ Bucket, Key: 'put', Body: bytes(2 * mebibyte) })
    expect(readdirSync(temporary)).toHaveLength(before + 1)
    await other.close()
    expect(readdirSync(temporary)).toHaveLength(before)
  })
})

it('a blob is removed when no store refers to it, but not under the hands of a request', async () => {
  const storage = await Storage.open({ profile: 'current', onError: () => {} })
  const write = async (): Promise<string> => {
    const writer = storage.blobs.create()
    await writer.write(bytes(mebibyte))
    return (await writer.finish()).id
  }
  const before = files()
  await storage.hold(new Stores('current', storage.blobs))
  const id = await write()
  const written = files().find((file) => file.endsWith(id)) ?? ''
  const leave = storage.enter()
  const reclaimed = storage.reclaim()
  await new Promise((resolve) => setImmediate(resolve))
  expect(existsSync(written)).toBe(true)
  // A request that begins now cannot have it: nothing waits for it.
  const leaveLater = storage.enter()
  leave()
  await reclaimed
  expect(existsSync(written)).toBe(false)
  leaveLater()
  await storage.close()
  expect(files()).toEqual(before)
})
