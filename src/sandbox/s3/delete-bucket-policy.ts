import type { DeleteBucketPolicyRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'
import { forOwnerOnly } from './owner-only.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy: Operation<DeleteBucketPolicyRequest, object> = onBucket({
  action: 's3:DeleteBucketPolicy',
  run: (bucket, _input, call) =>
    forOwnerOnly(bucket, call, () => {
      delete bucket.policy
      return ok({})
    }),
})
