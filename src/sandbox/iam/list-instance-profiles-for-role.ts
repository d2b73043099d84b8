import type { ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { instanceProfileOutput } from './instance-profile.ts'
import { find, roles, subject } from './kind.ts'
import { byName, page } from './page.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html */
export const listInstanceProfilesForRole: Operation<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse> = {
  requires: ({ RoleName }, call, stores) => ok([permission('iam:ListInstanceProfilesForRole', subject(roles, RoleName, call, stores))]),
  run: ({ RoleName, ...asked }, call, stores) => {
    const account = callerAccount(call, stores)
    const role = find(roles, RoleName, call, stores)
    if (!role.ok) return role
    const profiles = [...account.instanceProfiles.values()].filter((profile) => profile.role === role.value.name)
    const shown = page(profiles, byName, asked)
    if (!shown.ok) return shown
    const InstanceProfiles = shown.value.items.map((profile) => instanceProfileOutput(profile, account, stores.iam))
    return ok({ InstanceProfiles, ...shown.value.facts })
  },
}
