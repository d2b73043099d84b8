import type { GetAccountPasswordPolicyResponse, PasswordPolicy, UpdateAccountPasswordPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import { permission } from './permission.ts'

/** Kept, not carried out: nobody signs in to the sandbox with a password. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
export const updateAccountPasswordPolicy: Operation<UpdateAccountPasswordPolicyRequest, object> = {
  requires: () => ok([permission('iam:UpdateAccountPasswordPolicy', { arn: '*' })]),
  run: (input, call, stores) => {
    callerAccount(call, stores).passwordPolicy = withDefaults(input)
    return ok({})
  },
}

/** What is not said goes back to its default. */
const withDefaults = (input: Parsed<UpdateAccountPasswordPolicyRequest>): PasswordPolicy => ({
  MinimumPasswordLength: input.MinimumPasswordLength ?? 6,
  RequireSymbols: input.RequireSymbols ?? false,
  RequireNumbers: input.RequireNumbers ?? false,
  RequireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
  RequireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
  AllowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
  ExpirePasswords: (input.MaxPasswordAge ?? 0) > 0,
  MaxPasswordAge: input.MaxPasswordAge,
  PasswordReusePrevention: input.PasswordReusePrevention,
  HardExpiry: input.HardExpiry,
})

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html */
export const getAccountPasswordPolicy: Operation<object, GetAccountPasswordPolicyResponse> = {
  requires: () => ok([permission('iam:GetAccountPasswordPolicy', { arn: '*' })]),
  run: (_input, call, stores) => {
    const { id, passwordPolicy } = callerAccount(call, stores)
    return passwordPolicy === undefined ? err(notFound(id)) : ok({ PasswordPolicy: passwordPolicy })
  },
}

/**
 * It misses a policy in words of its own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/iam/test_iam_account_password_policy.snapshot.json
 */
export const deleteAccountPasswordPolicy: Operation<object, object> = {
  requires: () => ok([permission('iam:DeleteAccountPasswordPolicy', { arn: '*' })]),
  run: (_input, call, stores) => {
    const account = callerAccount(call, stores)
    if (account.passwordPolicy === undefined) return err(noSuchEntity('The account policy with name PasswordPolicy cannot be found.'))
    delete account.passwordPolicy
    return ok({})
  },
}

/** As users report it: https://github.com/hashicorp/terraform-provider-aws/issues/3226 */
const notFound = (account: string) => noSuchEntity(`The Password Policy with domain name ${account} cannot be found.`)
