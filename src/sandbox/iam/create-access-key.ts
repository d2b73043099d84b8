import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { secretAccessKey, uniqueId } from '../unique-id.ts'
import { accessKeysOf } from './access-key.ts'
import { callerAccount } from './caller.ts'
import { limitExceeded } from './errors.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'
import type { AccessKey } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html */
export const createAccessKey: Operation<CreateAccessKeyRequest, CreateAccessKeyResponse> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:CreateAccessKey', selfSubject(self.value, call, stores))]) : self
  },
  run: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    if (!self.ok) return self
    const userName = existingName(self.value, call, stores)
    if (!userName.ok) return userName
    if (accessKeysOf(userName.value, call, stores).length >= quotas.accessKeysPerUser)
      return err(limitExceeded('AccessKeysPerUser', quotas.accessKeysPerUser))
    const { id } = callerAccount(call, stores)
    const key: AccessKey = {
      accessKeyId: uniqueId('AKIA', id, call.random),
      secretAccessKey: secretAccessKey(call.random),
      account: id,
      ...(userName.value === undefined ? {} : { userName: userName.value }),
      status: 'Active',
      createDate: call.now,
    }
    stores.iam.accessKeys.set(key.accessKeyId, key)
    return ok({
      AccessKey: {
        UserName: key.userName,
        AccessKeyId: key.accessKeyId,
        Status: key.status,
        SecretAccessKey: key.secretAccessKey,
        CreateDate: key.createDate,
      },
    })
  },
}
