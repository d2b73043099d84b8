import type { InstanceProfile as ProfileOutput } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { noSuchInstanceProfile } from './errors.ts'
import type { Subject } from './permission.ts'
import { briefRoleOutput } from './role-output.ts'
import type { Account, IamStore, InstanceProfile } from './store.ts'

export function findInstanceProfile(name: string, call: Call, stores: Stores): Result<InstanceProfile, AwsError> {
  const profile = callerAccount(call, stores).instanceProfiles.get(name)
  return profile === undefined ? err(noSuchInstanceProfile(name)) : ok(profile)
}

/** What a permission on it is about. */
export function instanceProfileSubject(name: string, call: Call, stores: Stores): Subject {
  const account = callerAccount(call, stores)
  const profile = account.instanceProfiles.get(name)
  return {
    arn: profile?.arn ?? iamArn(account.id, 'instance-profile', '/', name),
    named: `instance profile ${name}`,
    tags: profile?.tags,
  }
}

/** An instance profile as lists show it: without tags. */
export function instanceProfileOutput(profile: InstanceProfile, account: Account, iam: IamStore): ProfileOutput {
  const role = profile.role === undefined ? undefined : account.roles.get(profile.role)
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: profile.createDate,
    Roles: role === undefined ? [] : [briefRoleOutput(role, iam)],
  }
}
