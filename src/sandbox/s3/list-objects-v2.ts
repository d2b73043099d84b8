import type { ListObjectsV2Output, ListObjectsV2Request } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { isCurrent, type Listed, nameOf, printContents } from './listed-object.ts'
import { keyPrinter, listingContext, page, printCommonPrefixes, printDelimiter, walk } from './listing.ts'
import { onListing, type Page } from './on-listing.ts'
import { chargedOutput } from './requester-pays.ts'

type Input = Parsed<ListObjectsV2Request>
type Output = Omit<ListObjectsV2Output, 'Contents'> & { readonly Contents: readonly Listed[] }

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: Operation<ListObjectsV2Request, Output> = onListing({
  action: 's3:ListBucket',
  context: listingContext,
  limit: [({ MaxKeys }: Input) => MaxKeys, 'max-keys'],
  from: readMarker,
  list,
})

/** Where the page before ended. */
function readMarker({ ContinuationToken }: Input, _bucket: Bucket, { profile }: Stores): Result<string | undefined, AwsError> {
  // Older servers take an empty token for none.
  const token = profile === 'legacy-s3' && ContinuationToken === '' ? undefined : ContinuationToken
  const marker = token === undefined ? undefined : parseToken(token)
  return marker === undefined && token !== undefined ? err(badToken) : ok(marker)
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

/** A token outranks it: recorded from AWS. Older servers say it all the same. */
function startOutput(
  { StartAfter, ContinuationToken }: Input,
  print: (key: string) => string,
  { profile }: Stores,
): Pick<ListObjectsV2Output, 'StartAfter'> {
  const outranked = profile === 'current' && ContinuationToken !== undefined
  return StartAfter === undefined || outranked ? {} : { StartAfter: print(StartAfter) }
}

function list({ bucket, limit, from: marker }: Page<string | undefined>, input: Input, call: Call, stores: Stores): Output {
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
    ...startOutput(input, print, stores),
    ...(truncated && last !== undefined ? { NextContinuationToken: formatToken(nameOf(last)) } : {}),
    Contents: printContents(bucket, items, input, call, stores),
    CommonPrefixes: printCommonPrefixes(items, print),
    ...chargedOutput(bucket, call),
  }
}
