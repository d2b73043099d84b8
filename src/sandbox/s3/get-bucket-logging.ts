import type { GetBucketLoggingOutput, GetBucketLoggingRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** Without it the answer is empty. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
export const getBucketLogging: Operation<GetBucketLoggingRequest, Parsed<GetBucketLoggingOutput>> = onBucket({
  action: 's3:GetBucketLogging',
  run: ({ logging }) => ok(logging === undefined ? {} : { LoggingEnabled: logging }),
})
