import type { UpdateLoginProfileRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { loginProfileOwner, loginProfilePermission, noLoginProfile } from './login-profile.ts'
import { newPassword } from './password.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html */
export const updateLoginProfile: Operation<UpdateLoginProfileRequest, object> = {
  requires: ({ UserName }, call, stores) => loginProfilePermission('iam:UpdateLoginProfile', UserName, call, stores),
  run: ({ UserName, Password, PasswordResetRequired }, call, stores) => {
    const user = loginProfileOwner(UserName, call, stores)
    if (!user.ok) return user
    const { loginProfile, name } = user.value
    if (loginProfile === undefined) return err(noLoginProfile(name))
    const passwordResetRequired = PasswordResetRequired ?? loginProfile.passwordResetRequired
    const password = Password === undefined ? loginProfile.password : newPassword(Password, call.random)
    user.value.loginProfile = { ...loginProfile, password, passwordResetRequired }
    return ok({})
  },
}
