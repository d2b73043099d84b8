import type { DeleteBucketLifecycleRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html */
export const deleteBucketLifecycle: Operation<DeleteBucketLifecycleRequest, object> = onBucket({
  action: 's3:PutLifecycleConfiguration',
  run: (bucket) => {
    delete bucket.lifecycle
    return ok({})
  },
})
