import type { PutBucketEncryptionRequest, ServerSideEncryptionRule } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Bucket } from './bucket.ts'
import { isAlgorithm } from './choose-encryption.ts'
import type { BucketEncryption } from './encryption.ts'
import { malformedXml } from './malformed-xml.ts'
import { onBucket } from './on-bucket.ts'

/** Whether the key exists is found out by the first upload. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const putBucketEncryption: Operation<PutBucketEncryptionRequest, object> = onBucket({
  action: 's3:PutEncryptionConfiguration',
  run: (bucket, input: Parsed<PutBucketEncryptionRequest>) => {
    const [rule, ...more] = input.ServerSideEncryptionConfiguration.Rules
    if (rule === undefined || more.length > 0) return err(malformedXml)
    const encryption = parseRule(rule, bucket)
    if (!encryption.ok) return encryption
    bucket.encryption = encryption.value
    return ok({})
  },
})

function parseRule(rule: Parsed<ServerSideEncryptionRule>, bucket: Bucket): Result<BucketEncryption, AwsError> {
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId } = rule.ApplyServerSideEncryptionByDefault ?? { SSEAlgorithm: 'AES256' }
  if (!isAlgorithm(algorithm)) return err(malformedXml)
  if (algorithm === 'AES256' && keyId !== undefined) return err(keyWithoutKms)
  return ok({
    algorithm,
    ...(keyId === undefined ? {} : { keyId }),
    bucketKey: rule.BucketKeyEnabled ?? false,
    isPut: true,
    blocksSseC: rule.BlockedEncryptionTypes?.EncryptionType?.includes('SSE-C') ?? bucket.encryption.blocksSseC,
  })
}

/** Recorded from AWS. */
const keyWithoutKms: AwsError = {
  code: 'InvalidArgument',
  message: 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
  status: 400,
  fields: { ArgumentName: 'ApplyServerSideEncryptionByDefault' },
}
