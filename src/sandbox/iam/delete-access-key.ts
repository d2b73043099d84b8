import type { DeleteAccessKeyRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { findAccessKey } from './access-key.ts'
import { permission } from './permission.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
export const deleteAccessKey: Operation<DeleteAccessKeyRequest, object> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:DeleteAccessKey', selfSubject(self.value, call, stores))]) : self
  },
  run: ({ UserName, AccessKeyId }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    if (!self.ok) return self
    const userName = existingName(self.value, call, stores)
    if (!userName.ok) return userName
    const key = findAccessKey(AccessKeyId, userName.value, call, stores)
    if (!key.ok) return key
    stores.iam.accessKeys.delete(key.value.accessKeyId)
    return ok({})
  },
}
