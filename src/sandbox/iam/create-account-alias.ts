import type { CreateAccountAliasRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists } from './errors.ts'
import { permission } from './permission.ts'

/**
 * An account has one alias, and a new one takes its place; no two accounts have the same. The words of the refusal are inferred.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html
 */
export const createAccountAlias: Operation<CreateAccountAliasRequest, object> = {
  requires: () => ok([permission('iam:CreateAccountAlias', { arn: '*' })]),
  run: ({ AccountAlias }, call, stores) => {
    const account = callerAccount(call, stores)
    const taken = [...stores.iam.accounts.values()].some((other) => other !== account && other.alias === AccountAlias)
    if (taken) return err(entityAlreadyExists(`The account alias ${AccountAlias} already exists.`))
    account.alias = AccountAlias
    return ok({})
  },
}
