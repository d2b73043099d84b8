import type { LifecycleRule, Tag } from '@aws-sdk/client-s3'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import type { Profiled } from '../profile.ts'
import { malformedXml } from './malformed-xml.ts'

type Rule = Parsed<LifecycleRule>

/**
 * What rules may say of the objects that they are for. The sentences were recorded from AWS.
 *
 * @see https://github.com/justincormack/argmin/blob/main/crates/s3-tests/tests/lifecycle.rs
 * @see https://github.com/hyper-light/mantle/blob/main/docs/research/13-xml-bodies.md
 */
export function refuseFilters(rules: readonly Rule[], { profile }: Profiled): AwsError | undefined {
  if (rules.some(({ Filter }) => Filter !== undefined) && rules.some(({ Prefix }) => Prefix !== undefined)) {
    return invalid(
      rules[0]?.Prefix === undefined
        ? 'Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.'
        : 'Filter element can only be used in Lifecycle V2.',
    )
  }
  for (const rule of rules) {
    const refused = refuseFilter(rule)
    if (refused !== undefined) return refused
  }
  return profile === 'legacy-s3' ? undefined : refuseOverlaps(rules)
}

const actions = [
  'Expiration',
  'Transitions',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransitions',
  'AbortIncompleteMultipartUpload',
] as const satisfies readonly (keyof Rule)[]

/** Rules with a prefix alone may not both do the same to an object. @see https://github.com/noobaa/noobaa-core/issues/8341 */
function refuseOverlaps(rules: readonly Rule[]): AwsError | undefined {
  for (const action of actions) {
    const prefixes = rules.flatMap((rule) => (rule[action] === undefined || rule.Status !== 'Enabled' ? [] : (rule.Prefix ?? [])))
    for (const [index, first] of prefixes.entries()) {
      const second = prefixes.slice(index + 1).find((prefix) => prefix.startsWith(first) || first.startsWith(prefix))
      if (second !== undefined) {
        const type = action.replace(/s$/, '')
        return invalid(`Found overlapping prefixes '${first}' and '${second}' for same action type '${type}'`)
      }
    }
  }
  return undefined
}

/** The filter as messages have it. @see https://github.com/noobaa/noobaa-core/pull/9969 */
export function filterOf({ Filter: filter, Prefix: plain }: Rule): string {
  const { Prefix: prefix = plain, ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = { ...filter, ...filter?.And }
  const tags = [...(filter?.Tag === undefined ? [] : [filter.Tag]), ...(filter?.And?.Tags ?? [])]
  const parts = [
    ...(prefix === undefined ? [] : [`prefix=${prefix}`]),
    ...tags.map(({ Key, Value }) => `tag={key=${Key}, value=${Value}}`),
    ...(above === undefined ? [] : [`objectsizegreaterthan=${above}`]),
    ...(below === undefined ? [] : [`objectsizelessthan=${below}`]),
  ]
  return `(${parts.join(' and ')})`
}

const largest = 1_099_511_627_776_000

function refuseFilter({
  Filter: filter,
  Prefix: plain,
  Expiration,
  AbortIncompleteMultipartUpload: abort,
  ...rule
}: Rule): AwsError | undefined {
  const { And: and } = filter ?? {}
  const parts = [and?.Prefix, and?.ObjectSizeGreaterThan, and?.ObjectSizeLessThan, ...(and?.Tags ?? [])]
  if (and !== undefined && parts.filter((part) => part !== undefined).length < 2) return malformedXml
  const kept = [rule.NoncurrentVersionExpiration, ...(rule.NoncurrentVersionTransitions ?? [])]
  if (plain !== undefined && kept.some((each) => each?.NewerNoncurrentVersions !== undefined)) {
    return invalid('NewerNoncurrentVersions element can only be used in Lifecycle V2.')
  }
  const tags = [...(filter?.Tag === undefined ? [] : [filter.Tag]), ...(filter?.And?.Tags ?? [])]
  const above = filter?.ObjectSizeGreaterThan ?? filter?.And?.ObjectSizeGreaterThan
  const below = filter?.ObjectSizeLessThan ?? filter?.And?.ObjectSizeLessThan
  const prefix = plain ?? filter?.Prefix ?? filter?.And?.Prefix ?? ''
  if (Buffer.byteLength(prefix) > 1024) return invalid('The maximum size of a prefix is 1024')
  if (tags.length > 0 && Expiration?.ExpiredObjectDeleteMarker !== undefined) {
    return invalid('ExpiredObjectDeleteMarker cannot be specified with Tags.')
  }
  if (tags.length > 0 && abort !== undefined) return invalid('AbortIncompleteMultipartUpload cannot be specified with Tags.')
  if ((above ?? below) !== undefined && abort !== undefined) {
    return invalid('AbortIncompleteMultipartUpload cannot be specified with Object Size.')
  }
  if ((above ?? below) !== undefined && Expiration?.ExpiredObjectDeleteMarker !== undefined) {
    return invalid('ExpiredObjectDeleteMarker cannot be specified with Object Size.')
  }
  if (above !== undefined && (above < 0 || above > largest)) {
    return invalid(`'ObjectSizeGreaterThan' should be between 0 and ${largest}.`)
  }
  if (below !== undefined && (below < 1 || below > largest)) return invalid(`'ObjectSizeLessThan' should be between 1 and ${largest}.`)
  if (above !== undefined && below !== undefined && below <= above) {
    return invalid("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.")
  }
  return refuseTags(tags)
}

function refuseTags(tags: readonly Parsed<Tag>[]): AwsError | undefined {
  const keys = tags.map(({ Key }) => Key)
  if (keys.some((key) => key.length < 1 || key.length > 128)) return invalid("A Tag's Key must be a length between 1 and 128.")
  if (tags.some(({ Value }) => Value.length > 256)) return invalid("A Tag's Value must be a length between 0 and 256.")
  return new Set(keys).size < keys.length ? invalid('Duplicate Tag Keys are not allowed.') : undefined
}

const invalid = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })
