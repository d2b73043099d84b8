import type { UpdateLoginProfileRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { loginProfileOwner, loginProfilePermission, noLoginProfile } from './login-profile.ts'
import { newPassword } from './password.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html */
export const updateLoginProfile: Operation<UpdateLoginProfileRequest, object> = {
  requires: ({ UserName }, call, stores) => loginProfilePermission('iam:UpdateLoginProfile', UserName, call, stores),
  run: ({ UserName, Password, PasswordResetRequired }, call, stores) => {
    const owner = loginProfileOwner(UserName, call, stores)
    if (!owner.ok) return owner
    const { loginProfile } = owner.value
    if (loginProfile === undefined) return err(noLoginProfile(owner.value))
    const passwordResetRequired = PasswordResetRequired ?? loginProfile.passwordResetRequired
    const password = Password === undefined ? loginProfile.password : newPassword(Password, call.random)
    owner.value.loginProfile = { ...loginProfile, password, passwordResetRequired }
    return ok({})
  },
}
