import type { GetBucketEncryptionOutput, GetBucketEncryptionRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** Every bucket has one. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export const getBucketEncryption: Operation<GetBucketEncryptionRequest, GetBucketEncryptionOutput> = onBucket({
  action: 's3:GetEncryptionConfiguration',
  run: ({ name, encryption: { algorithm, keyId, bucketKey, blocksSseC, isUnset } }) => {
    if (isUnset) return err(notFound(name))
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId },
      BucketKeyEnabled: bucketKey,
      ...(blocksSseC ? { BlockedEncryptionTypes: { EncryptionType: ['SSE-C' as const] } } : {}),
    }
    return ok({ ServerSideEncryptionConfiguration: { Rules: [rule] } })
  },
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const notFound = (name: string): AwsError => ({
  code: 'ServerSideEncryptionConfigurationNotFoundError',
  message: 'The server side encryption configuration was not found',
  status: 404,
  fields: { BucketName: name },
})
