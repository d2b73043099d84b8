import type { AwsError } from '../error.ts'

interface MfaInput {
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
}

/** The sandbox has no MFA devices, so each code is wrong. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_mfa-fido.html */
export function refuseMfa({ SerialNumber, TokenCode }: MfaInput): AwsError | undefined {
  if (SerialNumber === undefined && TokenCode === undefined) return undefined
  const message =
    SerialNumber === undefined || TokenCode === undefined
      ? 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.'
      : 'MultiFactorAuthentication failed with invalid MFA one time pass code. '
  return { code: 'AccessDenied', message, status: 403 }
}
