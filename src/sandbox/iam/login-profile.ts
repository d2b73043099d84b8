import type { LoginProfile as LoginProfileOutput } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { noSuchEntity } from './errors.ts'
import { find, users } from './kind.ts'
import { type Action, permission } from './permission.ts'
import { namedOrSelf, selfSubject } from './self.ts'
import type { LoginProfile, User } from './store.ts'

/** What a call on somebody's login profile needs. */
export function loginProfilePermission(
  action: Action,
  userName: string | undefined,
  call: Call,
  stores: Stores,
): Result<readonly Permission[], AwsError> {
  const self = namedOrSelf(userName, call)
  return self.ok ? ok([permission(action, selfSubject(self.value, call, stores))]) : self
}

/** Whose login profile a call is about; the root user signs in without one. */
export function loginProfileOwner(userName: string | undefined, call: Call, stores: Stores): Result<User, AwsError> {
  const self = namedOrSelf(userName, call)
  if (!self.ok) return self
  return self.value.type === 'root' ? err(noLoginProfile('root')) : find(users, self.value.name, call, stores)
}

export const noLoginProfile = (userName: string): AwsError => noSuchEntity(`Login Profile for User ${userName} cannot be found.`)

export const loginProfileOutput = ({ name }: User, { createDate, passwordResetRequired }: LoginProfile): LoginProfileOutput => ({
  UserName: name,
  CreateDate: createDate,
  PasswordResetRequired: passwordResetRequired,
})
