import type { ListGroupsRequest, ListGroupsResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { groupOutput } from './group-output.ts'
import { byName, page } from './page.ts'
import { permission } from './permission.ts'

/** Its resource is the path that is listed, as with users. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html */
export const listGroups: Operation<ListGroupsRequest, ListGroupsResponse> = {
  requires: ({ PathPrefix = '/' }, call, stores) =>
    ok([permission('iam:ListGroups', { arn: iamArn(callerAccount(call, stores).id, 'group', PathPrefix, '') })]),
  run: ({ PathPrefix = '/', ...asked }, call, stores) => {
    const groups = [...callerAccount(call, stores).groups.values()].filter(({ path }) => path.startsWith(PathPrefix))
    const shown = page(groups, byName, asked)
    return shown.ok ? ok({ Groups: shown.value.items.map(groupOutput), ...shown.value.facts }) : shown
  },
}
