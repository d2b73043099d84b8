import type { HeadBucketOutput, HeadBucketRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket: Operation<HeadBucketRequest, HeadBucketOutput> = onBucket({
  action: 's3:ListBucket',
  run: ({ arn, region }) => ok({ BucketArn: arn, BucketRegion: region, AccessPointAlias: false }),
})
