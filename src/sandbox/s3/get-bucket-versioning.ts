import type { GetBucketVersioningOutput, GetBucketVersioningRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** A bucket that was never versioned has no status. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning: Operation<GetBucketVersioningRequest, GetBucketVersioningOutput> = onBucket({
  action: 's3:GetBucketVersioning',
  run: ({ versioning }) => ok({ Status: versioning }),
})
