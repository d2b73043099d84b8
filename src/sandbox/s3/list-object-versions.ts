import type {
  DeleteMarkerEntry,
  ListObjectVersionsOutput,
  ListObjectVersionsRequest,
  ObjectVersion as SdkVersion,
} from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bucketPermission } from './bucket-permission.ts'
import { ownerOutput } from './canonical-id.ts'
import { findBucket } from './find-bucket.ts'
import { type ListedDetails, listedObject } from './listed-object.ts'
import { keyPrinter, listingContext, page, parseLimit, printDelimiter, refuseEncodingType, walk } from './listing.ts'
import type { DeleteMarker, ObjectVersion, Version } from './object-version.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import type { StorageClass } from './storage-class.ts'
import { isVersionId, versionsOf } from './versions.ts'

type Input = Parsed<ListObjectVersionsRequest>

/** The SDK's type knows one storage class of versions; S3 answers with all. */
type ListedVersion = Omit<SdkVersion, 'StorageClass'> & { readonly StorageClass: StorageClass }
type Listed = Omit<ListObjectVersionsOutput, 'Versions'> & { readonly Versions: readonly ListedVersion[] }

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions: Operation<ListObjectVersionsRequest, Listed> = {
  requires: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    if (!prepared.ok) return prepared
    const { bucket } = prepared.value
    return ok([bucketPermission({ action: 's3:ListBucketVersions', bucket, context: listingContext(input) }, call, stores)])
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
  const refused = refuseEncodingType(input) ?? refuseMarker(input) ?? refusePayer(bucket.value, input, call)
  if (refused !== undefined) return err(refused)
  const limit = parseLimit(input.MaxKeys, 'max-keys')
  return limit.ok ? ok({ bucket: bucket.value, limit: limit.value }) : limit
}

/** The first sentence was recorded from AWS. */
function refuseMarker({ KeyMarker: key, VersionIdMarker: marker }: Input): AwsError | undefined {
  if (marker === undefined) return undefined
  const invalid = (message: string): AwsError => ({
    code: 'InvalidArgument',
    message,
    status: 400,
    fields: { ArgumentName: 'version-id-marker', ArgumentValue: marker },
  })
  if (key === undefined) return invalid('A version-id marker cannot be specified without a key marker.')
  return marker === '' || isVersionId(marker) ? undefined : invalid('Invalid version id specified')
}

type Entry =
  | { readonly kind: 'version'; readonly version: Version; readonly isLatest: boolean }
  | { readonly kind: 'commonPrefix'; readonly prefix: string }

function list({ bucket, limit }: Prepared, input: Input, call: Call, stores: Stores): Listed {
  const { items, truncated } = page(entries(bucket, input), limit)
  const last = items.at(-1)
  const print = keyPrinter(input, stores)
  const restoreStatus = input.OptionalObjectAttributes?.includes('RestoreStatus') === true
  return {
    Name: bucket.name,
    Prefix: print(input.Prefix ?? ''),
    KeyMarker: print(input.KeyMarker ?? ''),
    VersionIdMarker: input.VersionIdMarker ?? '',
    Delimiter: printDelimiter(input.Delimiter, print),
    MaxKeys: limit,
    IsTruncated: truncated,
    EncodingType: input.EncodingType,
    ...(truncated && last !== undefined ? nextMarkers(last, print) : {}),
    Versions: items.flatMap((item) => {
      if (item.kind === 'commonPrefix' || item.version.deleteMarker) return []
      return [listedVersion(bucket, item.version, item.isLatest, { owner: true, restoreStatus, now: call.now, print }, stores)]
    }),
    DeleteMarkers: items.flatMap((item) => {
      if (item.kind === 'commonPrefix' || !item.version.deleteMarker) return []
      return [listedMarker(item.version, item.isLatest, print, stores)]
    }),
    CommonPrefixes: items.flatMap((item) => (item.kind === 'commonPrefix' ? [{ Prefix: print(item.prefix) }] : [])),
    ...chargedOutput(bucket, call),
  }
}

/** The versions of a key come latest first; the page goes on after the version that is the marker. */
function* entries(bucket: Bucket, input: Input): Generator<Entry, void> {
  const { Prefix: prefix = '', Delimiter: delimiter, KeyMarker: after = '', VersionIdMarker: marker = '' } = input
  const inclusive = marker !== ''
  for (const item of walk(bucket.keys, { prefix, delimiter, after, inclusive, resumes: true, isListed: () => true })) {
    if (item.kind === 'commonPrefix') {
      yield item
      continue
    }
    const versions = versionsOf(bucket, item.key)
    const at = inclusive && item.key === after ? versions.findIndex(({ versionId }) => versionId === marker) : -1
    // A marker that is no longer there says nothing of what comes after it, but that its key was begun.
    const first = inclusive && item.key === after && at === -1 ? versions.length : at + 1
    for (const [index, version] of versions.entries()) if (index >= first) yield { kind: 'version', version, isLatest: index === 0 }
  }
}

const nextMarkers = (last: Entry, print: (key: string) => string): Partial<ListObjectVersionsOutput> =>
  last.kind === 'version'
    ? { NextKeyMarker: print(last.version.key), NextVersionIdMarker: last.version.versionId }
    : { NextKeyMarker: print(last.prefix) }

const listedVersion = (
  bucket: Bucket,
  version: ObjectVersion,
  isLatest: boolean,
  details: ListedDetails,
  stores: Stores,
): ListedVersion => ({
  ...listedObject(bucket, version, details, stores),
  StorageClass: version.storageClass,
  VersionId: version.versionId,
  IsLatest: isLatest,
})

const listedMarker = (marker: DeleteMarker, isLatest: boolean, print: (key: string) => string, stores: Stores): DeleteMarkerEntry => ({
  Key: print(marker.key),
  VersionId: marker.versionId,
  IsLatest: isLatest,
  LastModified: marker.lastModified,
  Owner: ownerOutput(marker.owner, stores),
})
