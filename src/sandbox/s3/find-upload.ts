import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { ownerOf, writePermission } from './bucket-permission.ts'
import type { BucketInput } from './find-bucket.ts'
import { kmsPermissions } from './kms-access.ts'
import type { Upload } from './upload.ts'

export interface UploadInput extends BucketInput {
  readonly Key: string
  readonly UploadId: string
}

type PolicyKeys = Readonly<Record<string, string | undefined>>

export function findUpload(bucket: Bucket, { Key, UploadId }: UploadInput): Result<Upload, AwsError> {
  const upload = bucket.uploads.get(Key)?.find(({ id }) => id === UploadId)
  return upload === undefined ? err(noSuchUpload(UploadId)) : ok(upload)
}

/** Recorded from AWS. */
const noSuchUpload = (uploadId: string): AwsError => ({
  code: 'NoSuchUpload',
  message: 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  status: 404,
  fields: { UploadId: uploadId },
})

export function addUpload(bucket: Bucket, upload: Upload): void {
  const { key } = upload.object
  bucket.uploads.set(key, [...(bucket.uploads.get(key) ?? []), upload])
}

export function removeUpload(bucket: Bucket, upload: Upload): void {
  const { key } = upload.object
  const kept = (bucket.uploads.get(key) ?? []).filter((other) => other !== upload)
  if (kept.length > 0) bucket.uploads.set(key, kept)
  else bucket.uploads.delete(key)
}

/**
 * The permission for an action on the upload, which its initiator has unless it is denied.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export function initiatorPermission(action: string, bucket: Bucket, input: UploadInput, call: Call, stores: Stores): Permission {
  const upload = findUpload(bucket, input)
  const permission = writePermission({ action, bucket, key: input.Key }, call, stores)
  const isInitiator = upload.ok && upload.value.initiator.account === ownerOf(call)
  return isInitiator ? { ...permission, policies: { ...permission.policies, aclGrants: true } } : permission
}

/**
 * What a part, or the completion, needs: to write the object, with the condition keys of the request that began the upload, since a part has no
 * headers of its own for them (inferred: policies that demand encryption or an ACL let multipart uploads pass); and to decrypt what is there.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export function uploadPermissions(bucket: Bucket, input: UploadInput, own: PolicyKeys, call: Call, stores: Stores): readonly Permission[] {
  const { Key: key } = input
  const upload = findUpload(bucket, input)
  const context = { ...(upload.ok ? upload.value.context : {}), ...own }
  const write = writePermission({ action: 's3:PutObject', bucket, key, context }, call, stores)
  if (!upload.ok) return [write]
  const { encryption } = upload.value.object
  return [write, ...kmsPermissions({ actions: ['kms:Decrypt'], bucket, key, encryption }, call, stores)]
}
