import type { UntagResourceRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseAwsManaged, refusePendingDeletion } from './key-state.ts'
import { onKey } from './on-key.ts'
import { reservedTag } from './tags.ts'

type Input = Parsed<UntagResourceRequest>

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html */
export const untagResource: Operation<UntagResourceRequest, object> = onKey({
  action: 'kms:UntagResource',
  use: (input: Input) => ({ context: { 'aws:TagKeys': input.TagKeys } }),
  run: ({ key }, input) => {
    const isReserved = input.TagKeys.some((name) => name.toLowerCase().startsWith('aws:'))
    const refused = refuseAwsManaged(key) ?? refusePendingDeletion(key) ?? (isReserved ? reservedTag : undefined)
    if (refused !== undefined) return err(refused)
    for (const name of input.TagKeys) key.tags.delete(name)
    return ok({})
  },
})
