import type { PutBucketAclRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { accessDenied, publicAclsBlocked } from './access-denied.ts'
import { isPublicGrant } from './acl.ts'
import { chooseAcl } from './choose-acl.ts'
import { aclContext, aclsNotSupported } from './new-object.ts'
import { onBucket } from './on-bucket.ts'

type Input = Parsed<PutBucketAclRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl: Operation<PutBucketAclRequest, object> = onBucket({
  action: 's3:PutBucketAcl',
  context: (input: Input) => aclContext(input),
  run: (bucket, input, call, stores) => {
    const acl = chooseAcl(input, { on: 'bucket', owner: bucket.owner, bucketOwner: bucket.owner }, stores)
    if (!acl.ok) return acl
    if (acl.value.some(isPublicGrant) && stores.s3.publicAccessBlock(bucket).BlockPublicAcls) {
      return err(accessDenied({ action: 's3:PutBucketAcl', resource: bucket.arn, because: publicAclsBlocked }, bucket, call))
    }
    if (bucket.aclsDisabled) return err(aclsNotSupported)
    bucket.acl = acl.value
    return ok({})
  },
})
