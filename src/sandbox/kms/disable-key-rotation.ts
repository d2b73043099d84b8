import type { DisableKeyRotationRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { refuseAwsManaged, refuseKeyState } from './key-state.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html */
export const disableKeyRotation: Operation<DisableKeyRotationRequest, object> = onKey({
  action: 'kms:DisableKeyRotation',
  run: ({ key }) => {
    const refused = refuseAwsManaged(key) ?? refuseKeyState(key)
    if (refused !== undefined) return err(refused)
    delete key.rotation
    return ok({})
  },
})
