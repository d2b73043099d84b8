import type { AwsError } from './error.ts'
import { checksumAlgorithms } from './wire/checksum.ts'

/** S3 refuses longer documents; recorded from it by the suite of justincormack/argmin (crates/s3-tests/tests/request_checksums.rs), as all here. */
const longest: Readonly<Record<string, number>> = {
  CompleteMultipartUpload: 2_621_440,
  DeleteObjects: 2_048_000,
  PutBucketAcl: 204_800,
  PutBucketOwnershipControls: 2048,
  PutBucketTagging: 163_840,
  PutBucketVersioning: 1024,
}

export const longestDocument = (operation: string): number => longest[operation] ?? 2 * 1024 * 1024

export const documentTooLong = (operation: string): AwsError => ({
  code: 'MaxMessageLengthExceeded',
  message: 'Your request was too big.',
  status: 400,
  fields: { MaxMessageLengthBytes: String(longestDocument(operation)) },
})

/** Documents that must come with a digest, and how S3 names the headers; a lifecycle may have any of them all the same. */
const digests: Readonly<Record<string, string>> = {
  DeleteObjects: 'Content-MD5 OR x-amz-checksum-*',
  PutBucketCors: 'Content-MD5 OR x-amz-checksum-*',
  PutBucketLifecycleConfiguration: 'Content-MD5',
  PutBucketTagging: 'Content-MD5 OR x-amz-checksum-*',
  PutObjectLegalHold: 'Content-MD5 OR x-amz-checksum-*',
  PutObjectLockConfiguration: 'Content-MD5 OR x-amz-checksum-*',
  PutObjectRetention: 'Content-MD5 OR x-amz-checksum-*',
}

const vouching = ['content-md5', 'x-amz-trailer', ...checksumAlgorithms.map((name) => `x-amz-checksum-${name.toLowerCase()}`)]

type Header = (name: string) => string | undefined

/** Whether a digest of the body comes with it. */
export const isVouchedFor = (header: Header): boolean => vouching.some((name) => header(name) !== undefined)

export function refuseUnvouched(operation: string, header: Header): AwsError | undefined {
  const needed = digests[operation]
  if (needed === undefined || isVouchedFor(header)) return undefined
  return { code: 'InvalidRequest', message: `Missing required header for this request: ${needed}`, status: 400 }
}
