import type { GetBucketPolicyStatusOutput, GetBucketPolicyStatusRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import { isPublicPolicy } from '../../engine/is-public.ts'
import type { Operation } from '../operation.ts'
import { noSuchPolicy } from './get-bucket-policy.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus: Operation<GetBucketPolicyStatusRequest, GetBucketPolicyStatusOutput> = onBucket({
  action: 's3:GetBucketPolicyStatus',
  run: (bucket, _input, _call, { iam }) =>
    bucket.policy === undefined
      ? err(noSuchPolicy(bucket))
      : ok({ PolicyStatus: { IsPublic: isPublicPolicy(bucket.policy.current(iam).policy) } }),
})
