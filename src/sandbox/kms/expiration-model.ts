import type { ExpirationModelType } from '@aws-sdk/client-kms'
import type { AwsError } from '../error.ts'

interface Expiration {
  readonly ExpirationModel?: ExpirationModelType | undefined
  readonly ValidTo?: Date | undefined
}

const year = 365 * 86_400_000

/**
 * When imported material expires. The sentences were recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms/imports.json).
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html#KMS-ImportKeyMaterial-request-ValidTo
 */
export function refuseExpiration(
  { ExpirationModel: model = 'KEY_MATERIAL_EXPIRES', ValidTo: date }: Expiration,
  now: Date,
): AwsError | undefined {
  if (model === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
    return date === undefined ? undefined : invalid('A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE')
  }
  if (date === undefined) return invalid('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES')
  const left = date.getTime() - now.getTime()
  if (left <= 0) return invalid('ValidTo must be in the future')
  return left <= year ? undefined : invalid('ValidTo must be less than 365 days in the future')
}

const invalid = (message: string): AwsError => ({ code: 'ValidationException', message, status: 400 })
