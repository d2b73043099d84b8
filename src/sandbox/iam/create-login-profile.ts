import type { CreateLoginProfileRequest, CreateLoginProfileResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { entityAlreadyExists, validationError } from './errors.ts'
import { type LoginProfileOwner, loginProfileOutput, loginProfileOwner, loginProfilePermission } from './login-profile.ts'
import { newPassword } from './password.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html */
export const createLoginProfile: Operation<CreateLoginProfileRequest, CreateLoginProfileResponse> = {
  requires: ({ UserName }, call, stores) => loginProfilePermission('iam:CreateLoginProfile', UserName, call, stores),
  run: ({ UserName, Password, PasswordResetRequired = false }, call, stores) => {
    const owner = loginProfileOwner(UserName, call, stores)
    if (!owner.ok) return owner
    if (owner.value.loginProfile !== undefined)
      return err(entityAlreadyExists(`Login Profile for user ${owner.value.name ?? 'null'} already exists.`))
    const refused = refusePassword(owner.value, Password)
    if (refused !== undefined) return err(refused)
    // Whoever reads the mail of the root user chooses the password: until then nobody knows one.
    const password = newPassword(Password ?? call.random.bytes(32).toString('base64'), call.random)
    const profile = { password, createDate: call.now, passwordResetRequired: PasswordResetRequired }
    owner.value.loginProfile = profile
    return ok({ LoginProfile: loginProfileOutput(owner.value, profile) })
  },
}

/** A user gets the password that is named, the root user none: both sentences are inferred. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html */
function refusePassword({ name }: LoginProfileOwner, password: string | undefined): AwsError | undefined {
  if (name === undefined)
    return password === undefined ? undefined : validationError('Password must not be specified when calling with an AssumeRoot session')
  return password === undefined
    ? validationError("1 validation error detected: Value null at 'password' failed to satisfy constraint: Member must not be null")
    : undefined
}
