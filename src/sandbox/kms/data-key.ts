import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'

export interface DataKeyInput {
  readonly KeySpec?: string | undefined
  readonly NumberOfBytes?: number | undefined
}

/** How long a data key is. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export function dataKeyLength({ KeySpec: spec, NumberOfBytes: bytes }: DataKeyInput): Result<number, AwsError> {
  if ((spec === undefined) === (bytes === undefined)) {
    return err({ code: 'ValidationException', message: 'Please specify either number of bytes or key spec.', status: 400 })
  }
  return ok(bytes ?? (spec === 'AES_128' ? 16 : 32))
}
