import type { DeleteBucketReplicationRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketReplication.html */
export const deleteBucketReplication: Operation<DeleteBucketReplicationRequest, object> = onBucket({
  action: 's3:PutReplicationConfiguration',
  run: (bucket) => {
    delete bucket.replication
    return ok({})
  },
})
