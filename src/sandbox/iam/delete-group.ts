import type { DeleteGroupRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { deleteConflict } from './errors.ts'
import { find, groups, subject } from './kind.ts'
import { membersOf } from './membership.ts'
import { permission } from './permission.ts'
import type { Account, Group } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html */
export const deleteGroup: Operation<DeleteGroupRequest, object> = {
  requires: ({ GroupName }, call, stores) => ok([permission('iam:DeleteGroup', subject(groups, GroupName, call, stores))]),
  run: ({ GroupName }, call, stores) => {
    const account = callerAccount(call, stores)
    const group = find(groups, GroupName, call, stores)
    if (!group.ok) return group
    const held = whatHolds(group.value, account)
    if (held !== undefined) return err(held)
    account.groups.delete(GroupName)
    return ok({})
  },
}

/** The order of the checks is inferred. */
function whatHolds(group: Group, account: Account): AwsError | undefined {
  if (membersOf(group, account).length > 0) return deleteConflict('Cannot delete entity, must remove users from group first.')
  if (group.inline.size > 0) return deleteConflict('Cannot delete entity, must delete policies first.')
  if (group.attached.size > 0) return deleteConflict('Cannot delete entity, must detach all policies first.')
  return undefined
}
