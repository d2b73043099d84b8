import type { DeleteObjectsCommandInput, S3, _Error as S3Error } from '@aws-sdk/client-s3'
import type { Clients } from './clients.ts'
import { whileThere } from './while-there.ts'

/**
 * A bucket must be empty before it can go: its policy first, which may well refuse, then every version, every delete marker and every unfinished
 * upload, with what probes left.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/empty-bucket.html
 */
export async function emptyBucket(Bucket: string, s3: S3, clients: Clients): Promise<void> {
  await whileThere(() => s3.deleteBucketPolicy({ Bucket }, clients.options))
  while (await removePage(Bucket, s3, clients));
  const { Uploads = [] } = await s3.listMultipartUploads({ Bucket }, clients.options)
  for (const { Key, UploadId } of Uploads) await whileThere(() => s3.abortMultipartUpload({ Bucket, Key, UploadId }, clients.options))
}

/** Removes up to 1,000 versions; true when there are more. */
async function removePage(Bucket: string, s3: S3, clients: Clients): Promise<boolean> {
  const { Versions = [], DeleteMarkers = [], IsTruncated = false } = await s3.listObjectVersions({ Bucket }, clients.options)
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
  if (Objects.length === 0) return false
  const Delete = { Objects, Quiet: true }
  const { Errors = [] } = await s3.deleteObjects({ Bucket, Delete }, clients.options)
  const [first] = Errors.some(isLocked) ? await removeLocked({ Bucket, Delete }, s3, clients) : Errors
  // The same page would come for ever.
  if (first !== undefined) throw new Error(`object ${first.Key}: ${first.Code}: ${first.Message}`)
  return IsTruncated
}

const isLocked = ({ Message }: S3Error): boolean => /object protected by object lock/.test(Message ?? '')

/** Governance mode yields to who asks for it and may. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html#object-lock-retention-modes */
async function removeLocked(
  input: Pick<DeleteObjectsCommandInput, 'Bucket' | 'Delete'>,
  s3: S3,
  clients: Clients,
): Promise<readonly S3Error[]> {
  const { Errors = [] } = await s3.deleteObjects({ ...input, BypassGovernanceRetention: true }, clients.options)
  return Errors
}
