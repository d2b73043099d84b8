import type { LifecycleRule, Tag } from '@aws-sdk/client-s3'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'

type Rule = Parsed<LifecycleRule>

/**
 * What rules may say of the objects that they are for. The sentences were recorded from AWS.
 *
 * @see https://github.com/justincormack/argmin/blob/main/crates/s3-tests/tests/lifecycle.rs
 */
export function refuseFilters(rules: readonly Rule[]): AwsError | undefined {
  if (rules.some(({ Filter }) => Filter !== undefined) && rules.some(({ Prefix }) => Prefix !== undefined)) {
    return invalid('Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.')
  }
  for (const rule of rules) {
    const refused = refuseFilter(rule)
    if (refused !== undefined) return refused
  }
  return undefined
}

function refuseFilter({ Filter: filter, Prefix: plain, Expiration, AbortIncompleteMultipartUpload: abort }: Rule): AwsError | undefined {
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
