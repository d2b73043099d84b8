import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Account } from './store.ts'

/** The account that an IAM call is about: always the caller's own. */
export function callerAccount({ caller }: Call, { iam }: Stores): Account {
  if (caller.account === undefined) throw new Error('internal error: an unsigned call reached IAM')
  return iam.account(caller.account)
}
