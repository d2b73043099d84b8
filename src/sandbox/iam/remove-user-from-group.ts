import type { RemoveUserFromGroupRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { find, groups, subject, users } from './kind.ts'
import { permission } from './permission.ts'

/** Removing who is not in the group succeeds. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html */
export const removeUserFromGroup: Operation<RemoveUserFromGroupRequest, object> = {
  requires: ({ GroupName }, call, stores) => ok([permission('iam:RemoveUserFromGroup', subject(groups, GroupName, call, stores))]),
  run: ({ GroupName, UserName }, call, stores) => {
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const group = find(groups, GroupName, call, stores)
    if (!group.ok) return group
    user.value.groups.delete(group.value.name)
    return ok({})
  },
}
