import { err, ok, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'

/** S3 Control names the account in a header; it must be the caller's own. */
export function callerAccount({ caller, header }: Call): Result<AccountId, AwsError> {
  const { account } = caller
  return account !== undefined && header('x-amz-account-id') === account
    ? ok(account)
    : err({ code: 'AccessDenied', message: 'Access Denied', status: 403 })
}
