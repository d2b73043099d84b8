import type { ListObjectsV2Output, ListObjectsV2Request } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bucketPermission } from './bucket-permission.ts'
import { findBucket } from './find-bucket.ts'
import { isCurrent, nameOf, printContents } from './listed-object.ts'
import { keyPrinter, listingContext, page, parseLimit, printCommonPrefixes, printDelimiter, refuseEncodingType, walk } from './listing.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'

type Input = Parsed<ListObjectsV2Request>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: Operation<ListObjectsV2Request, ListObjectsV2Output> = {
  requires: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    if (!prepared.ok) return prepared
    const { bucket } = prepared.value
    return ok([bucketPermission({ action: 's3:ListBucket', bucket, context: listingContext(input) }, call, stores)])
  },
  run: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    return prepared.ok ? ok(list(prepared.value, input, call, stores)) : prepared
  },
}

interface Prepared {
  readonly bucket: Bucket
  readonly limit: number
  /** Where the page before ended. */
  readonly marker: string | undefined
}

function prepare(input: Input, call: Call, stores: Stores): Result<Prepared, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const refused = refuseEncodingType(input) ?? refusePayer(bucket.value, input, call)
  if (refused !== undefined) return err(refused)
  const limit = parseLimit(input.MaxKeys, 'max-keys')
  if (!limit.ok) return limit
  // Older servers take an empty token for none.
  const token = stores.profile === 'legacy-s3' && input.ContinuationToken === '' ? undefined : input.ContinuationToken
  const marker = token === undefined ? undefined : parseToken(token)
  return marker === undefined && token !== undefined ? err(badToken) : ok({ bucket: bucket.value, limit: limit.value, marker })
}

/** Recorded from AWS. */
const badToken: AwsError = {
  code: 'InvalidArgument',
  message: 'The continuation token provided is incorrect',
  status: 400,
  fields: { ArgumentName: 'continuation-token' },
}

/** A token is opaque to clients: the last item of its page. */
const formatToken = (marker: string): string => Buffer.from(`1${marker}`).toString('base64')

function parseToken(token: string): string | undefined {
  const text = Buffer.from(token, 'base64').toString()
  return text.startsWith('1') && formatToken(text.slice(1)) === token ? text.slice(1) : undefined
}

function list({ bucket, limit, marker }: Prepared, input: Input, call: Call, stores: Stores): ListObjectsV2Output {
  const { Prefix: prefix = '', Delimiter: delimiter, StartAfter: startAfter = '' } = input
  const found = walk(bucket.keys, { prefix, delimiter, after: marker ?? startAfter, resumes: marker !== undefined, isListed: isCurrent })
  const { items, truncated } = page(found, limit)
  const last = items.at(-1)
  const print = keyPrinter(input, stores)
  return {
    Name: bucket.name,
    Prefix: print(prefix),
    Delimiter: printDelimiter(delimiter, print),
    MaxKeys: limit,
    KeyCount: items.length,
    IsTruncated: truncated,
    EncodingType: input.EncodingType,
    ContinuationToken: input.ContinuationToken,
    StartAfter: input.StartAfter === undefined ? undefined : print(input.StartAfter),
    ...(truncated && last !== undefined ? { NextContinuationToken: formatToken(nameOf(last)) } : {}),
    Contents: printContents(bucket, items, input, call, stores),
    CommonPrefixes: printCommonPrefixes(items, print),
    ...chargedOutput(bucket, call),
  }
}
