import { err, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Bucket } from './bucket.ts'

/** The bucket policy is the owner's affair: other accounts are refused even where policies allow them. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const forOwnerOnly = <Output>(
  bucket: Bucket,
  { caller, method }: Call,
  run: () => Result<Output, AwsError>,
): Result<Output, AwsError> =>
  caller.account === bucket.owner
    ? run()
    : err({
        code: 'MethodNotAllowed',
        message: 'The specified method is not allowed against this resource.',
        status: 405,
        fields: { Method: method, ResourceType: 'BUCKETPOLICY' },
      })
