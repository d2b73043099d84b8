import type { ListUsersRequest, ListUsersResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { byName, page } from './page.ts'
import { permission } from './permission.ts'
import { userOutput } from './user-output.ts'

/** Its resource is the path that is listed, as its denials show. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html */
export const listUsers: Operation<ListUsersRequest, ListUsersResponse> = {
  requires: ({ PathPrefix = '/' }, call, stores) =>
    ok([permission('iam:ListUsers', { arn: iamArn(callerAccount(call, stores).id, 'user', PathPrefix, '') })]),
  run: ({ PathPrefix = '/', ...asked }, call, stores) => {
    const users = [...callerAccount(call, stores).users.values()].filter(({ path }) => path.startsWith(PathPrefix))
    const shown = page(users, byName, asked)
    return shown.ok ? ok({ Users: shown.value.items.map(userOutput), ...shown.value.facts }) : shown
  },
}
