import type { PutRolePermissionsBoundaryRequest, PutUserPermissionsBoundaryRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { findModifiable, type Kind, roles, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import { checkBoundary } from './permissions-boundary.ts'
import type { Identity } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html */
export const putUserPermissionsBoundary: Operation<PutUserPermissionsBoundaryRequest, object> = putPermissionsBoundary(
  users,
  ({ UserName, PermissionsBoundary }) => [UserName, PermissionsBoundary],
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html */
export const putRolePermissionsBoundary: Operation<PutRolePermissionsBoundaryRequest, object> = putPermissionsBoundary(
  roles,
  ({ RoleName, PermissionsBoundary }) => [RoleName, PermissionsBoundary],
)

/** `iam:PermissionsBoundary` of the request is the boundary to come, not the one that is there. */
function putPermissionsBoundary<Input>(
  kind: Kind<Identity>,
  read: (input: Parsed<Input>) => readonly [name: string, boundary: string],
): Operation<Input, object> {
  return {
    requires: (input, call, stores) => {
      const [name, boundary] = read(input)
      const context = { 'iam:PermissionsBoundary': boundary }
      return ok([permission(`iam:Put${kind.title}PermissionsBoundary`, subject(kind, name, call, stores), { context })])
    },
    run: (input, call, stores) => {
      const [name, boundary] = read(input)
      const entity = findModifiable(kind, name, call, stores)
      if (!entity.ok) return entity
      const checked = checkBoundary(boundary, call, stores)
      if (!checked.ok) return checked
      entity.value.boundary = boundary
      return ok({})
    },
  }
}
