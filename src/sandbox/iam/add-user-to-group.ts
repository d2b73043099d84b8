import type { AddUserToGroupRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { limitExceeded } from './errors.ts'
import { find, groups, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html */
export const addUserToGroup: Operation<AddUserToGroupRequest, object> = {
  requires: ({ GroupName }, call, stores) => ok([permission('iam:AddUserToGroup', subject(groups, GroupName, call, stores))]),
  run: ({ GroupName, UserName }, call, stores) => {
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const group = find(groups, GroupName, call, stores)
    if (!group.ok) return group
    const { groups: joined } = user.value
    if (!joined.has(group.value.name) && joined.size >= quotas.groupsPerUser)
      return err(limitExceeded('GroupsPerUser', quotas.groupsPerUser))
    joined.add(group.value.name)
    return ok({})
  },
}
