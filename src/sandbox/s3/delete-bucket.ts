import type { DeleteBucketRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import type { Bucket } from './bucket.ts'
import { pointsOf } from './find-access-point.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket: Operation<DeleteBucketRequest, object> = onBucket({
  action: 's3:DeleteBucket',
  run: (bucket, _input, _call, stores) => {
    if (bucket.keys.size > 0) return err(notEmpty(bucket))
    if (pointsOf(bucket.name, stores.s3).length > 0) return err(hasAccessPoints(bucket))
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

/** The code is one of the list, the words are inferred. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const hasAccessPoints = ({ name }: Bucket): AwsError => ({
  code: 'BucketHasAccessPointsAttached',
  message: 'The bucket you tried to delete has access points attached. Delete your access points before deleting the bucket.',
  status: 400,
  fields: { BucketName: name },
})
