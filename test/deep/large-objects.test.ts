import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedSandbox, startedSandbox } from '../support/started-sandbox.ts'

// The command line itself, so that nothing but the sandbox is measured. `LARGE_MIB=5120` is the most that S3 takes in one go.
const mebibytes = Number(process.env.LARGE_MIB ?? 512)
const Bucket = 'large'
const part = Buffer.alloc(8 * 1024 * 1024, 'a part of eight mebibytes ')
let sandbox: StartedSandbox
beforeAll(async () => {
  sandbox = await startedSandbox([])
})
afterAll(() => sandbox.end('SIGTERM'))

/** The most memory that the process has ever had resident, in mebibytes. */
const peak = (): number => Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${sandbox.pid}/status`, 'utf8'))?.[1]) / 1024

it('an upload in parts, a copy and a read of it need no more memory than a small one', { timeout: 3_600_000 }, async () => {
  const { s3 } = sandbox.clients()
  await s3.createBucket({ Bucket })
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'parts', ChecksumAlgorithm: 'CRC32' })
  const upload = { Bucket, Key: 'parts', UploadId }
  const Parts: { ETag: string | undefined; ChecksumCRC32: string | undefined; PartNumber: number }[] = []
  for (let PartNumber = 1; PartNumber <= mebibytes / 8; PartNumber += 1) {
    const { ETag, ChecksumCRC32 } = await s3.uploadPart({ ...upload, PartNumber, Body: part })
    Parts.push({ ETag, ChecksumCRC32, PartNumber })
  }
  await s3.completeMultipartUpload({ ...upload, MultipartUpload: { Parts } })
  await s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/parts`, ChecksumAlgorithm: 'SHA256' })
  const { Body, ContentLength } = await s3.getObject({ Bucket, Key: 'copy' })
  let length = 0
  for await (const chunk of (Body ?? []) as AsyncIterable<Buffer>) length += chunk.length
  expect([length, ContentLength]).toEqual([mebibytes * 1024 * 1024, mebibytes * 1024 * 1024])
  expect(peak()).toBeLessThan(256)
})
