import { bucketAddress } from './bucket-address.ts'
import type { Answer } from './probe.ts'
import { listPrefix } from './s3-needs.ts'
import { type S3Session, unusableBucket } from './s3-session.ts'
import type { StepName } from './step.ts'

/** A key of a listing, with what tells files of strangers from one's own. */
export interface ListedFile {
  readonly key: string
  readonly size: number
  readonly owner?: string
}

interface ListRequest {
  readonly Prefix?: string
  readonly Delimiter?: string
}

export const readSteps = ['s3.list', 's3.get'] as const satisfies readonly StepName[]

/** Lists the folder and reads a file of it. False when the bucket itself cannot be worked with. */
export async function listAndRead(session: S3Session): Promise<boolean> {
  const because = unusableBucket(session.connection)
  if (because !== undefined) {
    for (const step of readSteps) session.probe.skip(step, because)
    return false
  }
  await lookUpRegion(session)
  const files = await listFolder(session)
  const refusal = session.probe.observations.findLast(({ step }) => step === 's3.list')
  const reachable = files !== undefined || refusal?.code === 'AccessDenied'
  const seen = files ?? (reachable ? await tryOtherPrefixes(session) : [])
  await readFile(session, seen, files === undefined)
  await readSample(session)
  return reachable
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
async function lookUpRegion({ connection, probe, s3 }: S3Session): Promise<void> {
  if (connection.looksUpRegion === undefined) return
  await probe.step('s3.region', {}, async (abortSignal) => {
    const { $metadata } = await s3.getBucketLocation({ Bucket: bucketAddress(connection) }, { abortSignal })
    return { value: true, metadata: $metadata }
  })
}

async function readSample(session: S3Session): Promise<void> {
  const { sampleFile } = session.connection
  if (sampleFile !== undefined) await get(session, 's3.get-sample', { key: sampleFile, size: 1 })
}

async function listFolder(session: S3Session): Promise<readonly ListedFile[] | undefined> {
  const prefix = listPrefix(session.connection)
  const files = await list(session, 's3.list', prefix === undefined ? {} : { Prefix: prefix })
  if (files !== undefined && !files.some(isFile) && prefix !== undefined) await lookBeside(session, prefix)
  return files
}

/** When the listing is refused: which forms of the prefix does the policy accept? */
async function tryOtherPrefixes(session: S3Session): Promise<readonly ListedFile[]> {
  const base = session.connection.baseDirectory
  const folderForms: readonly (readonly [StepName, ListRequest])[] = [
    ['s3.list-noslash', { Prefix: base }],
    ['s3.list-child', { Prefix: `${base}/x` }],
    ['s3.list-star', { Prefix: `${base}/*` }],
    ['s3.list-delimiter', { Prefix: `${base}/`, Delimiter: '/' }],
  ]
  const bucketForms: readonly (readonly [StepName, ListRequest])[] = [
    ['s3.list-empty', { Prefix: '' }],
    ['s3.list-absent', {}],
  ]
  const files: ListedFile[] = []
  for (const [step, request] of base === '' ? bucketForms : [...folderForms, ...bucketForms]) {
    files.push(...((await list(session, step, request)) ?? []))
  }
  return files.filter(({ key }) => key.startsWith(listPrefix(session.connection) ?? ''))
}

/** When the folder is empty: which folders lie beside it? */
async function lookBeside({ connection, probe, s3 }: S3Session, prefix: string): Promise<void> {
  const parent = prefix.slice(0, prefix.slice(0, -1).lastIndexOf('/') + 1)
  await probe.step('s3.list-parent', { prefix: parent }, async (abortSignal) => {
    const request = { Bucket: bucketAddress(connection), Delimiter: '/', ...(parent === '' ? {} : { Prefix: parent }) }
    const { CommonPrefixes = [], $metadata } = await s3.listObjectsV2(request, { abortSignal })
    const folders = CommonPrefixes.flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix]))
    return { value: folders, facts: { folders: folders.slice(0, 50).join('\n') }, metadata: $metadata }
  })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
function list({ connection, probe, s3 }: S3Session, step: StepName, request: ListRequest): Promise<readonly ListedFile[] | undefined> {
  const facts = request.Prefix === undefined ? {} : { prefix: request.Prefix }
  return probe.step(step, facts, async (abortSignal): Promise<Answer<readonly ListedFile[]>> => {
    const {
      Contents = [],
      KeyCount,
      $metadata,
    } = await s3.listObjectsV2({ Bucket: bucketAddress(connection), FetchOwner: true, ...request }, { abortSignal })
    const files = Contents.map(({ Key = '', Size = 0, Owner }) => ({
      key: Key,
      size: Size,
      ...(Owner?.ID === undefined ? {} : { owner: Owner.ID }),
    }))
    const owners = new Set(files.map(({ owner }) => owner)).size
    return {
      value: files,
      facts: { keyCount: KeyCount ?? files.length, fileCount: files.filter(isFile).length, owners },
      metadata: $metadata,
    }
  })
}

/** A key that ends in a slash is the marker of a folder. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-folders.html */
const isFile = ({ key }: ListedFile): boolean => !key.endsWith('/')

/** Reads the first byte of a file; of a second one too when that is refused, and of one that belongs to somebody else in any case. */
async function readFile(session: S3Session, listed: readonly ListedFile[], unlisted: boolean): Promise<void> {
  const files = listed.filter(isFile)
  const [first] = files
  if (first === undefined) {
    return session.probe.skip('s3.get', unlisted ? 'no file is known, as the folder could not be listed' : 'there is no file in the folder')
  }
  const read = await get(session, 's3.get', first)
  const second = files.find(({ owner }) => owner !== first.owner) ?? (read === undefined ? files[1] : undefined)
  if (second !== undefined) await get(session, 's3.get-second', second)
  if (session.connection.readsVersions === undefined) return
  if (read === undefined) session.probe.skip('s3.get-version', 'no version of a file is known')
  else await get(session, 's3.get-version', first, read.versionId)
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function get(
  { connection, probe, s3 }: S3Session,
  step: StepName,
  { key, size, owner }: ListedFile,
  versionId?: string,
): Promise<{ readonly versionId: string } | undefined> {
  const facts = { key, ...(owner === undefined ? {} : { ownerId: owner }) }
  return probe.step(step, facts, async (abortSignal) => {
    const range = size > 0 ? { Range: 'bytes=0-0' } : {}
    const version = versionId === undefined ? {} : { VersionId: versionId }
    const { Body, VersionId, $metadata } = await s3.getObject(
      { Bucket: bucketAddress(connection), Key: key, ...version, ...range },
      { abortSignal },
    )
    await Body?.transformToByteArray()
    // Without versioning the only version has the id `null`: https://docs.aws.amazon.com/AmazonS3/latest/userguide/AddingObjectstoVersionSuspendedBuckets.html
    return { value: { versionId: VersionId ?? 'null' }, metadata: $metadata }
  })
}
