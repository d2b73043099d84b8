import type { AddRoleToInstanceProfileRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Call, Operation } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { limitExceeded } from './errors.ts'
import { findInstanceProfile, instanceProfileSubject } from './instance-profile.ts'
import { findModifiable, roles, subject } from './kind.ts'
import { permission, type Subject } from './permission.ts'

/** Hands the role to EC2, so the caller must be allowed to pass it. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html */
export const addRoleToInstanceProfile: Operation<AddRoleToInstanceProfileRequest, object> = {
  requires: ({ InstanceProfileName, RoleName }, call, stores) =>
    ok([
      permission('iam:AddRoleToInstanceProfile', instanceProfileSubject(InstanceProfileName, call, stores)),
      permission('iam:PassRole', passed(RoleName, call, stores), { context: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
    ]),
  run: ({ InstanceProfileName, RoleName }, call, stores) => {
    const profile = findInstanceProfile(InstanceProfileName, call, stores)
    if (!profile.ok) return profile
    const role = findModifiable(roles, RoleName, call, stores)
    if (!role.ok) return role
    if (profile.value.role !== undefined) return err(limitExceeded('InstanceSessionsPerInstanceProfile', 1))
    profile.value.role = role.value.name
    return ok({})
  },
}

/** Denials of `iam:PassRole` name the role by its ARN. */
const passed = (name: string, call: Call, stores: Stores): Subject => {
  const { arn, tags } = subject(roles, name, call, stores)
  return { arn, tags }
}
