import type { UpdateGroupRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists } from './errors.ts'
import { find, groups, subject } from './kind.ts'
import { membersOf } from './membership.ts'
import { permission } from './permission.ts'

/**
 * The caller needs the permission on the group as it is and, where the name or path changes, on the group as it will be.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html
 */
export const updateGroup: Operation<UpdateGroupRequest, object> = {
  requires: ({ GroupName, NewPath, NewGroupName }, call, stores) => {
    const now = subject(groups, GroupName, call, stores)
    const account = callerAccount(call, stores)
    const group = account.groups.get(GroupName)
    const then = iamArn(account.id, 'group', NewPath ?? group?.path ?? '/', NewGroupName ?? group?.name ?? GroupName)
    const both = then === now.arn ? [now] : [now, { ...now, arn: then }]
    return ok(both.map((about) => permission('iam:UpdateGroup', about)))
  },
  run: ({ GroupName, NewPath, NewGroupName }, call, stores) => {
    const account = callerAccount(call, stores)
    const found = find(groups, GroupName, call, stores)
    if (!found.ok) return found
    const group = found.value
    const name = NewGroupName ?? group.name
    const holder = account.groups.get(name)
    if (holder !== undefined && holder !== group) return err(entityAlreadyExists(`Group with name ${name} already exists.`))
    for (const user of membersOf(group, account)) {
      user.groups.delete(group.name)
      user.groups.add(name)
    }
    account.groups.delete(group.name)
    group.name = name
    group.path = NewPath ?? group.path
    group.arn = iamArn(group.account, 'group', group.path, name)
    account.groups.set(name, group)
    return ok({})
  },
}
