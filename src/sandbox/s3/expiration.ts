import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { Parsed } from '../parsed.ts'
import type { Bucket } from './bucket.ts'
import type { ObjectVersion } from './object-version.ts'

type Rule = Parsed<LifecycleRule>

const day = 86_400_000

/**
 * When a lifecycle rule would expire the object, and which: the earliest wins. AWS tells it of current objects, not of versions by name. The id is
 * documented as encoded, yet answers have it as it is where a header can carry it.
 *
 * @see https://github.com/hyper-light/mantle/blob/main/docs/research/13-xml-bodies.md
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html#API_PutObject_ResponseSyntax
 */
export function expirationOutput({ lifecycle }: Bucket, object: ObjectVersion): { Expiration?: string } {
  const [first] = (lifecycle?.rules ?? []).flatMap((rule) => expiry(rule, object)).sort((a, b) => a.date.getTime() - b.date.getTime())
  if (first === undefined) return {}
  return {
    Expiration: `expiry-date="${first.date.toUTCString()}", rule-id="${/^[ !#-~]*$/.test(first.id) ? first.id : encodeURIComponent(first.id)}"`,
  }
}

/** Days count from the creation, up to the next midnight UTC. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days */
function expiry(rule: Rule, object: ObjectVersion): { readonly date: Date; readonly id: string }[] {
  const { Days: days, Date: date } = rule.Expiration ?? {}
  if (rule.Status !== 'Enabled' || !covers(rule, object)) return []
  const id = rule.ID ?? ''
  if (days !== undefined) return [{ date: new Date(Math.ceil((object.lastModified.getTime() + days * day) / day) * day), id }]
  return date === undefined ? [] : [{ date, id }]
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-filters.html */
function covers({ Prefix: plain, Filter: filter = {} }: Rule, { key, tags, body }: ObjectVersion): boolean {
  const all = filter.And ?? {}
  const prefix = plain ?? filter.Prefix ?? all.Prefix ?? ''
  const wanted = [...(filter.Tag === undefined ? [] : [filter.Tag]), ...(all.Tags ?? [])]
  const above = filter.ObjectSizeGreaterThan ?? all.ObjectSizeGreaterThan ?? -1
  const below = filter.ObjectSizeLessThan ?? all.ObjectSizeLessThan ?? Number.POSITIVE_INFINITY
  const isTagged = wanted.every(({ Key, Value }) => tags.get(Key) === Value)
  return key.startsWith(prefix) && isTagged && body.length > above && body.length < below
}
