import type { TagResourceRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseAwsManaged, refusePendingDeletion } from './key-state.ts'
import { onKey } from './on-key.ts'
import { maxTags, parseTags, tooManyTags } from './tags.ts'

type Input = Parsed<TagResourceRequest>

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
export const tagResource: Operation<TagResourceRequest, object> = onKey({
  action: 'kms:TagResource',
  more: (input: Input) => ({ requestTags: new Map(input.Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue])) }),
  run: ({ key }, input) => {
    const tags = parseTags(input.Tags)
    if (!tags.ok) return tags
    const merged = new Map([...key.tags, ...tags.value])
    const refused = refuseAwsManaged(key) ?? refusePendingDeletion(key) ?? (merged.size > maxTags ? tooManyTags : undefined)
    if (refused !== undefined) return err(refused)
    for (const [name, value] of merged) key.tags.set(name, value)
    return ok({})
  },
})
