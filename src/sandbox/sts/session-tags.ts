import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Session } from './store.ts'

export interface SessionTags {
  /** Those passed and those inherited from the calling session. */
  readonly tags: ReadonlyMap<string, string>
  readonly transitiveTagKeys: ReadonlySet<string>
}

interface TagInput {
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[] | undefined
  readonly TransitiveTagKeys?: readonly string[] | undefined
}

const invalidParameter = (message: string): AwsError => ({ code: 'InvalidParameterValue', message, status: 400 })

const lower = (key: string): string => key.toLowerCase()

/**
 * The tags of a new session. The three refusals are recorded from AWS.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export function sessionTags({ Tags = [], TransitiveTagKeys = [] }: TagInput, calling: Session | undefined): Result<SessionTags, AwsError> {
  const keys = Tags.map(({ Key }) => lower(Key))
  if (new Set(keys).size < keys.length) {
    return err(invalidParameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.'))
  }
  if (!TransitiveTagKeys.every((key) => keys.includes(lower(key)))) {
    return err(invalidParameter('The specified transitive tag key must be included in the requested tags.'))
  }
  const inherited = [...(calling?.transitiveTagKeys ?? [])]
  if (inherited.some((key) => keys.includes(lower(key)))) {
    return err(
      invalidParameter(
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
      ),
    )
  }
  const passedOn = inherited.map((key) => [key, calling?.tags.get(key) ?? ''] as const)
  return ok({
    tags: new Map([...passedOn, ...Tags.map(({ Key, Value }) => [Key, Value] as const)]),
    transitiveTagKeys: new Set([...inherited, ...TransitiveTagKeys]),
  })
}
