import type { DisableKeyRotationRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { refuseAwsManaged, refuseKeyState, refuseOrigin, refuseReplica } from './key-state.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html */
export const disableKeyRotation: Operation<DisableKeyRotationRequest, object> = onKey({
  action: 'kms:DisableKeyRotation',
  run: ({ key }, _input, call, { kms }) => {
    const refused = refuseAwsManaged(key) ?? refuseOrigin('AWS_KMS', key) ?? refuseKeyState(key) ?? refuseReplica(key)
    if (refused !== undefined) return err(refused)
    for (const each of kms.related(key, call.now)) delete each.rotation
    return ok({})
  },
})
