import type { ListObjectsOutput, ListObjectsRequest } from '@aws-sdk/client-s3'
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

type Input = Parsed<ListObjectsRequest>

/** The first version of the listing. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: Operation<ListObjectsRequest, ListObjectsOutput> = {
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
}

function prepare(input: Input, call: Call, stores: Stores): Result<Prepared, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const refused = refuseEncodingType(input) ?? refusePayer(bucket.value, input, call)
  if (refused !== undefined) return err(refused)
  const limit = parseLimit(input.MaxKeys, 'max-keys')
  return limit.ok ? ok({ bucket: bucket.value, limit: limit.value }) : limit
}

function list({ bucket, limit }: Prepared, input: Input, call: Call, stores: Stores): ListObjectsOutput {
  const { Prefix: prefix = '', Delimiter: delimiter, Marker: marker = '' } = input
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
    Contents: printContents(bucket, items, { ...input, FetchOwner: true }, call, stores),
    CommonPrefixes: printCommonPrefixes(items, print),
    ...chargedOutput(bucket, call),
  }
}
