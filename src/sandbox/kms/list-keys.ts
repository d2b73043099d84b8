import type { ListKeysRequest, ListKeysResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { scopeOf } from './on-key.ts'
import { pageOf } from './page.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export const listKeys: Operation<ListKeysRequest, ListKeysResponse> = {
  requires: () => ok([{ action: 'kms:ListKeys', resource: '*' }]),
  run: (input, call, { kms }) => {
    const page = pageOf(kms.keysOf(scopeOf(call)), input)
    if (!page.ok) return page
    return ok({ Keys: page.value.items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...page.value.output })
  },
}
