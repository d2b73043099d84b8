import type { HeadBucketOutput, HeadBucketRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import type { Bucket } from './bucket.ts'
import { bucketPermission } from './bucket-permission.ts'
import { findBucket } from './find-bucket.ts'

/**
 * A refusal still says in which Region the bucket is: clients look it up so.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 * @see https://github.com/boto/botocore/blob/develop/botocore/utils.py
 */
export const headBucket: Operation<HeadBucketRequest, HeadBucketOutput> = {
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const permission = bucketPermission({ action: 's3:ListBucket', bucket: bucket.value }, call, stores)
    return ok([
      { ...permission, refusal: (_, message) => ({ code: 'AccessDenied', message, status: 403, headers: regionOf(bucket.value) }) },
    ])
  },
  run: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const { arn, region } = bucket.value
    return ok({ BucketArn: arn, BucketRegion: region, AccessPointAlias: call.accessPoint?.alias === true })
  },
}

const regionOf = ({ region }: Bucket): Readonly<Record<string, string>> => ({ 'x-amz-bucket-region': region })
