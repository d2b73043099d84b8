import type { ObjectCannedACL } from '@aws-sdk/client-s3'
import { bucketAddress, copySource } from './bucket-address.ts'
import { earlyExpiration } from './early-expiration.ts'
import { checkKey, largeKey, stagedKey } from './s3-needs.ts'
import type { S3Session } from './s3-session.ts'
import type { StepName } from './step.ts'

const stagingSteps = ['s3.stage', 's3.copy', 's3.unstage'] as const satisfies readonly StepName[]

export const writeSteps = [
  's3.mpu-create',
  's3.mpu-part',
  's3.mpu-list-parts',
  's3.mpu-list',
  's3.mpu-complete',
  's3.mpu-abort',
  's3.delete',
  's3.delete-batch',
] as const satisfies readonly StepName[]

/** The steps of a connection that writes, those of what it does besides the usual where it does so. */
export const writeStepsOf = ({
  reader,
  stagingFolder,
  deletesVersions,
}: Pick<S3Session['connection'], 'reader' | 'stagingFolder' | 'deletesVersions'>): readonly StepName[] => [
  's3.put',
  's3.get-back',
  ...(reader === undefined ? [] : (['owner.get'] as const)),
  ...(stagingFolder === undefined ? [] : stagingSteps),
  ...writeSteps,
  ...(deletesVersions === undefined ? [] : (['s3.delete-version'] as const)),
]

/** The steps of every connection that writes, whatever else it does. */
export const everyWriteStep: readonly StepName[] = writeStepsOf({ reader: '', stagingFolder: '', deletesVersions: 'yes' })

/** Writes, reads back, uploads in parts and deletes, each with the options the connection uses. */
export async function writeAndDelete(session: S3Session): Promise<void> {
  await putAndGetBack(session)
  await moveIntoPlace(session)
  await uploadInParts(session)
  await deleteVersion(session)
  await deleteFiles(session)
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
async function putAndGetBack(session: S3Session): Promise<void> {
  const { connection, probe, s3, id } = session
  const target = { Bucket: bucketAddress(connection), Key: checkKey(connection, id) }
  const facts = { key: target.Key }
  const put = await probe.step('s3.put', facts, async (abortSignal) => {
    const { $metadata } = await s3.putObject({ ...target, ...headersOf(session), Body: 'sallyport' }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
  if (put === undefined && Object.keys(marks(connection)).length > 0) await putPlain(session)
  if (put === undefined) probe.skip('s3.get-back', 'nothing was written')
  else await getWritten(session, 's3.get-back', s3)
  await readAsOwner(session, put !== undefined)
}

/** Who writes a file is told nothing of whether the bucket's owner can read it. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
async function readAsOwner(session: S3Session, written: boolean): Promise<void> {
  const { connection, probe, reader } = session
  if (connection.reader === undefined) return
  if (!written) probe.skip('owner.get', 'nothing was written')
  else if (reader === undefined) probe.skip('owner.get', 'there is no access key of the reader')
  else await getWritten(session, 'owner.get', reader)
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
async function getWritten({ connection, probe, id }: S3Session, step: 's3.get-back' | 'owner.get', s3: S3Session['s3']): Promise<void> {
  const target = { Bucket: bucketAddress(connection), Key: checkKey(connection, id) }
  await probe.step(step, { key: target.Key }, async (abortSignal) => {
    const { Body, $metadata } = await s3.getObject(target, { abortSignal })
    await Body?.transformToByteArray()
    return { value: true, metadata: $metadata }
  })
}

/** Where the upload is refused: is it so without an ACL and tags? */
async function putPlain(session: S3Session): Promise<void> {
  const { connection, probe, s3, id } = session
  const target = { Bucket: bucketAddress(connection), Key: checkKey(connection, id) }
  await probe.step('s3.put-plain', { key: target.Key }, async (abortSignal) => {
    const { $metadata } = await s3.putObject({ ...target, ...encryption(session), Body: 'sallyport' }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
async function moveIntoPlace(session: S3Session): Promise<void> {
  const { connection, probe, s3, id } = session
  const { stagingFolder, stagingDays } = connection
  if (stagingFolder === undefined) return
  const [Bucket, Key] = [bucketAddress(connection), stagedKey(stagingFolder, id)]
  // A file that expires too early fails the step, and is there all the same.
  let isStaged = false
  await probe.step('s3.stage', { key: Key }, async (abortSignal) => {
    const writtenAt = Date.now()
    const { Expiration, $metadata } = await s3.putObject({ Bucket, Key, ...headersOf(session), Body: 'sallyport' }, { abortSignal })
    isStaged = true
    return { value: true, metadata: $metadata, ...earlyExpiration(Expiration, { stagingDays, writtenAt }) }
  })
  if (!isStaged) {
    for (const step of stagingSteps.slice(1)) probe.skip(step, 'nothing was written to the staging folder')
    return
  }
  await probe.step('s3.copy', { key: Key }, async (abortSignal) => {
    const target = { Bucket, Key: checkKey(connection, id), CopySource: copySource(connection, Key) }
    const { $metadata } = await s3.copyObject({ ...target, ...headersOf(session) }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
  await probe.step('s3.unstage', { key: Key }, async (abortSignal) => {
    const { $metadata } = await s3.deleteObject({ Bucket, Key }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
}

/** Deletes the version that is written for it. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
async function deleteVersion(session: S3Session): Promise<void> {
  const { connection, probe, s3, id } = session
  if (connection.deletesVersions === undefined) return
  const target = { Bucket: bucketAddress(connection), Key: checkKey(connection, id) }
  await probe.step('s3.delete-version', { key: target.Key }, async (abortSignal) => {
    const { VersionId } = await s3.putObject({ ...target, ...headersOf(session), Body: 'sallyport' }, { abortSignal })
    const { $metadata } = await s3.deleteObject({ ...target, VersionId: VersionId ?? 'null' }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
}

/** Every part but the last has at least 5 MiB. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const parts = [new Uint8Array(5 * 1024 * 1024), new Uint8Array(1)]

/** One upload that is finished and one that is cancelled; the first is cancelled when it cannot be finished, so that nothing stays behind. */
async function uploadInParts(session: S3Session): Promise<void> {
  const uploadId = await create(session)
  if (uploadId === undefined) {
    for (const step of ['s3.mpu-part', 's3.mpu-list-parts', 's3.mpu-complete', 's3.mpu-abort'] as const) {
      session.probe.skip(step, 'the upload could not be started')
    }
    return listUploads(session)
  }
  const target = { ...largeFile(session), UploadId: uploadId }
  const etags = await uploadParts(session, target)
  await listParts(session, target)
  await listUploads(session)
  const completed = etags !== undefined && (await complete(session, target, etags))
  if (etags === undefined) session.probe.skip('s3.mpu-complete', 'no part could be uploaded')
  await abort(session, completed ? undefined : target)
}

type Target = { readonly Bucket: string; readonly Key: string; readonly UploadId: string }

const largeFile = ({ connection, id }: S3Session) => ({ Bucket: bucketAddress(connection), Key: largeKey(connection, id) })

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
async function create(session: S3Session): Promise<string | undefined> {
  const file = largeFile(session)
  return session.probe.step('s3.mpu-create', { key: file.Key }, async (abortSignal) => {
    const { UploadId = '', $metadata } = await session.s3.createMultipartUpload({ ...file, ...headersOf(session) }, { abortSignal })
    return { value: UploadId, metadata: $metadata }
  })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
async function uploadParts({ probe, s3 }: S3Session, target: Target): Promise<readonly string[] | undefined> {
  return probe.step('s3.mpu-part', { key: target.Key, parts: parts.length }, async (abortSignal) => {
    const etags: string[] = []
    let metadata = {}
    for (const [index, Body] of parts.entries()) {
      const { ETag = '', $metadata } = await s3.uploadPart({ ...target, PartNumber: index + 1, Body }, { abortSignal })
      etags.push(ETag)
      metadata = $metadata
    }
    return { value: etags, metadata }
  })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
async function listParts({ probe, s3 }: S3Session, target: Target): Promise<void> {
  await probe.step('s3.mpu-list-parts', { key: target.Key }, async (abortSignal) => {
    const { Parts = [], $metadata } = await s3.listParts(target, { abortSignal })
    return { value: true, facts: { partCount: Parts.length }, metadata: $metadata }
  })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
async function listUploads({ connection, probe, s3 }: S3Session): Promise<void> {
  await probe.step('s3.mpu-list', {}, async (abortSignal) => {
    const { Uploads = [], $metadata } = await s3.listMultipartUploads({ Bucket: bucketAddress(connection) }, { abortSignal })
    return { value: true, facts: { uploadCount: Uploads.length }, metadata: $metadata }
  })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
async function complete({ probe, s3 }: S3Session, target: Target, etags: readonly string[]): Promise<boolean> {
  const MultipartUpload = { Parts: etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 })) }
  const done = await probe.step('s3.mpu-complete', { key: target.Key }, async (abortSignal) => {
    const { $metadata } = await s3.completeMultipartUpload({ ...target, MultipartUpload }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
  return done !== undefined
}

/** Cancels an upload, a new one when the first is finished. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
async function abort(session: S3Session, unfinished: Target | undefined): Promise<void> {
  const { probe, s3 } = session
  const file = largeFile(session)
  await probe.step('s3.mpu-abort', { key: file.Key }, async (abortSignal) => {
    const another = async () => (await s3.createMultipartUpload({ ...file, ...headersOf(session) }, { abortSignal })).UploadId
    const UploadId = unfinished?.UploadId ?? (await another())
    const { $metadata } = await s3.abortMultipartUpload({ ...file, UploadId }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
}

/** A batch answers 200 even when every key in it was refused. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
async function deleteFiles({ connection, probe, s3, id }: S3Session): Promise<void> {
  const Bucket = bucketAddress(connection)
  const keys = [checkKey(connection, id), largeKey(connection, id)]
  await probe.step('s3.delete', { key: keys[0] ?? '' }, async (abortSignal) => {
    const { $metadata } = await s3.deleteObject({ Bucket, Key: keys[0] }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
  await probe.step('s3.delete-batch', { key: keys[1] ?? '' }, async (abortSignal) => {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true }
    const { Errors = [], $metadata } = await s3.deleteObjects({ Bucket, Delete }, { abortSignal })
    const [error] = Errors
    const failure = error === undefined ? {} : { failure: { code: error.Code ?? '', message: error.Message ?? '' } }
    return { value: true, facts: { errors: Errors.length }, ...failure, metadata: $metadata }
  })
}

const headersOf = (session: S3Session) => ({ ...encryption(session), ...marks(session.connection) })

/** The SDK lists the canned ACLs that it knew when it was built; S3 decides which there are. */
const cannedAcl = (acl: string): ObjectCannedACL => acl as ObjectCannedACL

/** What an upload carries besides its content. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
const marks = ({ acl, objectTags }: S3Session['connection']): { readonly ACL?: ObjectCannedACL; readonly Tagging?: string } => ({
  ...(acl === undefined ? {} : { ACL: cannedAcl(acl) }),
  ...(objectTags === undefined ? {} : { Tagging: objectTags }),
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/specifying-kms-encryption.html */
function encryption({ connection }: S3Session): { readonly ServerSideEncryption?: 'aws:kms'; readonly SSEKMSKeyId?: string } {
  return connection.kmsKeyArn === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: connection.kmsKeyArn }
}
