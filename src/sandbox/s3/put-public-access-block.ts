import type { PutPublicAccessBlockRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'
import { parsePublicAccessBlock } from './public-access-block.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const putPublicAccessBlock: Operation<PutPublicAccessBlockRequest, object> = onBucket({
  action: 's3:PutBucketPublicAccessBlock',
  run: (bucket, input: Parsed<PutPublicAccessBlockRequest>) => {
    bucket.publicAccessBlock = parsePublicAccessBlock(input.PublicAccessBlockConfiguration)
    return ok({})
  },
})
