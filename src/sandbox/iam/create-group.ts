import type { CreateGroupRequest, CreateGroupResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { uniqueId } from '../unique-id.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists, limitExceeded } from './errors.ts'
import { groupOutput } from './group-output.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'
import type { Group } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html */
export const createGroup: Operation<CreateGroupRequest, CreateGroupResponse> = {
  requires: ({ GroupName, Path = '/' }, call, stores) =>
    ok([permission('iam:CreateGroup', { arn: iamArn(callerAccount(call, stores).id, 'group', Path, GroupName) })]),
  run: ({ GroupName, Path = '/' }, call, stores) => {
    const account = callerAccount(call, stores)
    if (account.groups.has(GroupName)) return err(entityAlreadyExists(`Group with name ${GroupName} already exists.`))
    if (account.groups.size >= quotas.groups) return err(limitExceeded('GroupsPerAccount', quotas.groups))
    const group: Group = {
      name: GroupName,
      path: Path,
      arn: iamArn(account.id, 'group', Path, GroupName),
      id: uniqueId('AGPA', account.id, call.random),
      account: account.id,
      createDate: call.now,
      inline: new Map(),
      attached: new Set(),
    }
    account.groups.set(GroupName, group)
    return ok({ Group: groupOutput(group) })
  },
}
