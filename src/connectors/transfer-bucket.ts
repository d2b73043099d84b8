import { earlyExpiration } from './early-expiration.ts'
import { transferKey } from './s3-needs.ts'
import type { S3Session } from './s3-session.ts'
import type { StepName } from './step.ts'

export const transferSteps = {
  write: ['im.list', 'im.put', 'im.get', 'im.delete'],
  read: ['im.list', 'im.get'],
} as const satisfies Record<string, readonly StepName[]>

/** A source copies its files into the vendor's bucket, with the same role: list, write, read back, delete. */
export async function copyThroughTransferBucket(session: S3Session): Promise<void> {
  const { connection, probe, s3, id } = session
  const { intermediateBucket, stagingDays } = connection
  if (intermediateBucket === undefined) return
  const target = { Bucket: intermediateBucket, Key: transferKey(id) }
  const facts = { key: target.Key }
  await listTransferBucket(session)
  // A file that expires too early fails the step, and is there all the same.
  let isThere = false
  await probe.step('im.put', facts, async (abortSignal) => {
    const writtenAt = Date.now()
    const { Expiration, $metadata } = await s3.putObject({ ...target, Body: 'sallyport' }, { abortSignal })
    isThere = true
    return { value: true, metadata: $metadata, ...earlyExpiration(Expiration, { stagingDays, writtenAt }) }
  })
  if (!isThere) probe.skip('im.get', 'nothing was written to the transfer bucket')
  else await getFromTransferBucket(session, target.Key)
  await probe.step('im.delete', facts, async (abortSignal) => {
    const { $metadata } = await s3.deleteObject(target, { abortSignal })
    return { value: true, metadata: $metadata }
  })
}

/** A data lake takes its files out of the vendor's bucket. */
export async function readTransferBucket(session: S3Session): Promise<void> {
  if (session.connection.intermediateBucket === undefined) return
  const keys = await listTransferBucket(session)
  const key = keys?.find((candidate) => !candidate.endsWith('/'))
  if (key !== undefined) return getFromTransferBucket(session, key)
  const because = keys === undefined ? 'no file is known, as the transfer bucket could not be listed' : 'the transfer bucket is empty'
  session.probe.skip('im.get', because)
}

async function listTransferBucket({ connection, probe, s3 }: S3Session): Promise<readonly string[] | undefined> {
  return probe.step('im.list', {}, async (abortSignal) => {
    const { Contents = [], $metadata } = await s3.listObjectsV2({ Bucket: connection.intermediateBucket }, { abortSignal })
    return {
      value: Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key])),
      facts: { keyCount: Contents.length },
      metadata: $metadata,
    }
  })
}

async function getFromTransferBucket({ connection, probe, s3 }: S3Session, key: string): Promise<void> {
  await probe.step('im.get', { key }, async (abortSignal) => {
    const { Body, $metadata } = await s3.getObject({ Bucket: connection.intermediateBucket, Key: key }, { abortSignal })
    await Body?.transformToByteArray()
    return { value: true, metadata: $metadata }
  })
}
