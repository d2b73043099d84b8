import type { Brand } from '../base/brand.ts'
import { err, ok, type Result } from '../base/result.ts'

/** Twelve digits; a leading zero counts, so it is never a number. */
export type AccountId = Brand<string, 'AccountId'>

export type AccountIdError = { readonly code: 'account-id/malformed'; readonly text: string }

/** @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const parseAccountId = (text: string): Result<AccountId, AccountIdError> =>
  /^\d{12}$/.test(text) ? ok(text as AccountId) : err({ code: 'account-id/malformed', text })
