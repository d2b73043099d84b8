import type { GetLoginProfileRequest, GetLoginProfileResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { loginProfileOutput, loginProfileOwner, loginProfilePermission, noLoginProfile } from './login-profile.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html */
export const getLoginProfile: Operation<GetLoginProfileRequest, GetLoginProfileResponse> = {
  requires: ({ UserName }, call, stores) => loginProfilePermission('iam:GetLoginProfile', UserName, call, stores),
  run: ({ UserName }, call, stores) => {
    const owner = loginProfileOwner(UserName, call, stores)
    if (!owner.ok) return owner
    const { loginProfile } = owner.value
    if (loginProfile === undefined) return err(noLoginProfile(owner.value))
    return ok({ LoginProfile: loginProfileOutput(owner.value, loginProfile) })
  },
}
