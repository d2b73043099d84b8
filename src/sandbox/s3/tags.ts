import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Profiled } from '../profile.ts'
import { compareKeys } from './sorted-map.ts'

interface Tag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

export type Tags = ReadonlyMap<string, string>

/** What a request tags; a bucket may be tagged as it is created. */
export type Tagged = 'bucket' | 'newBucket' | 'object'

/** Each is refused in words of its own. Recorded from AWS. */
const reserved = {
  bucket: 'System tags cannot be added/updated by requester',
  newBucket:
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
  object: 'Your TagKey cannot be prefixed with aws:',
} as const

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const limit = { bucket: 50, newBucket: 50, object: 10 } as const

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** Checks a tag set as S3 does; its words were recorded. */
export function parseTags(tags: readonly Tag[], on: Tagged): Result<Tags, AwsError> {
  const parsed = new Map<string, string>()
  for (const { Key: key = '', Value: value = '' } of tags) {
    const refused = refuseTag(key, value, on, parsed)
    if (refused !== undefined) return err(refused)
    parsed.set(key, value)
  }
  return parsed.size <= limit[on] ? ok(parsed) : err(tooMany(on))
}

function refuseTag(key: string, value: string, on: Tagged, before: Tags): AwsError | undefined {
  if (before.has(key)) return invalidTag('Cannot provide multiple Tags with the same key', key)
  if (key.toLowerCase().startsWith('aws:')) return invalidTag(reserved[on], key)
  if (key === '' || key.length > 128 || !allowed.test(key)) return invalidTag('The TagKey you have provided is invalid', key)
  if (value.length > 256 || !allowed.test(value)) return invalidTag('The TagValue you have provided is invalid', key, value)
  return undefined
}

const invalidTag = (message: string, key: string, value?: string): AwsError => ({
  code: 'InvalidTag',
  message,
  status: 400,
  fields: { TagKey: key, ...(value === undefined ? {} : { TagValue: value }) },
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#S3TaggingErrorCodeList */
const tooMany = (on: Tagged): AwsError => ({
  code: 'BadRequest',
  message: `${on === 'object' ? 'Object' : 'Bucket'} tags cannot be greater than ${limit[on]}`,
  status: 400,
})

/** The `x-amz-tagging` header: URL query parameters, of which empty ones are none (as versity/versitygw's suite has it of S3). Recorded from AWS. */
export function parseTaggingHeader(text: string | undefined): Result<Tags, AwsError> {
  if (text === undefined || text === '') return ok(new Map())
  const pairs = text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('='))
  const decoded = pairs.map(([key = '', value = '']) => ({ Key: decode(key), Value: decode(value) }))
  const keys = decoded.map(({ Key }) => Key)
  const malformed = pairs.some(({ length }) => length > 2) || decoded.some(({ Key, Value }) => Key === undefined || Value === undefined)
  if (malformed || keys.includes('') || new Set(keys).size < keys.length) return err(malformedHeader(text))
  return parseTags(decoded, 'object')
}

/** Bytes that are no UTF-8 become a character that no tag may have: recorded from S3 by justincormack/argmin (crates/s3-tests/tests/malformed_xml.rs). */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return /%(?![0-9a-f]{2})/i.test(text) ? undefined : '\ufffd'
  }
}

const malformedHeader = (text: string): AwsError => ({
  code: 'InvalidArgument',
  message: "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
  status: 400,
  fields: { ArgumentName: 'x-amz-tagging', ArgumentValue: text },
})

/** In the order in which they were sent, but sorted by older servers. */
export function tagSet(tags: Tags, { profile }: Profiled): { Key: string; Value: string }[] {
  const entries = profile === 'current' ? [...tags] : [...tags].sort(([a], [b]) => compareKeys(a, b))
  return entries.map(([Key, Value]) => ({ Key, Value }))
}
