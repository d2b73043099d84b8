import type { PutBucketAccelerateConfigurationRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import { onBucket } from './on-bucket.ts'

/** Stored; the sandbox has no accelerated endpoints. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAccelerateConfiguration.html */
export const putBucketAccelerateConfiguration: Operation<PutBucketAccelerateConfigurationRequest, object> = onBucket({
  action: 's3:PutAccelerateConfiguration',
  run: (bucket, { AccelerateConfiguration: { Status: status } }: Parsed<PutBucketAccelerateConfigurationRequest>) => {
    if (bucket.name.includes('.')) return err(hasPeriods)
    if (status === undefined) return err(malformedXml)
    bucket.acceleration = status
    return ok({})
  },
})

/** Recorded from AWS. */
const hasPeriods: AwsError = {
  code: 'InvalidRequest',
  message: 'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
  status: 400,
}
