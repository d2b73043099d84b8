import type { CreateInstanceProfileRequest, CreateInstanceProfileResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { uniqueId } from '../unique-id.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists, limitExceeded } from './errors.ts'
import { instanceProfileOutput } from './instance-profile.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'
import type { InstanceProfile } from './store.ts'
import { parseTags, tagsOutput } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html */
export const createInstanceProfile: Operation<CreateInstanceProfileRequest, CreateInstanceProfileResponse> = {
  requires: ({ InstanceProfileName, Path = '/', Tags }, call, stores) => {
    const tags = parseTags(Tags, 'exact')
    if (!tags.ok) return tags
    const subject = { arn: iamArn(callerAccount(call, stores).id, 'instance-profile', Path, InstanceProfileName) }
    const more = { requestTags: tags.value }
    const create = permission('iam:CreateInstanceProfile', subject, more)
    return ok(tags.value.size === 0 ? [create] : [create, permission('iam:TagInstanceProfile', subject, more)])
  },
  run: ({ InstanceProfileName, Path = '/', Tags }, call, stores) => {
    const account = callerAccount(call, stores)
    const tags = parseTags(Tags, 'exact')
    if (!tags.ok) return tags
    if (account.instanceProfiles.has(InstanceProfileName))
      return err(entityAlreadyExists(`Instance Profile ${InstanceProfileName} already exists.`))
    if (account.instanceProfiles.size >= quotas.instanceProfiles)
      return err(limitExceeded('InstanceProfilesPerAccount', quotas.instanceProfiles))
    const profile: InstanceProfile = {
      name: InstanceProfileName,
      path: Path,
      arn: iamArn(account.id, 'instance-profile', Path, InstanceProfileName),
      id: uniqueId('AIPA', account.id, call.random),
      account: account.id,
      createDate: call.now,
      tags: tags.value,
    }
    account.instanceProfiles.set(InstanceProfileName, profile)
    return ok({ InstanceProfile: { ...instanceProfileOutput(profile, account, stores.iam), Tags: tagsOutput(profile.tags) } })
  },
}
