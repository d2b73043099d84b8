import type { LoginProfile as LoginProfileOutput } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import { find, users } from './kind.ts'
import { type Action, permission } from './permission.ts'
import { mustNameUser, namedOrSelf, type Self, selfSubject } from './self.ts'
import type { LoginProfile } from './store.ts'

/** A user, or an account for its root user, who has no name. */
export interface LoginProfileOwner {
  readonly name?: string
  loginProfile?: LoginProfile
}

/** What a call on somebody's login profile needs. */
export function loginProfilePermission(
  action: Action,
  userName: string | undefined,
  call: Call,
  stores: Stores,
): Result<readonly Permission[], AwsError> {
  const self = namedOrSession(userName, call)
  return self.ok ? ok([permission(action, selfSubject(self.value, call, stores))]) : self
}

/** Whose login profile a call is about. */
export function loginProfileOwner(userName: string | undefined, call: Call, stores: Stores): Result<LoginProfileOwner, AwsError> {
  const self = namedOrSession(userName, call)
  if (!self.ok) return self
  return self.value.type === 'root' ? ok(callerAccount(call, stores)) : find(users, self.value.name, call, stores)
}

/**
 * The root user means itself in root sessions alone; the sentence for its long-term keys is inferred from that for roles.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html
 */
function namedOrSession(userName: string | undefined, call: Call): Result<Self, AwsError> {
  const self = namedOrSelf(userName, call)
  return self.ok && self.value.type === 'root' && call.caller.session?.taskPolicy === undefined ? err(mustNameUser) : self
}

/** `null` for the root user, as reports have it (https://github.com/search?q=%22Login+Profile+for+User+null%22&type=code). */
export const noLoginProfile = ({ name = 'null' }: LoginProfileOwner): AwsError =>
  noSuchEntity(`Login Profile for User ${name} cannot be found.`)

export const loginProfileOutput = (
  { name }: LoginProfileOwner,
  { createDate, passwordResetRequired }: LoginProfile,
): Omit<LoginProfileOutput, 'UserName'> & { readonly UserName: string | undefined } => ({
  UserName: name,
  CreateDate: createDate,
  PasswordResetRequired: passwordResetRequired,
})
