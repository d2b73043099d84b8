import type { CancelKeyDeletionRequest, CancelKeyDeletionResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onKey } from './on-key.ts'

/** Leaves the key disabled. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export const cancelKeyDeletion: Operation<CancelKeyDeletionRequest, CancelKeyDeletionResponse> = onKey({
  action: 'kms:CancelKeyDeletion',
  run: ({ key }) => {
    if (key.state !== 'PendingDeletion') {
      return err({ code: 'KMSInvalidStateException', message: `${key.arn} is not pending deletion.`, status: 400 })
    }
    key.state = 'Disabled'
    delete key.deletion
    return ok({ KeyId: key.arn })
  },
})
