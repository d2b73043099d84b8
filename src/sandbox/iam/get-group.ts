import type { GetGroupRequest, GetGroupResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { groupOutput } from './group-output.ts'
import { find, groups, subject } from './kind.ts'
import { membersOf } from './membership.ts'
import { byName, page } from './page.ts'
import { permission } from './permission.ts'
import { userOutput } from './user-output.ts'

/** The group with a page of its users. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html */
export const getGroup: Operation<GetGroupRequest, GetGroupResponse> = {
  requires: ({ GroupName }, call, stores) => ok([permission('iam:GetGroup', subject(groups, GroupName, call, stores))]),
  run: ({ GroupName, ...asked }, call, stores) => {
    const group = find(groups, GroupName, call, stores)
    if (!group.ok) return group
    const members = page(membersOf(group.value, callerAccount(call, stores)), byName, asked)
    if (!members.ok) return members
    return ok({ Group: groupOutput(group.value), Users: members.value.items.map(userOutput), ...members.value.facts })
  },
}
