import type { GetBucketPolicyStatusOutput, GetBucketPolicyStatusRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import { isPublicPolicy } from '../../engine/is-public.ts'
import type { Operation } from '../operation.ts'
import { isPublicGrant } from './acl.ts'
import { noSuchPolicy } from './get-bucket-policy.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus: Operation<GetBucketPolicyStatusRequest, GetBucketPolicyStatusOutput> = onBucket({
  action: 's3:GetBucketPolicyStatus',
  run: (bucket, _input, _call, { iam, profile }) => {
    const isPublic = bucket.policy === undefined ? undefined : isPublicPolicy(bucket.policy.current(iam).policy)
    // Older servers count the ACL too, and answer without a policy.
    const isOpen = profile === 'legacy-s3' ? isPublic === true || bucket.acl.some(isPublicGrant) : isPublic
    return isOpen === undefined ? err(noSuchPolicy(bucket)) : ok({ PolicyStatus: { IsPublic: isOpen } })
  },
})
