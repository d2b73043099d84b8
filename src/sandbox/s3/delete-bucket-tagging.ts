import type { DeleteBucketTaggingRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const deleteBucketTagging: Operation<DeleteBucketTaggingRequest, object> = onBucket({
  action: 's3:PutBucketTagging',
  run: (bucket) => {
    delete bucket.tags
    return ok({})
  },
})
