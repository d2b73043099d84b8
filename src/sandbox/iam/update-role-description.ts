import type { UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { find, roles, subject } from './kind.ts'
import { permission } from './permission.ts'
import { briefRoleOutput } from './role-output.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html */
export const updateRoleDescription: Operation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse> = {
  requires: ({ RoleName }, call, stores) => ok([permission('iam:UpdateRoleDescription', subject(roles, RoleName, call, stores))]),
  run: ({ RoleName, Description }, call, stores) => {
    const role = find(roles, RoleName, call, stores)
    if (!role.ok) return role
    role.value.description = Description
    return ok({ Role: { ...briefRoleOutput(role.value, stores.iam), Description } })
  },
}
