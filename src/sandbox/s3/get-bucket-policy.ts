import type { GetBucketPolicyOutput, GetBucketPolicyRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import type { Bucket } from './bucket.ts'
import { normalizePolicy } from './normalize-policy.ts'
import { onBucket } from './on-bucket.ts'
import { forOwnerOnly } from './owner-only.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy: Operation<GetBucketPolicyRequest, GetBucketPolicyOutput> = onBucket({
  action: 's3:GetBucketPolicy',
  run: (bucket, _input, call, { iam, profile }) =>
    forOwnerOnly(bucket, call, () => {
      if (bucket.policy === undefined) return err(noSuchPolicy(bucket))
      const { text } = bucket.policy.current(iam)
      return ok({ Policy: profile === 'current' ? normalizePolicy(text) : text })
    }),
})

/** Recorded from AWS. */
export const noSuchPolicy = ({ name }: Bucket): AwsError => ({
  code: 'NoSuchBucketPolicy',
  message: 'The bucket policy does not exist',
  status: 404,
  fields: { BucketName: name },
})
