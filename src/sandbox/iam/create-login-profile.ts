import type { CreateLoginProfileRequest, CreateLoginProfileResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { entityAlreadyExists } from './errors.ts'
import { loginProfileOutput, loginProfileOwner, loginProfilePermission } from './login-profile.ts'
import { newPassword } from './password.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html */
export const createLoginProfile: Operation<CreateLoginProfileRequest, CreateLoginProfileResponse> = {
  requires: ({ UserName }, call, stores) => loginProfilePermission('iam:CreateLoginProfile', UserName, call, stores),
  run: ({ UserName, Password, PasswordResetRequired = false }, call, stores) => {
    const user = loginProfileOwner(UserName, call, stores)
    if (!user.ok) return user
    if (user.value.loginProfile !== undefined) return err(entityAlreadyExists(`Login Profile for user ${user.value.name} already exists.`))
    const password = newPassword(Password ?? '', call.random)
    const profile = { password, createDate: call.now, passwordResetRequired: PasswordResetRequired }
    user.value.loginProfile = profile
    return ok({ LoginProfile: loginProfileOutput(user.value, profile) })
  },
}
