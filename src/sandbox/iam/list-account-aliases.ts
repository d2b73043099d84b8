import type { ListAccountAliasesRequest, ListAccountAliasesResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html */
export const listAccountAliases: Operation<ListAccountAliasesRequest, ListAccountAliasesResponse> = {
  requires: () => ok([permission('iam:ListAccountAliases', { arn: '*' })]),
  run: (_input, call, stores) => {
    const { alias } = callerAccount(call, stores)
    return ok({ AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false })
  },
}
