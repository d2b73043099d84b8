import type { DeleteUserRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { userAccessKeys } from './access-key.ts'
import { callerAccount } from './caller.ts'
import { deleteConflict } from './errors.ts'
import { find, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import type { User } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
export const deleteUser: Operation<DeleteUserRequest, object> = {
  requires: ({ UserName }, call, stores) => ok([permission('iam:DeleteUser', subject(users, UserName, call, stores))]),
  run: ({ UserName }, call, stores) => {
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const held = whatHolds(user.value, stores)
    if (held !== undefined) return err(held)
    callerAccount(call, stores).users.delete(UserName)
    return ok({})
  },
}

/** Everything that a user has must go first. The order, and the words for certificates, SSH keys and service-specific credentials, are inferred. */
function whatHolds(user: User, stores: Stores): AwsError | undefined {
  if (userAccessKeys(user, stores).length > 0) return deleteConflict('Cannot delete entity, must delete access keys first.')
  if (user.loginProfile !== undefined) return deleteConflict('Cannot delete entity, must delete login profile first.')
  const { mfaDevices, serviceCredentials, signingCertificates, sshPublicKeys } = stores.iam.account(user.account)
  const has = (all: { readonly values: () => Iterable<{ readonly userName?: string }> }): boolean =>
    [...all.values()].some(({ userName }) => userName === user.name)
  if (has(mfaDevices)) return deleteConflict('Cannot delete entity, must delete MFA device first.')
  if (has(signingCertificates)) return deleteConflict('Cannot delete entity, must delete signing certificates first.')
  if (has(sshPublicKeys)) return deleteConflict('Cannot delete entity, must delete SSH public keys first.')
  if (has(serviceCredentials)) return deleteConflict('Cannot delete entity, must remove service-specific credentials first.')
  if (user.inline.size > 0) return deleteConflict('Cannot delete entity, must delete policies first.')
  if (user.attached.size > 0) return deleteConflict('Cannot delete entity, must detach all policies first.')
  if (user.groups.size > 0) return deleteConflict('Cannot delete entity, must remove users from group first.')
  return undefined
}
