import type { CreateUserRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists, limitExceeded } from './errors.ts'
import { newUser } from './new-user.ts'
import { permission } from './permission.ts'
import { checkBoundary } from './permissions-boundary.ts'
import { quotas } from './quotas.ts'
import { parseTags } from './tags.ts'
import { fullUserOutput, type UserOutput } from './user-output.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export const createUser: Operation<CreateUserRequest, { readonly User: UserOutput }> = {
  requires: ({ UserName, Path = '/', PermissionsBoundary, Tags }, call, stores) => {
    const tags = parseTags(Tags, 'ignoreCase')
    if (!tags.ok) return tags
    const subject = { arn: iamArn(callerAccount(call, stores).id, 'user', Path, UserName) }
    const more = { context: { 'iam:PermissionsBoundary': PermissionsBoundary }, requestTags: tags.value }
    const create = permission('iam:CreateUser', subject, more)
    return ok(tags.value.size === 0 ? [create] : [create, permission('iam:TagUser', subject, { requestTags: tags.value })])
  },
  run: ({ UserName, Path = '/', PermissionsBoundary, Tags }, call, stores) => {
    const account = callerAccount(call, stores)
    const tags = parseTags(Tags, 'ignoreCase')
    if (!tags.ok) return tags
    const boundary = checkBoundary(PermissionsBoundary, call, stores)
    if (!boundary.ok) return boundary
    if (account.users.has(UserName)) return err(entityAlreadyExists(`User with name ${UserName} already exists.`))
    if (account.users.size >= quotas.users) return err(limitExceeded('UsersPerAccount', quotas.users))
    const user = newUser({ name: UserName, path: Path, tags: tags.value, now: call.now }, account, call.random)
    if (PermissionsBoundary !== undefined) user.boundary = PermissionsBoundary
    account.users.set(UserName, user)
    return ok({ User: fullUserOutput(user) })
  },
}
