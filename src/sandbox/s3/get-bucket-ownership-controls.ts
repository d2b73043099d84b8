import type { GetBucketOwnershipControlsOutput, GetBucketOwnershipControlsRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const getBucketOwnershipControls: Operation<GetBucketOwnershipControlsRequest, GetBucketOwnershipControlsOutput> = onBucket({
  action: 's3:GetBucketOwnershipControls',
  run: ({ name, ownership }) =>
    ownership === undefined
      ? err({
          code: 'OwnershipControlsNotFoundError',
          message: 'The bucket ownership controls were not found',
          status: 404,
          fields: { BucketName: name },
        })
      : ok({ OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } }),
})
