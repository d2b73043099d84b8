import type { EnableKeyRotationRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseAwsManaged, refuseKeyState, refuseOrigin, refuseReplica } from './key-state.ts'
import { onKey } from './on-key.ts'
import { refuseOtherSpecs } from './rotation.ts'

type Input = Parsed<EnableKeyRotationRequest>

const defaultPeriod = 365

/**
 * Where rotation is on, the period that it has stays unless another is asked for; conditions are asked of the default all the same.
 * Recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms: rotation.json, imports.json), as is that the origin is looked at first.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
 */
export const enableKeyRotation: Operation<EnableKeyRotationRequest, object> = onKey({
  action: 'kms:EnableKeyRotation',
  use: ({ RotationPeriodInDays: days = defaultPeriod }: Input) => ({ context: { 'kms:RotationPeriodInDays': String(days) } }),
  run: ({ key }, input, call, { kms }) => {
    const refused =
      refuseAwsManaged(key) ?? refuseOrigin('AWS_KMS', key) ?? refuseKeyState(key) ?? refuseOtherSpecs(key) ?? refuseReplica(key)
    if (refused !== undefined) return err(refused)
    const { RotationPeriodInDays: asked = key.rotation?.periodInDays } = input
    // The next rotation stays when it is.
    if (key.rotation !== undefined && key.rotation.periodInDays === asked) return ok({})
    for (const each of kms.related(key, call.now)) each.rotation = { periodInDays: asked ?? defaultPeriod, enabledAt: call.now }
    return ok({})
  },
})
