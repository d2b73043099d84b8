import type { ListBucketsOutput, ListBucketsRequest, Bucket as ListedBucket } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { ownerOf } from './bucket-permission.ts'
import { ownerOutput } from './canonical-id.ts'
import { page } from './listing.ts'
import { parseRegion } from './region.ts'
import { atLeast } from './sorted-map.ts'

type Input = Parsed<ListBucketsRequest>

/** The buckets that the caller's account owns. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets: Operation<ListBucketsRequest, ListBucketsOutput> = {
  requires: (input) => {
    const refused = refuse(input)
    return refused === undefined ? ok([{ action: 's3:ListAllMyBuckets', resource: '*' }]) : err(refused)
  },
  run: (input, call, stores) => list(input, call, stores),
}

function refuse({ MaxBuckets: max, BucketRegion: region }: Input): AwsError | undefined {
  if (max !== undefined && (max < 1 || max > 10_000)) {
    return invalid('max-buckets', `Argument max-buckets must be an integer between 1 and 10000`)
  }
  if (region !== undefined && parseRegion(region) === undefined)
    return invalid('bucket-region', `Argument value ${region} is not a valid AWS Region`)
  return undefined
}

const invalid = (name: string, message: string): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: name },
})

/** Without a number of buckets S3 lists all. */
function list(input: Input, call: Call, stores: Stores): Result<ListBucketsOutput, AwsError> {
  const owner = ownerOf(call)
  const { Prefix: prefix = '', BucketRegion: region, ContinuationToken: token } = input
  const after = token === undefined ? '' : Buffer.from(token, 'base64').toString()
  const [hasPrefix, isAfter] = [atLeast(prefix), atLeast(after)]
  const names = stores.s3.buckets.from((name) => hasPrefix(name) && isAfter(name) && name !== after)
  const isListed = (bucket: Bucket): boolean => bucket.owner === owner && (region === undefined || bucket.region === region)
  const { items, truncated } = page(matching(names, prefix, isListed, stores), input.MaxBuckets ?? Number.POSITIVE_INFINITY)
  const last = items.at(-1)
  const isPlain = input.MaxBuckets === undefined && input.Prefix === undefined && region === undefined && token === undefined
  return ok({
    Buckets: items.map((bucket) => listed(bucket, isPlain)),
    Owner: ownerOutput(owner, stores),
    Prefix: input.Prefix,
    ...(truncated && last !== undefined ? { ContinuationToken: Buffer.from(last.name).toString('base64') } : {}),
  })
}

function* matching(
  names: Iterable<string>,
  prefix: string,
  isListed: (bucket: Bucket) => boolean,
  stores: Stores,
): Generator<Bucket, void> {
  for (const name of names) {
    if (!name.startsWith(prefix)) return
    const bucket = stores.s3.buckets.get(name)
    if (bucket !== undefined && isListed(bucket)) yield bucket
  }
}

/** The Region is told when the request has any parameter. */
const listed = ({ name, creationDate, region, arn }: Bucket, isPlain: boolean): ListedBucket => ({
  Name: name,
  CreationDate: creationDate,
  ...(isPlain ? {} : { BucketRegion: region, BucketArn: arn }),
})
