import type { UpdateAccessKeyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { findAccessKey } from './access-key.ts'
import { validationError } from './errors.ts'
import { permission } from './permission.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html */
export const updateAccessKey: Operation<UpdateAccessKeyRequest, object> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:UpdateAccessKey', selfSubject(self.value, call, stores))]) : self
  },
  run: ({ UserName, AccessKeyId, Status }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    if (!self.ok) return self
    const userName = existingName(self.value, call, stores)
    if (!userName.ok) return userName
    const key = findAccessKey(AccessKeyId, userName.value, call, stores)
    if (!key.ok) return key
    // The model's enumeration is shared with other credentials, which can expire; a key cannot be set to that (inferred).
    if (Status === 'Expired') return err(validationError('Invalid Status.'))
    key.value.status = Status
    return ok({})
  },
}
