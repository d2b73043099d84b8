import type { ListGroupsForUserRequest, ListGroupsForUserResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { groupOutput } from './group-output.ts'
import { find, subject, users } from './kind.ts'
import { groupsOf } from './membership.ts'
import { byName, page } from './page.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html */
export const listGroupsForUser: Operation<ListGroupsForUserRequest, ListGroupsForUserResponse> = {
  requires: ({ UserName }, call, stores) => ok([permission('iam:ListGroupsForUser', subject(users, UserName, call, stores))]),
  run: ({ UserName, ...asked }, call, stores) => {
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const shown = page(groupsOf(user.value, callerAccount(call, stores)), byName, asked)
    return shown.ok ? ok({ Groups: shown.value.items.map(groupOutput), ...shown.value.facts }) : shown
  },
}
