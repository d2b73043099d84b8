import type { DeleteBucketEncryptionRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { defaultEncryption } from './encryption.ts'
import { onBucket } from './on-bucket.ts'

/** Back to SSE-S3; what is blocked stays so. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export const deleteBucketEncryption: Operation<DeleteBucketEncryptionRequest, object> = onBucket({
  action: 's3:PutEncryptionConfiguration',
  run: (bucket, _input, _call, { profile }) => {
    const unset = profile === 'legacy-s3' ? { isUnset: true as const } : {}
    bucket.encryption = { ...defaultEncryption, blocksSseC: bucket.encryption.blocksSseC, ...unset }
    return ok({})
  },
})
