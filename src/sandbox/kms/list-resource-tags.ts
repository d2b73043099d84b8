import type { ListResourceTagsRequest, ListResourceTagsResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onKey } from './on-key.ts'
import { pageOf } from './page.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export const listResourceTags: Operation<ListResourceTagsRequest, ListResourceTagsResponse> = onKey({
  action: 'kms:ListResourceTags',
  run: ({ key }, input: Parsed<ListResourceTagsRequest>) => {
    const page = pageOf([...key.tags], { Limit: input.Limit ?? 50, Marker: input.Marker })
    if (!page.ok) return page
    return ok({ Tags: page.value.items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...page.value.output })
  },
})
