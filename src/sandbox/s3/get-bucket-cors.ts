import type { GetBucketCorsOutput, GetBucketCorsRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html */
export const getBucketCors: Operation<GetBucketCorsRequest, Parsed<GetBucketCorsOutput>> = onBucket({
  action: 's3:GetBucketCORS',
  run: ({ name, cors }) =>
    cors === undefined
      ? err({
          code: 'NoSuchCORSConfiguration',
          message: 'The CORS configuration does not exist',
          status: 404,
          fields: { BucketName: name },
        })
      : ok({ CORSRules: cors }),
})
