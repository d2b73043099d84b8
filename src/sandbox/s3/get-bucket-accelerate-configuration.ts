import type { GetBucketAccelerateConfigurationOutput, GetBucketAccelerateConfigurationRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** Without one the answer is empty. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAccelerateConfiguration.html */
export const getBucketAccelerateConfiguration: Operation<GetBucketAccelerateConfigurationRequest, GetBucketAccelerateConfigurationOutput> =
  onBucket({
    action: 's3:GetAccelerateConfiguration',
    run: ({ acceleration }) => ok({ Status: acceleration }),
  })
