import type { GetBucketEncryptionOutput, GetBucketEncryptionRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** Every bucket has one. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export const getBucketEncryption: Operation<GetBucketEncryptionRequest, GetBucketEncryptionOutput> = onBucket({
  action: 's3:GetEncryptionConfiguration',
  run: ({ encryption: { algorithm, keyId, bucketKey, blocksSseC } }) => {
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId },
      BucketKeyEnabled: bucketKey,
      ...(blocksSseC ? { BlockedEncryptionTypes: { EncryptionType: ['SSE-C' as const] } } : {}),
    }
    return ok({ ServerSideEncryptionConfiguration: { Rules: [rule] } })
  },
})
