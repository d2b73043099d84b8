import type { DeleteAccountAliasRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import { permission } from './permission.ts'

/** The words of the refusal are inferred. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html */
export const deleteAccountAlias: Operation<DeleteAccountAliasRequest, object> = {
  requires: () => ok([permission('iam:DeleteAccountAlias', { arn: '*' })]),
  run: ({ AccountAlias }, call, stores) => {
    const account = callerAccount(call, stores)
    if (account.alias !== AccountAlias) return err(noSuchEntity(`The account alias ${AccountAlias} cannot be found.`))
    delete account.alias
    return ok({})
  },
}
