import type { LoggingEnabled, PutBucketLoggingRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { onBucket } from './on-bucket.ts'

/** Stored; nothing is logged. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html */
export const putBucketLogging: Operation<PutBucketLoggingRequest, object> = onBucket({
  action: 's3:PutBucketLogging',
  run: (bucket, { BucketLoggingStatus: { LoggingEnabled: logging } }: Parsed<PutBucketLoggingRequest>, _call, stores) => {
    if (logging === undefined) {
      delete bucket.logging
      return ok({})
    }
    const refused = refuseTarget(bucket, logging, stores)
    if (refused !== undefined) return err(refused)
    bucket.logging = logging
    return ok({})
  },
})

/** The words were recorded from AWS, but for a target of another owner. */
function refuseTarget(bucket: Bucket, logging: Parsed<LoggingEnabled>, { s3 }: Stores): AwsError | undefined {
  const { TargetBucket: name, TargetGrants: grants = [] } = logging
  const target = s3.buckets.get(name)
  if (target === undefined) return invalidTarget('The target bucket for logging does not exist', name)
  if (target.region !== bucket.region) {
    const source = bucket.region === 'us-east-1' ? {} : { SourceBucketLocation: bucket.region }
    return {
      code: 'CrossLocationLoggingProhibitted',
      message: 'Cross S3 location logging not allowed. ',
      status: 403,
      fields: { ...source, TargetBucketLocation: target.region },
    }
  }
  if (target.owner !== bucket.owner)
    return invalidTarget('The owner for the bucket to be logged and the target bucket must be the same.', name)
  return grants.length > 0 && target.aclsDisabled ? grantsNotAllowed : undefined
}

/** As reported in https://github.com/hashicorp/terraform-provider-aws/issues/31771 */
const grantsNotAllowed: AwsError = {
  code: 'AccessControlListNotSupported',
  message: 'Target grants not allowed for bucket owner enforced buckets',
  status: 400,
}

const invalidTarget = (message: string, name: string): AwsError => ({
  code: 'InvalidTargetBucketForLogging',
  message,
  status: 400,
  fields: { TargetBucket: name },
})
