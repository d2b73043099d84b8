import type { ListAccessKeysRequest, ListAccessKeysResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { accessKeysOf } from './access-key.ts'
import { page } from './page.ts'
import { permission } from './permission.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
export const listAccessKeys: Operation<ListAccessKeysRequest, ListAccessKeysResponse> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:ListAccessKeys', selfSubject(self.value, call, stores))]) : self
  },
  run: ({ UserName, ...asked }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    if (!self.ok) return self
    const userName = existingName(self.value, call, stores)
    if (!userName.ok) return userName
    const shown = page(accessKeysOf(userName.value, call, stores), ({ accessKeyId }) => accessKeyId, asked)
    if (!shown.ok) return shown
    const AccessKeyMetadata = shown.value.items.map(({ accessKeyId, status, createDate }) => ({
      UserName: userName.value,
      AccessKeyId: accessKeyId,
      Status: status,
      CreateDate: createDate,
    }))
    return ok({ AccessKeyMetadata, ...shown.value.facts })
  },
}
