import type { CancelKeyDeletionRequest, CancelKeyDeletionResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { isComplete } from './material.ts'
import { onKey } from './on-key.ts'

/** Leaves the key disabled, or waiting for its material as it was. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export const cancelKeyDeletion: Operation<CancelKeyDeletionRequest, CancelKeyDeletionResponse> = onKey({
  action: 'kms:CancelKeyDeletion',
  run: ({ key }) => {
    if (key.state !== 'PendingDeletion' && key.state !== 'PendingReplicaDeletion') {
      return err({ code: 'KMSInvalidStateException', message: `${key.arn} is not pending deletion.`, status: 400 })
    }
    key.state = isComplete(key) ? 'Disabled' : 'PendingImport'
    delete key.deletion
    delete key.replicaDeletion
    return ok({ KeyId: key.arn })
  },
})
