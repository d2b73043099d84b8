import type { DeleteLoginProfileRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { loginProfileOwner, loginProfilePermission, noLoginProfile } from './login-profile.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html */
export const deleteLoginProfile: Operation<DeleteLoginProfileRequest, object> = {
  requires: ({ UserName }, call, stores) => loginProfilePermission('iam:DeleteLoginProfile', UserName, call, stores),
  run: ({ UserName }, call, stores) => {
    const owner = loginProfileOwner(UserName, call, stores)
    if (!owner.ok) return owner
    if (owner.value.loginProfile === undefined) return err(noLoginProfile(owner.value))
    delete owner.value.loginProfile
    return ok({})
  },
}
