import type { ListObjectsOutput, ListObjectsRequest } from '@aws-sdk/client-s3'
import { ok } from '../../base/result.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { isCurrent, type Listed, nameOf, printContents } from './listed-object.ts'
import { keyPrinter, listingContext, page, printCommonPrefixes, printDelimiter, walk } from './listing.ts'
import { onListing, type Page } from './on-listing.ts'
import { chargedOutput } from './requester-pays.ts'

type Input = Parsed<ListObjectsRequest>
type Output = Omit<ListObjectsOutput, 'Contents'> & { readonly Contents: readonly Listed[] }

/** The first version of the listing. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: Operation<ListObjectsRequest, Output> = onListing({
  action: 's3:ListBucket',
  context: listingContext,
  limit: [({ MaxKeys }: Input) => MaxKeys, 'max-keys'],
  from: ({ Marker = '' }) => ok(Marker),
  list,
})

function list({ bucket, limit, from: marker }: Page<string>, input: Input, call: Call, stores: Stores): Output {
  const { Prefix: prefix = '', Delimiter: delimiter } = input
  const { items, truncated } = page(walk(bucket.keys, { prefix, delimiter, after: marker, resumes: true, isListed: isCurrent }), limit)
  const last = items.at(-1)
  const print = keyPrinter(input, stores)
  return {
    Name: bucket.name,
    // Older servers leave the prefix as it is, and clients do not decode it.
    Prefix: stores.profile === 'current' ? print(prefix) : prefix,
    Marker: print(marker),
    Delimiter: printDelimiter(delimiter, print),
    MaxKeys: limit,
    IsTruncated: truncated,
    EncodingType: input.EncodingType,
    // Without a delimiter the last key is the marker of the next page.
    ...(truncated && last !== undefined && delimiter ? { NextMarker: print(nameOf(last)) } : {}),
    // Nobody's requests learn no owners: recorded from AWS.
    // @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3.snapshot.json (test_bucket_name_with_dots)
    Contents: printContents(bucket, items, { ...input, FetchOwner: call.authType !== 'anonymous' }, call, stores),
    CommonPrefixes: printCommonPrefixes(items, print),
    ...chargedOutput(bucket, call),
  }
}
