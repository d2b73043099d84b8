import type { ListRolesRequest, ListRolesResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { byName, page } from './page.ts'
import { permission } from './permission.ts'
import { listedRoleOutput } from './role-output.ts'

/** Its resource is the path that is listed, as its denials show. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const listRoles: Operation<ListRolesRequest, ListRolesResponse> = {
  requires: ({ PathPrefix = '/' }, call, stores) =>
    ok([permission('iam:ListRoles', { arn: iamArn(callerAccount(call, stores).id, 'role', PathPrefix, '') })]),
  run: ({ PathPrefix = '/', ...asked }, call, stores) => {
    const roles = [...callerAccount(call, stores).roles.values()].filter(({ path }) => path.startsWith(PathPrefix))
    const shown = page(roles, byName, asked)
    return shown.ok ? ok({ Roles: shown.value.items.map((role) => listedRoleOutput(role, stores.iam)), ...shown.value.facts }) : shown
  },
}
