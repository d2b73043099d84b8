import type { DeletePublicAccessBlockRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock: Operation<DeletePublicAccessBlockRequest, object> = onBucket({
  action: 's3:PutBucketPublicAccessBlock',
  run: (bucket) => {
    delete bucket.publicAccessBlock
    return ok({})
  },
})
