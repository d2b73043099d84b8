import type { RemoveRoleFromInstanceProfileRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { noSuchEntity } from './errors.ts'
import { findInstanceProfile, instanceProfileSubject } from './instance-profile.ts'
import { findModifiable, roles } from './kind.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html */
export const removeRoleFromInstanceProfile: Operation<RemoveRoleFromInstanceProfileRequest, object> = {
  requires: ({ InstanceProfileName }, call, stores) =>
    ok([permission('iam:RemoveRoleFromInstanceProfile', instanceProfileSubject(InstanceProfileName, call, stores))]),
  run: ({ InstanceProfileName, RoleName }, call, stores) => {
    const profile = findInstanceProfile(InstanceProfileName, call, stores)
    if (!profile.ok) return profile
    const role = findModifiable(roles, RoleName, call, stores)
    if (!role.ok) return role
    if (profile.value.role !== role.value.name)
      return err(noSuchEntity(`Role ${role.value.name} in Instance Profile ${profile.value.name} cannot be found.`))
    delete profile.value.role
    return ok({})
  },
}
