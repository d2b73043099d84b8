import type { GetObjectAclOutput, GetObjectAclRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { privateAcl } from './acl.ts'
import { aclOutput } from './acl-document.ts'
import { objectOwner } from './object-permission.ts'
import { onObject } from './on-object.ts'
import { chargedOutput } from './requester-pays.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl: Operation<GetObjectAclRequest, GetObjectAclOutput> = onObject({
  action: 's3:GetObjectAcl',
  hasVersionAction: true,
  run: ({ bucket, object }, _input, call, stores) => {
    const owner = objectOwner(bucket, object)
    return ok({ ...aclOutput(bucket.aclsDisabled ? privateAcl(owner) : object.acl, owner, stores), ...chargedOutput(bucket, call) })
  },
})
