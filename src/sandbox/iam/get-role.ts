import type { GetRoleRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { find, roles, subject } from './kind.ts'
import { permission } from './permission.ts'
import { fullRoleOutput, type RoleOutput } from './role-output.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole: Operation<GetRoleRequest, { readonly Role: RoleOutput }> = {
  requires: ({ RoleName }, call, stores) => ok([permission('iam:GetRole', subject(roles, RoleName, call, stores))]),
  run: ({ RoleName }, call, stores) => {
    const role = find(roles, RoleName, call, stores)
    return role.ok ? ok({ Role: fullRoleOutput(role.value, stores.iam) }) : role
  },
}
