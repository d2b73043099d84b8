import type { PutObjectAclOutput, PutObjectAclRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { accessDenied, publicAclsBlocked } from './access-denied.ts'
import { isPublicGrant } from './acl.ts'
import { blockOf, objectArn } from './bucket-permission.ts'
import { chooseAcl } from './choose-acl.ts'
import { aclContext, aclsNotSupported } from './new-object.ts'
import { objectOwner } from './object-permission.ts'
import { onObject } from './on-object.ts'
import { chargedOutput } from './requester-pays.ts'
import { changeVersion } from './versions.ts'

type Input = Parsed<PutObjectAclRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export const putObjectAcl: Operation<PutObjectAclRequest, PutObjectAclOutput> = onObject({
  action: 's3:PutObjectAcl',
  hasVersionAction: true,
  refusesMarkers: true,
  context: (input: Input) => aclContext(input),
  run: ({ bucket, object }, input, call, stores) => {
    const acl = chooseAcl(input, { on: 'object', owner: objectOwner(bucket, object), bucketOwner: bucket.owner }, stores)
    if (!acl.ok) return acl
    if (acl.value.some(isPublicGrant) && blockOf(bucket, call, stores).BlockPublicAcls) {
      const withheld = { action: 's3:PutObjectAcl', resource: objectArn(bucket, object.key), because: publicAclsBlocked }
      return err(accessDenied(withheld, bucket, call))
    }
    if (bucket.aclsDisabled) return err(aclsNotSupported)
    changeVersion(bucket, object, { acl: acl.value })
    return ok(chargedOutput(bucket, call))
  },
})
