import { editDistance } from '../base/suggest.ts'
import { compileResourcePattern, matchesArn, parseArn } from '../policy/arn.ts'
import { compilePattern, matchesPattern } from '../policy/pattern.ts'
import type { PolicyVersion, ResourceElement, Text } from '../policy/policy.ts'

/** How the resources of a statement that does not cover the wanted one stand to it, the nearest first. */
export type ResourceRelation =
  /** A variable that the version of the policy takes to the letter. */
  | { readonly relation: 'literalVariable'; readonly pattern: Text }
  /** The bucket is named where its objects are meant, or a folder without `/*`. */
  | { readonly relation: 'missingWildcard'; readonly pattern: Text }
  /** The objects are named where the bucket is meant. */
  | { readonly relation: 'objectsOfBucket'; readonly pattern: Text }
  /** Other objects of the same bucket. */
  | { readonly relation: 'otherFolder'; readonly pattern: Text }
  /** `NotResource` leaves it out. */
  | { readonly relation: 'excluded'; readonly pattern: Text }
  | { readonly relation: 'otherBucket'; readonly pattern: Text; readonly bucket: string }
  /** Another role or key, or another way to name it. */
  | { readonly relation: 'otherOfItsKind'; readonly pattern: Text }
  | { readonly relation: 'unrelated' }

const order: readonly ResourceRelation['relation'][] = [
  'literalVariable',
  'missingWildcard',
  'objectsOfBucket',
  'otherFolder',
  'excluded',
  'otherBucket',
  'otherOfItsKind',
  'unrelated',
]

export function relateResource(element: ResourceElement, wanted: string, version: PolicyVersion): ResourceRelation {
  const [first] = element.patterns
  if (element.element === 'NotResource') return first === undefined ? { relation: 'unrelated' } : { relation: 'excluded', pattern: first }
  const relations = element.patterns.map((pattern) => relatePattern(pattern, wanted, version))
  const misspelt = relations.find((one) => isMisspeltBucket(one, wanted))
  if (misspelt !== undefined && !relations.some(isOfThisKind(wanted))) return misspelt
  const hasFolders = relations.some(({ relation }) => relation === 'otherFolder')
  return (
    relations
      .filter((one) => !hasFolders || one.relation !== 'missingWildcard' || isOfObjects(one.pattern.text))
      .sort((a, b) => order.indexOf(a.relation) - order.indexOf(b.relation) || misfit(a, wanted) - misfit(b, wanted))
      .at(0) ?? { relation: 'unrelated' }
  )
}

const isOfObjects = (arn: string): boolean => arn.includes('/')

/** The bucket beside one of its files, or its files beside the bucket, in all but a letter or two: the pattern that is right is for something else. */
const isMisspeltBucket = (one: ResourceRelation, wanted: string): boolean =>
  one.relation === 'otherBucket' &&
  isOfObjects(one.pattern.text) === isOfObjects(wanted) &&
  editDistance(one.bucket, splitObject(parseArn(wanted)?.resource ?? '')[0], 2) <= 2

/** A pattern of the right bucket that is for files where files are wanted, and for the bucket where that is. */
const isOfThisKind =
  (wanted: string) =>
  (one: ResourceRelation): boolean =>
    'pattern' in one && one.relation !== 'otherBucket' && isOfObjects(one.pattern.text) === isOfObjects(wanted)

/** Of two patterns that both miss, the one for objects was meant to be the one for objects. */
const misfit = (relation: ResourceRelation, wanted: string): number =>
  (relation.relation === 'otherBucket' || relation.relation === 'missingWildcard') &&
  isOfObjects(relation.pattern.text) !== isOfObjects(wanted)
    ? 1
    : 0

function relatePattern(pattern: Text, wanted: string, version: PolicyVersion): ResourceRelation {
  const [named, target] = [parseArn(pattern.text), parseArn(wanted)]
  if (named === undefined || target === undefined || named.service !== target.service) return { relation: 'unrelated' }
  if (target.service !== 's3') return { relation: 'otherOfItsKind', pattern }
  if (named.resource.startsWith('accesspoint/') && named.region !== target.region) return { relation: 'unrelated' }
  const [namedBucket, namedKey] = splitObject(named.resource)
  const [bucket, key] = splitObject(target.resource)
  if (!matches(namedBucket, bucket)) return { relation: 'otherBucket', pattern, bucket: namedBucket }
  if (key === undefined) return { relation: 'objectsOfBucket', pattern }
  if (version === '2008-10-17' && pattern.text.includes('${')) return { relation: 'literalVariable', pattern }
  const folder = namedKey?.replace(/\/$/, '')
  if (folder === undefined || folder === '' || matches(`${folder}/*`, key)) return { relation: 'missingWildcard', pattern }
  return { relation: 'otherFolder', pattern }
}

/** Bucket, or access point, and key of an S3 ARN; without a slash there is no key. */
export function splitObject(resource: string): readonly [bucket: string, key: string | undefined] {
  const [, point, key] = /^(accesspoint\/[^/]+)(?:\/(?:object\/)?(.*))?$/.exec(resource) ?? []
  if (point !== undefined) return [point, key]
  const slash = resource.indexOf('/')
  return slash < 0 ? [resource, undefined] : [resource.slice(0, slash), resource.slice(slash + 1)]
}

const matches = (pattern: string, text: string): boolean => matchesPattern(compilePattern(pattern), text)

/** Whether a resource pattern without variables covers an ARN. */
export function coversResource(pattern: string, resource: string): boolean {
  const arn = parseArn(resource)
  return arn !== undefined && matchesArn(compileResourcePattern(pattern), arn)
}

/** A bucket name that was mistyped, or that has a word more or less: `acme-exports-dev`. */
export const isLikeBucket = (bucket: string, own: string): boolean =>
  bucket.includes(own) || (own.includes(bucket) && bucket.length > own.length / 2) || editDistance(bucket, own, 2) <= 2

/** Whether a pattern covers buckets, or objects, of any name. */
export const isBroadPattern = (pattern: string): boolean =>
  ['arn:aws:s3:::any-bucket', 'arn:aws:s3:::any-bucket/any-key'].some((arn) => coversResource(pattern, arn))
