import type { GetBucketLifecycleConfigurationOutput, GetBucketLifecycleConfigurationRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
export const getBucketLifecycleConfiguration: Operation<
  GetBucketLifecycleConfigurationRequest,
  Parsed<GetBucketLifecycleConfigurationOutput>
> = onBucket({
  action: 's3:GetLifecycleConfiguration',
  run: ({ name, lifecycle }) =>
    lifecycle === undefined
      ? err({
          code: 'NoSuchLifecycleConfiguration',
          message: 'The lifecycle configuration does not exist',
          status: 404,
          fields: { BucketName: name },
        })
      : ok({ Rules: lifecycle.rules, TransitionDefaultMinimumObjectSize: lifecycle.minimumObjectSize }),
})
