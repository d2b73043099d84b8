import type { UpdateRoleRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { unmodifiable } from './errors.ts'
import { find, roles, subject } from './kind.ts'
import { permission } from './permission.ts'

/**
 * What the call leaves out stays as it is. Of a service-linked role only the description can be changed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export const updateRole: Operation<UpdateRoleRequest, object> = {
  requires: ({ RoleName }, call, stores) => ok([permission('iam:UpdateRole', subject(roles, RoleName, call, stores))]),
  run: ({ RoleName, Description, MaxSessionDuration }, call, stores) => {
    const role = find(roles, RoleName, call, stores)
    if (!role.ok) return role
    if (MaxSessionDuration !== undefined && role.value.serviceLinkedFor !== undefined) return err(unmodifiable(role.value.name))
    if (Description !== undefined) role.value.description = Description
    if (MaxSessionDuration !== undefined) role.value.maxSessionDuration = MaxSessionDuration
    return ok({})
  },
}
