import type { AwsError } from './error.ts'
import type { Caller, ServiceName } from './operation.ts'
import { refusal } from './wire/refusal.ts'

/**
 * What sessions of GetSessionToken and GetFederationToken may not call, whatever their policies say: IAM unless an MFA device vouched for them, and of STS
 * only a few operations. Root sessions have their task policy instead. IAM's answer is that of many reports; that of STS is inferred from its answer to GetSessionToken.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */
export function refuseSession(service: ServiceName, { session, principal }: Caller, operation: string | undefined): AwsError | undefined {
  if (session === undefined || session.issuer.type === 'role' || session.taskPolicy !== undefined) return undefined
  if (service === 'iam') return session.mfaAt === undefined ? refusal('query', 'unknownKey') : undefined
  if (service !== 'sts' || operation === 'GetCallerIdentity') return undefined
  if (operation === 'AssumeRole' && principal.type !== 'federatedUser') return undefined
  return { code: 'AccessDenied', message: `Cannot call ${operation} with session credentials`, status: 403 }
}
