import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html#object-lock-retention-modes */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE'
  readonly until: Date
}

export type LegalHold = 'ON' | 'OFF'

/** Of a bucket that was created with object lock, or got it later; it is never taken off. */
export interface ObjectLock {
  readonly defaultRetention?: DefaultRetention
}

export interface DefaultRetention {
  readonly mode: Retention['mode']
  readonly period: { readonly days: number } | { readonly years: number }
}

/** The headers in which a request locks the object that it writes. */
export interface LockInput {
  readonly ObjectLockMode?: string | undefined
  readonly ObjectLockRetainUntilDate?: Date | undefined
  readonly ObjectLockLegalHoldStatus?: string | undefined
}

export interface Lock {
  readonly retention?: Retention
  readonly legalHold?: LegalHold
}

export const namesLock = (input: LockInput): boolean =>
  input.ObjectLockMode !== undefined || input.ObjectLockRetainUntilDate !== undefined || input.ObjectLockLegalHoldStatus !== undefined

const isMode = (text: string): text is Retention['mode'] => text === 'GOVERNANCE' || text === 'COMPLIANCE'

/** The lock that the headers ask for. The words of its refusals were recorded, but for the legal hold. */
export function parseLockHeaders(input: LockInput, now: Date): Result<Lock, AwsError> {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = input
  if ((mode === undefined) !== (until === undefined)) {
    const missing = mode === undefined ? 'x-amz-object-lock-mode' : 'x-amz-object-lock-retain-until-date'
    return err(invalid('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied', missing))
  }
  if (mode !== undefined && !isMode(mode)) return err(invalid('Unknown wormMode directive.', 'x-amz-object-lock-mode', mode))
  if (until !== undefined && until <= now) {
    return err(invalid('The retain until date must be in the future!', 'x-amz-object-lock-retain-until-date', until.toISOString()))
  }
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF') {
    return err(invalid("Legal Hold must be either of 'ON' or 'OFF'", 'x-amz-object-lock-legal-hold', hold))
  }
  return ok({
    ...(mode === undefined || until === undefined ? {} : { retention: { mode, until } }),
    ...(hold === undefined ? {} : { legalHold: hold }),
  })
}

const invalid = (message: string, name: string, value?: string): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) },
})

/** Recorded from AWS. */
export const noObjectLock: AwsError = { code: 'InvalidRequest', message: 'Bucket is missing Object Lock Configuration', status: 400 }

/** What an object gets whose request names no retention. */
export function defaultRetention(lock: ObjectLock | undefined, now: Date): Retention | undefined {
  if (lock?.defaultRetention === undefined) return undefined
  const { mode, period } = lock.defaultRetention
  const until = new Date(now)
  if ('days' in period) until.setUTCDate(until.getUTCDate() + period.days)
  else until.setUTCFullYear(until.getUTCFullYear() + period.years)
  return { mode, until }
}

/**
 * Whether a version may not be deleted or overwritten now. Governance mode yields to who may bypass it and says so.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export const isLocked = ({ retention, legalHold }: Lock, now: Date, bypassesGovernance: boolean): boolean =>
  legalHold === 'ON' || (retention !== undefined && retention.until > now && !(retention.mode === 'GOVERNANCE' && bypassesGovernance))

/** Recorded from AWS. */
export const protectedByLock: AwsError = {
  code: 'AccessDenied',
  message: 'Access Denied because object protected by object lock.',
  status: 403,
}

export const lockOutput = ({ retention, legalHold }: Lock): LockOutput => ({
  ...(retention === undefined ? {} : { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: retention.until }),
  ...(legalHold === undefined ? {} : { ObjectLockLegalHoldStatus: legalHold }),
})

export interface LockOutput {
  ObjectLockMode?: Retention['mode']
  ObjectLockRetainUntilDate?: Date
  ObjectLockLegalHoldStatus?: LegalHold
}
