import type { DeleteBucketOwnershipControlsRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html */
export const deleteBucketOwnershipControls: Operation<DeleteBucketOwnershipControlsRequest, object> = onBucket({
  action: 's3:PutBucketOwnershipControls',
  run: (bucket) => {
    delete bucket.ownership
    return ok({})
  },
})
