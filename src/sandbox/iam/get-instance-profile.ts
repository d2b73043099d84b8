import type { GetInstanceProfileRequest, GetInstanceProfileResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { findInstanceProfile, instanceProfileOutput, instanceProfileSubject } from './instance-profile.ts'
import { permission } from './permission.ts'
import { formatTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html */
export const getInstanceProfile: Operation<GetInstanceProfileRequest, GetInstanceProfileResponse> = {
  requires: ({ InstanceProfileName }, call, stores) =>
    ok([permission('iam:GetInstanceProfile', instanceProfileSubject(InstanceProfileName, call, stores))]),
  run: ({ InstanceProfileName }, call, stores) => {
    const profile = findInstanceProfile(InstanceProfileName, call, stores)
    if (!profile.ok) return profile
    const shown = instanceProfileOutput(profile.value, callerAccount(call, stores), stores.iam)
    return ok({ InstanceProfile: { ...shown, Tags: formatTags(profile.value.tags) } })
  },
}
