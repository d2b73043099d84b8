import type { ChangePasswordRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { find, users } from './kind.ts'
import { noLoginProfile } from './login-profile.ts'
import { isPassword, newPassword } from './password.ts'
import { permission } from './permission.ts'
import { namedOrSelf, selfSubject } from './self.ts'

/** Of the user who calls. What the account's password policy lets users do is kept, not carried out. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html */
export const changePassword: Operation<ChangePasswordRequest, object> = {
  requires: (_input, call, stores) => {
    const self = namedOrSelf(undefined, call)
    return self.ok && self.value.type === 'user'
      ? ok([permission('iam:ChangePassword', selfSubject(self.value, call, stores))])
      : err(notAUser)
  },
  run: ({ OldPassword, NewPassword }, call, stores) => {
    const self = namedOrSelf(undefined, call)
    if (!self.ok || self.value.type !== 'user') return err(notAUser)
    const user = find(users, self.value.name, call, stores)
    if (!user.ok) return user
    const { loginProfile } = user.value
    if (loginProfile === undefined) return err(noLoginProfile(user.value))
    if (!isPassword(loginProfile.password, OldPassword)) return err(wrongPassword)
    user.value.loginProfile = { ...loginProfile, password: newPassword(NewPassword, call.random), passwordResetRequired: false }
    return ok({})
  },
}

/** The sentence is inferred. */
const notAUser: AwsError = { code: 'InvalidUserType', message: 'Only IAM Users can change their own password.' }

/** The sentence is inferred. */
const wrongPassword: AwsError = { code: 'AccessDenied', message: 'The old password was incorrect.', status: 403 }
