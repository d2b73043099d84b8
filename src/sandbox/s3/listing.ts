import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { ContextKeys } from '../operation.ts'
import type { Profile, Profiled } from '../profile.ts'
import { atLeast, type Leaf, type SortedMap } from './sorted-map.ts'

/** What all listings have in common. */
export interface ListingInput {
  readonly Prefix?: string | undefined
  readonly Delimiter?: string | undefined
  readonly EncodingType?: string | undefined
}

/** A key, or all keys that agree up to the delimiter after the prefix. */
export type Item<Value> = KeyItem<Value> | { readonly kind: 'commonPrefix'; readonly prefix: string }

/** A key with what it holds, and where it stands. */
interface KeyItem<Value> {
  readonly kind: 'key'
  readonly key: string
  readonly value: Value
  readonly leaf: Leaf<Value>
  readonly index: number
}

export interface Walk<Value> {
  readonly prefix: string
  readonly delimiter: string | undefined
  /** Listing begins with the first key after this one. */
  readonly after: string
  /** Whether this very key is listed too: where one key has several entries. */
  readonly inclusive?: boolean
  /** Whether `after` is where an earlier page ended: then the common prefix in which it lies was listed. */
  readonly resumes: boolean
  readonly isListed: (value: Value) => boolean
}

/**
 * The items in order. Each common prefix is passed over with one search, however many keys it holds.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
 */
export function* walk<Value>(map: SortedMap<Value>, walk: Walk<Value>): Generator<Item<Value>, void> {
  let reached: ((key: string) => boolean) | undefined = start(walk)
  while (reached !== undefined) {
    const common: string | undefined = yield* walkKeys(map, reached, walk)
    if (common !== undefined) yield { kind: 'commonPrefix', prefix: common }
    reached = common === undefined ? undefined : beyond(common)
  }
}

/** The keys up to the first that has a common prefix, which it returns. */
function* walkKeys<Value>(
  map: SortedMap<Value>,
  reached: (key: string) => boolean,
  walk: Walk<Value>,
): Generator<KeyItem<Value>, string | undefined> {
  for (const { leaf, index: first } of map.leavesFrom(reached)) {
    for (let index = first; index < leaf.keys.length; index += 1) {
      const key = leaf.keys[index] as string
      if (!key.startsWith(walk.prefix)) return undefined
      const value = leaf.values[index] as Value
      if (!walk.isListed(value)) continue
      const common = commonPrefix(key, walk)
      if (common !== undefined) return common
      yield { kind: 'key', key, value, leaf, index }
    }
  }
  return undefined
}

function start<Value>(walk: Walk<Value>): (key: string) => boolean {
  const common = walk.resumes ? commonPrefix(walk.after, walk) : undefined
  if (common !== undefined) return beyond(common)
  const [hasPrefix, isAfter] = [atLeast(walk.prefix), atLeast(walk.after)]
  const { after, inclusive } = walk
  return (key) => hasPrefix(key) && isAfter(key) && (inclusive === true || key !== after)
}

function beyond(prefix: string): (key: string) => boolean {
  const isAfter = atLeast(prefix)
  return (key) => isAfter(key) && !key.startsWith(prefix)
}

function commonPrefix(key: string, { prefix, delimiter }: Pick<Walk<never>, 'prefix' | 'delimiter'>): string | undefined {
  if (delimiter === undefined || delimiter === '' || !key.startsWith(prefix)) return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end === -1 ? undefined : key.slice(0, end + delimiter.length)
}

/** Up to `limit` items, and whether there are more. */
export function page<T>(items: Iterable<T>, limit: number): { readonly items: readonly T[]; readonly truncated: boolean } {
  const taken: T[] = []
  if (limit === 0) return { items: taken, truncated: false }
  for (const item of items) {
    if (taken.length === limit) return { items: taken, truncated: true }
    taken.push(item)
  }
  return { items: taken, truncated: false }
}

/** A page has a thousand items at most. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function parseLimit(value: number | undefined, name: string): Result<number, AwsError> {
  if (value === undefined) return ok(1000)
  const refused = refuseNumber(value, name)
  return refused === undefined ? ok(Math.min(value, 1000)) : err(refused)
}

const greatest = 2_147_483_647

/** The first sentence was recorded from AWS, the second is that of moto's suite (tests/test_s3/test_s3_multipart.py). */
export function refuseNumber(value: number, name: string, text = String(value)): AwsError | undefined {
  if (value >= 0 && value <= greatest) return undefined
  const message =
    value < 0 ? `Argument ${name} must be an integer between 0 and ${greatest}` : `Provided ${name} not an integer or within integer range`
  return { code: 'InvalidArgument', message, status: 400, fields: { ArgumentName: name, ArgumentValue: text } }
}

/** Recorded from AWS. */
export function refuseEncodingType({ EncodingType }: ListingInput): AwsError | undefined {
  if (EncodingType === undefined || EncodingType === 'url') return undefined
  return {
    code: 'InvalidArgument',
    message: 'Invalid Encoding Method specified in Request',
    status: 400,
    fields: { ArgumentName: 'encoding-type', ArgumentValue: EncodingType },
  }
}

/** How an answer prints keys and prefixes. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#API_ListObjectsV2_RequestSyntax */
export const keyPrinter =
  ({ EncodingType }: ListingInput, { profile }: Profiled): ((key: string) => string) =>
  (key) =>
    EncodingType === 'url' ? encodeKey(key, profile) : key

/** A space is `+`, but `%20` on older servers; clients read both. */
const encodeKey = (key: string, profile: Profile): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', profile === 'current' ? '+' : '%20')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** AWS leaves an empty one out. @see https://github.com/apache/ozone/pull/10586 */
export const printDelimiter = (delimiter: string | undefined, print: (key: string) => string): string | undefined =>
  delimiter === undefined || delimiter === '' ? undefined : print(delimiter)

export function printCommonPrefixes(items: readonly Item<unknown>[], print: (key: string) => string): { Prefix: string }[] {
  const printed: { Prefix: string }[] = []
  for (const item of items) if (item.kind === 'commonPrefix') printed.push({ Prefix: print(item.prefix) })
  return printed
}

/** The keys that only listings have; a parameter that was not sent has none. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
export const listingContext = (input: ListingInput & { readonly MaxKeys?: number | undefined }): ContextKeys => ({
  's3:prefix': input.Prefix,
  's3:delimiter': input.Delimiter,
  's3:max-keys': input.MaxKeys === undefined ? undefined : String(input.MaxKeys),
})
