import type { PutBucketOwnershipControlsRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import { givesOwnerFullControl } from './new-object.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const putBucketOwnershipControls: Operation<PutBucketOwnershipControlsRequest, object> = onBucket({
  action: 's3:PutBucketOwnershipControls',
  run: (bucket, input: Parsed<PutBucketOwnershipControlsRequest>) => {
    const [rule, ...more] = input.OwnershipControls.Rules
    if (rule === undefined || more.length > 0) return err(malformedXml)
    if (rule.ObjectOwnership === 'BucketOwnerEnforced' && !givesOwnerFullControl(bucket.acl, bucket)) return err(aclGivesToOthers)
    bucket.ownership = rule.ObjectOwnership
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html */
export const aclGivesToOthers: AwsError = {
  code: 'InvalidBucketAclWithObjectOwnership',
  message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  status: 400,
}
