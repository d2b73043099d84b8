import type { GetBucketReplicationOutput, GetBucketReplicationRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html */
export const getBucketReplication: Operation<GetBucketReplicationRequest, Parsed<GetBucketReplicationOutput>> = onBucket({
  action: 's3:GetReplicationConfiguration',
  run: ({ name, replication }) =>
    replication === undefined
      ? err({
          code: 'ReplicationConfigurationNotFoundError',
          message: 'The replication configuration was not found',
          status: 404,
          fields: { BucketName: name },
        })
      : ok({ ReplicationConfiguration: replication }),
})
