import type { UpdateKeyDescriptionRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseAwsManaged, refusePendingDeletion } from './key-state.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html */
export const updateKeyDescription: Operation<UpdateKeyDescriptionRequest, object> = onKey({
  action: 'kms:UpdateKeyDescription',
  run: ({ key }, { Description: description }: Parsed<UpdateKeyDescriptionRequest>) => {
    const refused = refuseAwsManaged(key) ?? refusePendingDeletion(key)
    if (refused !== undefined) return err(refused)
    key.description = description
    return ok({})
  },
})
