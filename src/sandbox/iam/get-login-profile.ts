import type { GetLoginProfileRequest, GetLoginProfileResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { loginProfileOutput, loginProfileOwner, loginProfilePermission, noLoginProfile } from './login-profile.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html */
export const getLoginProfile: Operation<GetLoginProfileRequest, GetLoginProfileResponse> = {
  requires: ({ UserName }, call, stores) => loginProfilePermission('iam:GetLoginProfile', UserName, call, stores),
  run: ({ UserName }, call, stores) => {
    const user = loginProfileOwner(UserName, call, stores)
    if (!user.ok) return user
    const { loginProfile } = user.value
    if (loginProfile === undefined) return err(noLoginProfile(user.value.name))
    return ok({ LoginProfile: loginProfileOutput(user.value, loginProfile) })
  },
}
