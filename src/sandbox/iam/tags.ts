import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { invalidInput } from './errors.ts'
import { quotas } from './quotas.ts'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export type TagMap = ReadonlyMap<string, string>

/**
 * How a resource tells one tag key from another: users and roles ignore case, all others do not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_naming
 */
export type TagKeys = 'ignoreCase' | 'exact'

/** The tags of a request, or IAM's refusal of a key that stands there twice. */
export function parseTags(tags: readonly Tag[] | undefined, keys: TagKeys): Result<TagMap, AwsError> {
  const byKey = new Map((tags ?? []).map(({ Key, Value }) => [keys === 'exact' ? Key : Key.toLowerCase(), [Key, Value] as const]))
  if (byKey.size === (tags ?? []).length) return ok(new Map(byKey.values()))
  return err(
    invalidInput(
      keys === 'exact' ? 'Duplicate tag keys found.' : 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ),
  )
}

/** The tags that are there after `added` were put onto `present`; a new value replaces the old one and its spelling of the key. */
export function withTags(present: TagMap, added: TagMap, keys: TagKeys): Result<TagMap, AwsError> {
  const result = new Map([...withoutTags(present, [...added.keys()], keys), ...added])
  if (result.size <= quotas.tags) return ok(result)
  return err({ code: 'LimitExceeded', message: 'The number of tags has reached the maximum limit.' })
}

export function withoutTags(present: TagMap, removed: readonly string[], keys: TagKeys): TagMap {
  const same = (left: string, right: string): boolean => (keys === 'exact' ? left === right : left.toLowerCase() === right.toLowerCase())
  return new Map([...present].filter(([key]) => !removed.some((other) => same(key, other))))
}

export const formatTags = (tags: TagMap): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }))

/** As users and roles carry them: a resource without tags has no list. */
export const tagsOutput = (tags: TagMap): Tag[] | undefined => (tags.size === 0 ? undefined : formatTags(tags))
