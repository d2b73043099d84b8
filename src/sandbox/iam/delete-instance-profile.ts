import type { DeleteInstanceProfileRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { deleteConflict } from './errors.ts'
import { findInstanceProfile, instanceProfileSubject } from './instance-profile.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html */
export const deleteInstanceProfile: Operation<DeleteInstanceProfileRequest, object> = {
  requires: ({ InstanceProfileName }, call, stores) =>
    ok([permission('iam:DeleteInstanceProfile', instanceProfileSubject(InstanceProfileName, call, stores))]),
  run: ({ InstanceProfileName }, call, stores) => {
    const profile = findInstanceProfile(InstanceProfileName, call, stores)
    if (!profile.ok) return profile
    if (profile.value.role !== undefined) return err(deleteConflict('Cannot delete entity, must remove roles from instance profile first.'))
    callerAccount(call, stores).instanceProfiles.delete(InstanceProfileName)
    return ok({})
  },
}
