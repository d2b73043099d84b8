import type { GetBucketAclOutput, GetBucketAclRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { privateAcl } from './acl.ts'
import { aclOutput } from './acl-document.ts'
import { onBucket } from './on-bucket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl: Operation<GetBucketAclRequest, GetBucketAclOutput> = onBucket({
  action: 's3:GetBucketAcl',
  run: ({ acl, owner, aclsDisabled }, _input, _call, stores) => ok(aclOutput(aclsDisabled ? privateAcl(owner) : acl, owner, stores)),
})
