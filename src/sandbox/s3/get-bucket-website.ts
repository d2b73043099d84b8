import type { GetBucketWebsiteOutput, GetBucketWebsiteRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketWebsite.html */
export const getBucketWebsite: Operation<GetBucketWebsiteRequest, Parsed<GetBucketWebsiteOutput>> = onBucket({
  action: 's3:GetBucketWebsite',
  run: ({ name, website }) =>
    website === undefined
      ? err({
          code: 'NoSuchWebsiteConfiguration',
          message: 'The specified bucket does not have a website configuration',
          status: 404,
          fields: { BucketName: name },
        })
      : ok(website),
})
