import type { DeleteBucketCorsRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html */
export const deleteBucketCors: Operation<DeleteBucketCorsRequest, object> = onBucket({
  action: 's3:PutBucketCORS',
  run: (bucket) => {
    delete bucket.cors
    return ok({})
  },
})
