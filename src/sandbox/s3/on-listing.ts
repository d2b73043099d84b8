import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bucketPermission } from './bucket-permission.ts'
import { type BucketInput, findBucket } from './find-bucket.ts'
import { parseLimit, refuseEncodingType } from './listing.ts'
import type { OperationOf } from './on-bucket.ts'
import { refusePayer } from './requester-pays.ts'

type ListingInput = BucketInput & Parameters<typeof refuseEncodingType>[0] & Parameters<typeof refusePayer>[1]

/** One page of a bucket: at most `limit` items, which begin where `from` says. */
export interface Page<From> {
  readonly bucket: Bucket
  readonly limit: number
  readonly from: From
}

interface Listing<Input, From, Output> {
  readonly action: string
  /** Condition keys that the listing supplies. */
  readonly context?: (input: Input) => ContextKeys
  /** How many items the request asks for, and the name of the parameter. */
  readonly limit: readonly [of: (input: Input) => number | undefined, name: string]
  /** Reads the markers of the request. */
  readonly from: (input: Input, bucket: Bucket, stores: Stores) => Result<From, AwsError>
  readonly list: (page: Page<From>, input: Input, call: Call, stores: Stores) => Output
}

/** A listing of what a bucket holds, page by page. */
export function onListing<Input extends ListingInput, From, Output extends object>(
  listing: Listing<Input, From, Output>,
): OperationOf<Input, Output> {
  const { action, context, list } = listing
  return {
    requires: (input, call, stores) => {
      const page = prepare(listing, input, call, stores)
      if (!page.ok) return page
      return ok([bucketPermission({ action, bucket: page.value.bucket, context: context?.(input) ?? {} }, call, stores)])
    },
    run: (input, call, stores) => {
      const page = prepare(listing, input, call, stores)
      return page.ok ? ok(list(page.value, input, call, stores)) : page
    },
  }
}

function prepare<Input extends ListingInput, From>(
  { limit: [asked, name], from: begin }: Listing<Input, From, object>,
  input: Input,
  call: Call,
  stores: Stores,
): Result<Page<From>, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const refused = refuseEncodingType(input) ?? refusePayer(bucket.value, input, call)
  if (refused !== undefined) return err(refused)
  const limit = parseLimit(asked(input), name)
  if (!limit.ok) return limit
  const from = begin(input, bucket.value, stores)
  return from.ok ? ok({ bucket: bucket.value, limit: limit.value, from: from.value }) : from
}
