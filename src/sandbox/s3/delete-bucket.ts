import type { DeleteBucketRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import type { Bucket } from './bucket.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket: Operation<DeleteBucketRequest, object> = onBucket({
  action: 's3:DeleteBucket',
  run: (bucket, _input, _call, stores) => {
    if (bucket.keys.size > 0) return err(notEmpty(bucket))
    stores.s3.buckets.delete(bucket.name)
    return ok({})
  },
})

/** Recorded from AWS. */
const notEmpty = ({ name, versioning }: Bucket): AwsError => ({
  code: 'BucketNotEmpty',
  message: `The bucket you tried to delete is not empty${versioning === undefined ? '' : '. You must delete all versions in the bucket.'}`,
  status: 409,
  fields: { BucketName: name },
})
