import type { EnableKeyRotationRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Key } from './key.ts'
import { refuseAwsManaged, refuseKeyState } from './key-state.ts'
import { onKey } from './on-key.ts'

type Input = Parsed<EnableKeyRotationRequest>

const periodOf = ({ RotationPeriodInDays: days = 365 }: Input): number => days

/** The message is inferred: the reference has the code alone. */
const refuseOtherSpecs = ({ spec }: Key): AwsError | undefined =>
  spec === 'SYMMETRIC_DEFAULT' ? undefined : { code: 'UnsupportedOperationException', message: '', status: 400 }

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
export const enableKeyRotation: Operation<EnableKeyRotationRequest, object> = onKey({
  action: 'kms:EnableKeyRotation',
  use: (input: Input) => ({ context: { 'kms:RotationPeriodInDays': String(periodOf(input)) } }),
  run: ({ key }, input, call) => {
    const refused = refuseAwsManaged(key) ?? refuseKeyState(key) ?? refuseOtherSpecs(key)
    if (refused !== undefined) return err(refused)
    key.rotation = { periodInDays: periodOf(input), enabledAt: call.now }
    return ok({})
  },
})
