import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'

interface Tag {
  readonly TagKey: string
  readonly TagValue: string
}

/** Reads tags as KMS does; its words were recorded. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
export function parseTags(tags: readonly Tag[]): Result<ReadonlyMap<string, string>, AwsError> {
  const parsed = new Map(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]))
  if (parsed.size < tags.length) return err(tagException('Duplicate tag keys'))
  if (tags.some(({ TagKey }) => TagKey.toLowerCase().startsWith('aws:'))) return err(reservedTag)
  return parsed.size > maxTags ? err(tooManyTags) : ok(parsed)
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
export const maxTags = 50

const tagException = (message: string): AwsError => ({ code: 'TagException', message, status: 400 })

export const tooManyTags = tagException('Too many tags')
export const reservedTag = tagException('Tags beginning with aws: are reserved')
