import type { PutBucketTaggingRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'
import { parseTags } from './tags.ts'

/** An empty set leaves the bucket without tags. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging: Operation<PutBucketTaggingRequest, object> = onBucket({
  // As its page shows, not as the model says.
  status: 204,
  action: 's3:PutBucketTagging',
  run: (bucket, input: Parsed<PutBucketTaggingRequest>) => {
    const tags = parseTags(input.Tagging.TagSet, 'bucket')
    if (!tags.ok) return tags
    if (tags.value.size > 0) bucket.tags = tags.value
    else delete bucket.tags
    return ok({})
  },
})
