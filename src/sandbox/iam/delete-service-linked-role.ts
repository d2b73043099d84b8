import type { DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { noSuchNamed } from './errors.ts'
import { find, roles, subject } from './kind.ts'
import { permission } from './permission.ts'

/**
 * IAM asks the service whether it still needs the role; here there is no service, and the task has succeeded when the answer goes out. That other
 * roles are not found is inferred.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html
 */
export const deleteServiceLinkedRole: Operation<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse> = {
  requires: ({ RoleName }, call, stores) => {
    const { arn, tags } = subject(roles, RoleName, call, stores)
    return ok([permission('iam:DeleteServiceLinkedRole', { arn, tags })])
  },
  run: ({ RoleName }, call, stores) => {
    const account = callerAccount(call, stores)
    const role = find(roles, RoleName, call, stores)
    if (!role.ok) return role
    const { name, path, serviceLinkedFor } = role.value
    if (serviceLinkedFor === undefined) return err(noSuchNamed('role', RoleName))
    const DeletionTaskId = `task${path}${name}/${call.random.uuid()}`
    account.roles.delete(name)
    account.deletionTasks.add(DeletionTaskId)
    return ok({ DeletionTaskId })
  },
}
