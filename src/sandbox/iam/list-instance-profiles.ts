import type { ListInstanceProfilesRequest, ListInstanceProfilesResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { instanceProfileOutput } from './instance-profile.ts'
import { byName, page } from './page.ts'
import { permission } from './permission.ts'

/** Its resource is the path that is listed, as with users. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html */
export const listInstanceProfiles: Operation<ListInstanceProfilesRequest, ListInstanceProfilesResponse> = {
  requires: ({ PathPrefix = '/' }, call, stores) =>
    ok([permission('iam:ListInstanceProfiles', { arn: iamArn(callerAccount(call, stores).id, 'instance-profile', PathPrefix, '') })]),
  run: ({ PathPrefix = '/', ...asked }, call, stores) => {
    const account = callerAccount(call, stores)
    const profiles = [...account.instanceProfiles.values()].filter(({ path }) => path.startsWith(PathPrefix))
    const shown = page(profiles, byName, asked)
    if (!shown.ok) return shown
    const InstanceProfiles = shown.value.items.map((profile) => instanceProfileOutput(profile, account, stores.iam))
    return ok({ InstanceProfiles, ...shown.value.facts })
  },
}
