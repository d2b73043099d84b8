import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { validationError } from './errors.ts'
import { find, subject, users } from './kind.ts'
import type { Subject } from './permission.ts'

/** Whom a call means whose user name is optional: a user, or the account's root. */
export type Self = { readonly type: 'user'; readonly name: string } | { readonly type: 'root' }

/**
 * The user that the call names, else who signed it; a role's session must name one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
 */
export function namedOrSelf(userName: string | undefined, { caller: { principal } }: Call): Result<Self, AwsError> {
  if (userName !== undefined) return ok({ type: 'user', name: userName })
  if (principal.type === 'root') return ok({ type: 'root' })
  if (principal.type === 'user') return ok({ type: 'user', name: principal.arn.split('/').at(-1) ?? '' })
  return err(mustNameUser)
}

export const mustNameUser: AwsError = validationError('Must specify userName when calling with non-User credentials')

/** What a permission on it is about. */
export const selfSubject = (self: Self, call: Call, stores: Stores): Subject =>
  self.type === 'user' ? subject(users, self.name, call, stores) : { arn: `arn:aws:iam::${callerAccount(call, stores).id}:root` }

/** The name of the user, in the user's own spelling; undefined for root. */
export function existingName(self: Self, call: Call, stores: Stores): Result<string | undefined, AwsError> {
  if (self.type === 'root') return ok(undefined)
  const user = find(users, self.name, call, stores)
  return user.ok ? ok(user.value.name) : user
}
