import type { UpdateUserRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists } from './errors.ts'
import { find, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import type { User } from './store.ts'

/**
 * The caller needs the permission on the user as it is and, where the name or path changes, on the user as it will be.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
 */
export const updateUser: Operation<UpdateUserRequest, object> = {
  requires: ({ UserName, NewPath, NewUserName }, call, stores) => {
    const now = subject(users, UserName, call, stores)
    const account = callerAccount(call, stores)
    const user = account.users.get(UserName)
    const then = iamArn(account.id, 'user', NewPath ?? user?.path ?? '/', NewUserName ?? user?.name ?? UserName)
    const both = then === now.arn ? [now] : [now, { ...now, arn: then }]
    return ok(both.map((about) => permission('iam:UpdateUser', about)))
  },
  run: ({ UserName, NewPath, NewUserName }, call, stores) => {
    const { users: all } = callerAccount(call, stores)
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const name = NewUserName ?? user.value.name
    const holder = all.get(name)
    if (holder !== undefined && holder !== user.value) return err(entityAlreadyExists(`User with name ${name} already exists.`))
    all.delete(user.value.name)
    renameCredentials(user.value, name, stores)
    user.value.name = name
    user.value.path = NewPath ?? user.value.path
    user.value.arn = iamArn(user.value.account, 'user', user.value.path, name)
    all.set(name, user.value)
    return ok({})
  },
}

function renameCredentials(user: User, name: string, { iam }: Stores): void {
  const { mfaDevices, serviceCredentials, signingCertificates, sshPublicKeys } = iam.account(user.account)
  const all = [mfaDevices, serviceCredentials, signingCertificates, sshPublicKeys].flatMap((some) => [...some.values()])
  for (const owned of all) if (owned.userName === user.name) owned.userName = name
  for (const key of iam.accessKeys.values()) if (key.account === user.account && key.userName === user.name) key.userName = name
}
