import type { EnableKeyRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { refuseAwsManaged, refusePendingDeletion, refusePendingImport } from './key-state.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html */
export const enableKey: Operation<EnableKeyRequest, object> = onKey({
  action: 'kms:EnableKey',
  run: ({ key }) => {
    const refused = refuseAwsManaged(key) ?? refusePendingDeletion(key) ?? refusePendingImport(key)
    if (refused !== undefined) return err(refused)
    key.state = 'Enabled'
    return ok({})
  },
})
