import type { DeleteRolePermissionsBoundaryRequest, DeleteUserPermissionsBoundaryRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { findModifiable, type Kind, roles, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import type { Identity } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html */
export const deleteUserPermissionsBoundary: Operation<DeleteUserPermissionsBoundaryRequest, object> = deletePermissionsBoundary(
  users,
  ({ UserName }) => UserName,
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html */
export const deleteRolePermissionsBoundary: Operation<DeleteRolePermissionsBoundaryRequest, object> = deletePermissionsBoundary(
  roles,
  ({ RoleName }) => RoleName,
)

function deletePermissionsBoundary<Input>(kind: Kind<Identity>, read: (input: Parsed<Input>) => string): Operation<Input, object> {
  return {
    requires: (input, call, stores) =>
      ok([permission(`iam:Delete${kind.title}PermissionsBoundary`, subject(kind, read(input), call, stores))]),
    run: (input, call, stores) => {
      const entity = findModifiable(kind, read(input), call, stores)
      if (!entity.ok) return entity
      delete entity.value.boundary
      return ok({})
    },
  }
}
