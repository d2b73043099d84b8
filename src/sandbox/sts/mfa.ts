import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { MfaDevice } from '../iam/store.ts'
import { stepOf } from '../iam/totp.ts'
import type { Call, ContextKeys } from '../operation.ts'
import type { Stores } from '../stores.ts'

interface MfaInput {
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
}

/** The device whose code a request has, and in which period it was shown. */
export interface MfaProof {
  readonly device: MfaDevice
  readonly step: number
}

const refuse = (why: string): Result<never, AwsError> =>
  err({ code: 'AccessDenied', message: `MultiFactorAuthentication failed${why}`, status: 403 })

/**
 * Whether the caller holds the device that it names; undefined when it names none. A code counts once.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export function proveMfa({ SerialNumber, TokenCode }: MfaInput, call: Call, { iam }: Stores): Result<MfaProof | undefined, AwsError> {
  if (SerialNumber === undefined && TokenCode === undefined) return ok(undefined)
  if (SerialNumber === undefined || TokenCode === undefined) return refuse(', must provide both MFA serial number and one time pass code.')
  const { principal, account } = call.caller
  const device = account === undefined ? undefined : iam.account(account).mfaDevices.get(SerialNumber)
  const name = principal.type === 'user' ? principal.arn.split('/').at(-1) : undefined
  const step =
    device === undefined || device.userName !== name || name === undefined ? undefined : stepOf(device.secret, TokenCode, call.now)
  return device === undefined || step === undefined || step <= (device.lastStep ?? 0)
    ? refuse(' with invalid MFA one time pass code. ')
    : ok({ device, step })
}

export function useUp(proof: MfaProof | undefined): void {
  if (proof !== undefined) proof.device.lastStep = proof.step
}

/** What the request says of it, for policies that ask. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent */
export const mfaContext = (proof: MfaProof | undefined): ContextKeys =>
  proof === undefined ? {} : { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }
