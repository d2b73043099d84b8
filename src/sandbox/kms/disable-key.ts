import type { DisableKeyRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { refuseAwsManaged, refusePendingDeletion, refusePendingImport } from './key-state.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html */
export const disableKey: Operation<DisableKeyRequest, object> = onKey({
  action: 'kms:DisableKey',
  run: ({ key }) => {
    const refused = refuseAwsManaged(key) ?? refusePendingDeletion(key) ?? refusePendingImport(key)
    if (refused !== undefined) return err(refused)
    key.state = 'Disabled'
    return ok({})
  },
})
