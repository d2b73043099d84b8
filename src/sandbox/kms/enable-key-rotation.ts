import type { EnableKeyRotationRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseAwsManaged, refuseKeyState, refuseOrigin, refuseReplica } from './key-state.ts'
import { onKey } from './on-key.ts'
import { refuseOtherSpecs } from './rotation.ts'

type Input = Parsed<EnableKeyRotationRequest>

const periodOf = ({ RotationPeriodInDays: days = 365 }: Input): number => days

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
export const enableKeyRotation: Operation<EnableKeyRotationRequest, object> = onKey({
  action: 'kms:EnableKeyRotation',
  use: (input: Input) => ({ context: { 'kms:RotationPeriodInDays': String(periodOf(input)) } }),
  run: ({ key }, input, call, { kms }) => {
    const refused =
      refuseAwsManaged(key) ?? refuseKeyState(key) ?? refuseOtherSpecs(key) ?? refuseOrigin('AWS_KMS', key) ?? refuseReplica(key)
    if (refused !== undefined) return err(refused)
    for (const each of kms.related(key, call.now)) each.rotation = { periodInDays: periodOf(input), enabledAt: call.now }
    return ok({})
  },
})
