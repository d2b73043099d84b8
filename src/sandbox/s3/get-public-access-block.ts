import type { GetPublicAccessBlockOutput, GetPublicAccessBlockRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock: Operation<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput> = onBucket({
  action: 's3:GetBucketPublicAccessBlock',
  run: ({ name, publicAccessBlock }) =>
    publicAccessBlock === undefined
      ? err({
          code: 'NoSuchPublicAccessBlockConfiguration',
          message: 'The public access block configuration was not found',
          status: 404,
          fields: { BucketName: name },
        })
      : ok({ PublicAccessBlockConfiguration: publicAccessBlock }),
})
