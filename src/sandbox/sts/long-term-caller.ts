import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { refuseInactiveRegion } from './inactive-region.ts'
import type { Session } from './store.ts'

/** The user or root user that asks for a session of its own; sessions cannot. */
export function longTermCaller(call: Call, operation: string, stores: Stores): Result<Pick<Session, 'account' | 'issuer'>, AwsError> {
  const { principal, account, session } = call.caller
  if (session !== undefined || account === undefined) {
    return err({ code: 'AccessDenied', message: `Cannot call ${operation} with session credentials`, status: 403 })
  }
  const inactive = refuseInactiveRegion(account, call, stores)
  if (inactive !== undefined) return err(inactive)
  const user = principal.type === 'user' ? stores.iam.user(principal.arn) : undefined
  return ok({ account, issuer: user === undefined ? { type: 'root' } : { type: 'user', id: user.id, name: user.name } })
}

const [hour, halfDay] = [3600, 43_200]

/** Twelve hours unless asked otherwise; the root user gets one at most. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export const sessionDuration = (asked: number | undefined, issuer: Session['issuer']): number =>
  issuer.type === 'root' ? Math.min(asked ?? hour, hour) : (asked ?? halfDay)
