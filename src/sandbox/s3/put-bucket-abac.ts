import type { PutBucketAbacRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAbac.html */
export const putBucketAbac: Operation<PutBucketAbacRequest, object> = onBucket({
  action: 's3:PutBucketAbac',
  run: (bucket, { AbacStatus: { Status: status } }: Parsed<PutBucketAbacRequest>) => {
    if (status === undefined) return err(malformedXml)
    bucket.abac = status === 'Enabled'
    return ok({})
  },
})
