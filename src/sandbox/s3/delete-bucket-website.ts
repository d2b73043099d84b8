import type { DeleteBucketWebsiteRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketWebsite.html */
export const deleteBucketWebsite: Operation<DeleteBucketWebsiteRequest, object> = onBucket({
  action: 's3:DeleteBucketWebsite',
  run: (bucket) => {
    delete bucket.website
    return ok({})
  },
})
