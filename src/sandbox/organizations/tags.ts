import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { constraintViolation, invalidInput, withReason } from './errors.ts'
import type { Organization } from './store.ts'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const maxTags = 50

/** Tags that a request brings. The sentences are those of the reasons in Organizations' reference. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html */
export function parseTags(tags: readonly Tag[]): Result<ReadonlyMap<string, string>, AwsError> {
  const parsed = new Map(tags.map(({ Key, Value }) => [Key, Value]))
  if (parsed.size < tags.length) return err(withReason(invalidInput('Your request includes duplicate tag keys.'), 'DUPLICATE_TAG_KEY'))
  if (tags.some(({ Key }) => Key.toLowerCase().startsWith('aws:')))
    return err(invalidInput('You specified a tag key that is a system tag. You can’t add, edit, or delete system tag keys.'))
  return parsed.size > maxTags ? err(tooManyTags) : ok(parsed)
}

const tooManyTags = constraintViolation('You have exceeded the number of tags allowed on this resource.')

export const tagList = (tags: ReadonlyMap<string, string> | undefined): Tag[] => [...(tags ?? [])].map(([Key, Value]) => ({ Key, Value }))

/** Those of a new resource. */
export function keepTags({ tags }: Organization, id: string, given: readonly Tag[] | undefined): void {
  if (given !== undefined && given.length > 0) tags.set(id, new Map(given.map(({ Key, Value }) => [Key, Value])))
}

/** With some more, or why not. */
export function addTags({ tags }: Organization, id: string, given: ReadonlyMap<string, string>): AwsError | undefined {
  const merged = new Map([...(tags.get(id) ?? []), ...given])
  if (merged.size > maxTags) return tooManyTags
  tags.set(id, merged)
  return undefined
}
