import type { DeleteRoleRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { deleteConflict } from './errors.ts'
import { findModifiable, roles, subject } from './kind.ts'
import { permission } from './permission.ts'
import type { Account, Role } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export const deleteRole: Operation<DeleteRoleRequest, object> = {
  requires: ({ RoleName }, call, stores) => ok([permission('iam:DeleteRole', subject(roles, RoleName, call, stores))]),
  run: ({ RoleName }, call, stores) => {
    const account = callerAccount(call, stores)
    const role = findModifiable(roles, RoleName, call, stores)
    if (!role.ok) return role
    const held = whatHolds(role.value, account)
    if (held !== undefined) return err(held)
    account.roles.delete(RoleName)
    return ok({})
  },
}

/** The order of the checks is inferred. */
function whatHolds(role: Role, account: Account): AwsError | undefined {
  const inProfile = [...account.instanceProfiles.values()].some((profile) => profile.role === role.name)
  if (inProfile) return deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
  if (role.inline.size > 0) return deleteConflict('Cannot delete entity, must delete policies first.')
  if (role.attached.size > 0) return deleteConflict('Cannot delete entity, must detach all policies first.')
  return undefined
}
