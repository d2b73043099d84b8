import type { CreateRoleRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { uniqueId } from '../unique-id.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists, limitExceeded } from './errors.ts'
import { permission } from './permission.ts'
import { checkBoundary } from './permissions-boundary.ts'
import { quotas } from './quotas.ts'
import { createdRoleOutput, type RoleOutput } from './role-output.ts'
import type { Role } from './store.ts'
import { parseTags } from './tags.ts'
import { parseTrustPolicy } from './trust-policy.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const createRole: Operation<CreateRoleRequest, { readonly Role: RoleOutput }> = {
  requires: ({ RoleName, Path = '/', PermissionsBoundary, Tags }, call, stores) => {
    const tags = parseTags(Tags, 'ignoreCase')
    if (!tags.ok) return tags
    const subject = { arn: iamArn(callerAccount(call, stores).id, 'role', Path, RoleName) }
    const more = { context: { 'iam:PermissionsBoundary': PermissionsBoundary }, requestTags: tags.value }
    const create = permission('iam:CreateRole', subject, more)
    return ok(tags.value.size === 0 ? [create] : [create, permission('iam:TagRole', subject, { requestTags: tags.value })])
  },
  run: (input, call, stores) => {
    const { RoleName, Path = '/', PermissionsBoundary, Description, MaxSessionDuration = 3600 } = input
    const account = callerAccount(call, stores)
    const tags = parseTags(input.Tags, 'ignoreCase')
    if (!tags.ok) return tags
    const trust = parseTrustPolicy(input.AssumeRolePolicyDocument, stores.iam)
    if (!trust.ok) return trust
    const boundary = checkBoundary(PermissionsBoundary, call, stores)
    if (!boundary.ok) return boundary
    if (account.roles.has(RoleName)) return err(entityAlreadyExists(`Role with name ${RoleName} already exists.`))
    if (account.roles.size >= quotas.roles) return err(limitExceeded('RolesPerAccount', quotas.roles))
    const role: Role = {
      name: RoleName,
      path: Path,
      arn: iamArn(account.id, 'role', Path, RoleName),
      id: uniqueId('AROA', account.id, call.random),
      account: account.id,
      createDate: call.now,
      inline: new Map(),
      attached: new Set(),
      tags: tags.value,
      trust: trust.value,
      maxSessionDuration: MaxSessionDuration,
      ...(Description === undefined ? {} : { description: Description }),
      ...(PermissionsBoundary === undefined ? {} : { boundary: PermissionsBoundary }),
    }
    account.roles.set(RoleName, role)
    return ok({ Role: createdRoleOutput(role, stores.iam) })
  },
}
