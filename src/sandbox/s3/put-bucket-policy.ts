import type { PutBucketPolicyRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import { isPublicPolicy } from '../../engine/is-public.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import type { AwsError } from '../error.ts'
import { ResourceDocument } from '../iam/resource-document.ts'
import { withAccounts } from '../iam/with-accounts.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { accessDenied, publicPoliciesBlocked } from './access-denied.ts'
import type { Bucket } from './bucket.ts'
import { onBucket } from './on-bucket.ts'
import { forOwnerOnly } from './owner-only.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const putBucketPolicy: Operation<PutBucketPolicyRequest, object> = onBucket({
  // As its page shows, not as the model says.
  status: 204,
  action: 's3:PutBucketPolicy',
  run: (bucket, input: Parsed<PutBucketPolicyRequest>, call, stores) =>
    forOwnerOnly(bucket, call, () => {
      const policy = parseBucketPolicy(withAccounts(input.Policy ?? '', stores.iam), bucket, call, stores)
      if (!policy.ok) return policy
      bucket.policy = policy.value
      return ok({})
    }),
})

/** Older servers take statements that apply to nothing. */
const isTolerated = (refusal: string, { profile }: Stores): boolean =>
  profile === 'legacy-s3' && refusal === 'Action does not apply to any resource(s) in statement'

function parseBucketPolicy(text: string, bucket: Bucket, call: Call, stores: Stores): Result<ResourceDocument, AwsError> {
  const refused = refusePolicy(text, 'bucket', { bucket: bucket.name })
  if (refused !== undefined && !isTolerated(refused.message, stores))
    return err({ code: refused.code, message: refused.message, status: 400 })
  const policy = parsePolicyText(text, bucket.name, 'bucket')
  if (!policy.ok) throw new Error('internal error: a bucket policy that S3 takes does not parse')
  const document = ResourceDocument.of({ text, policy: policy.value }, 'bucket', stores.iam)
  if (!document.ok) {
    return err({ code: 'MalformedPolicy', message: 'Invalid principal in policy', status: 400, fields: { Detail: document.error } })
  }
  const isBlocked = isPublicPolicy(policy.value) && stores.s3.publicAccessBlock(bucket).BlockPublicPolicy
  if (!isBlocked) return ok(document.value)
  return err(accessDenied({ action: 's3:PutBucketPolicy', resource: bucket.arn, because: publicPoliciesBlocked }, bucket, call))
}
