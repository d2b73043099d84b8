import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { noSuchBucket } from './bucket-name.ts'

/** What every operation on a bucket says. */
export interface BucketInput {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string | undefined
}

/** The bucket of a request, if it is there, in this Region, and owned by whom the caller expects: all this S3 tells to anybody. */
export function findBucket(input: BucketInput, call: Call, stores: Stores): Result<Bucket, AwsError> {
  const bucket = stores.s3.buckets.get(input.Bucket)
  if (bucket === undefined) return err(noSuchBucket(input.Bucket))
  if (stores.profile === 'current' && isElsewhere(bucket, call)) return err(redirect(bucket))
  const refused = refuseOwner(bucket, input.ExpectedBucketOwner)
  return refused === undefined ? ok(bucket) : err(refused)
}

/** In the profile `legacy-s3` the Region of a signature says nothing. An unsigned request names no Region, and S3 sends it on. Where a bucket is can be asked anywhere. */
const isElsewhere = (bucket: Bucket, call: Call): boolean =>
  call.authType !== 'anonymous' && call.operation !== 'GetBucketLocation' && call.region !== bucket.region

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses */
const redirect = (bucket: Bucket): AwsError => ({
  code: 'PermanentRedirect',
  message:
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
  status: 301,
  fields: { Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`, Bucket: bucket.name },
  headers: { 'x-amz-bucket-region': bucket.region },
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
export function refuseOwner(bucket: Bucket, expected: string | undefined): AwsError | undefined {
  if (expected === undefined || expected === bucket.owner) return undefined
  if (/^\d{12}$/.test(expected)) return { code: 'AccessDenied', message: 'Access Denied' }
  return {
    code: 'InvalidBucketOwnerAWSAccountID',
    message: `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`,
    status: 400,
  }
}
