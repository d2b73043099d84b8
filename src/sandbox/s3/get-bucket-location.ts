import type { GetBucketLocationOutput, GetBucketLocationRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** us-east-1 has no location constraint. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation: Operation<GetBucketLocationRequest, GetBucketLocationOutput> = onBucket({
  action: 's3:GetBucketLocation',
  run: ({ region, locationConstraint }) => {
    const constraint = locationConstraint ?? (region === 'us-east-1' ? undefined : region)
    return ok(constraint === undefined ? {} : { LocationConstraint: constraint })
  },
})
