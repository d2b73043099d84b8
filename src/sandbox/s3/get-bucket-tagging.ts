import type { GetBucketTaggingOutput, GetBucketTaggingRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'
import { tagSet } from './tags.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging: Operation<GetBucketTaggingRequest, GetBucketTaggingOutput> = onBucket({
  action: 's3:GetBucketTagging',
  run: ({ name, tags }, _input, _call, stores) =>
    tags === undefined
      ? err({ code: 'NoSuchTagSet', message: 'The TagSet does not exist', status: 404, fields: { BucketName: name } })
      : ok({ TagSet: tagSet(tags, stores) }),
})
