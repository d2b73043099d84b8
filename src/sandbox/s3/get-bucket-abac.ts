import type { GetBucketAbacOutput, GetBucketAbacRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAbac.html */
export const getBucketAbac: Operation<GetBucketAbacRequest, GetBucketAbacOutput> = onBucket({
  action: 's3:GetBucketAbac',
  run: ({ abac }) => ok({ AbacStatus: { Status: abac ? 'Enabled' : 'Disabled' } }),
})
