import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'

/**
 * Needs no permission, and an explicit deny does not stop it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const getCallerIdentity: Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  requires: () => ok([]),
  run: (_input, { caller }) => ok({ UserId: caller.userId, Account: caller.account, Arn: principalArn(caller.principal) }),
}
