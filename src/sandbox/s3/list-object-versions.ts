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
import { documentOrder, type InDocumentOrder } from '../wire/document-order.ts'
import type { Bucket } from './bucket.ts'
import { ownerOutput } from './canonical-id.ts'
import { type ListedDetails, listedObject } from './listed-object.ts'
import { keyPrinter, listingContext, page, printDelimiter, walk } from './listing.ts'
import type { DeleteMarker, ObjectVersion, Version } from './object-version.ts'
import { onListing, type Page } from './on-listing.ts'
import { chargedOutput } from './requester-pays.ts'
import type { StorageClass } from './storage-class.ts'
import { isVersionId, placeOf } from './versions.ts'

type Input = Parsed<ListObjectVersionsRequest>

/** The SDK's type knows one storage class of versions; S3 answers with all. */
type ListedVersion = Omit<SdkVersion, 'StorageClass'> & { readonly StorageClass: StorageClass }
type Listed = Omit<ListObjectVersionsOutput, 'Versions'> & InDocumentOrder & { readonly Versions: readonly ListedVersion[] }

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions: Operation<ListObjectVersionsRequest, Listed> = onListing({
  action: 's3:ListBucketVersions',
  context: listingContext,
  limit: [({ MaxKeys }: Input) => MaxKeys, 'max-keys'],
  from: readMarkers,
  list,
})

interface Markers {
  readonly key: string
  /** Of the version of `key` after which to begin; empty: after all of them. */
  readonly versionId: string
}

/** The first sentence was recorded from AWS. */
function readMarkers({ KeyMarker: key, VersionIdMarker: versionId = '' }: Input): Result<Markers, AwsError> {
  const invalid = (message: string): Result<never, AwsError> =>
    err({ code: 'InvalidArgument', message, status: 400, fields: { ArgumentName: 'version-id-marker', ArgumentValue: versionId } })
  if (key === undefined && versionId !== '') return invalid('A version-id marker cannot be specified without a key marker.')
  return versionId === '' || isVersionId(versionId) ? ok({ key: key ?? '', versionId }) : invalid('Invalid version id specified')
}

interface VersionEntry {
  readonly kind: 'version'
  readonly version: Version
  readonly isLatest: boolean
}

type Entry = VersionEntry | { readonly kind: 'commonPrefix'; readonly prefix: string }

function list({ bucket, limit, from }: Page<Markers>, input: Input, call: Call, stores: Stores): Listed {
  const { items, truncated } = page(entries(bucket, input, from), limit)
  const last = items.at(-1)
  const print = keyPrinter(input, stores)
  const restoreStatus = input.OptionalObjectAttributes?.includes('RestoreStatus') === true
  const details = { owner: true, restoreStatus, now: call.now, print }
  const listed = items.flatMap((item) => (item.kind === 'version' ? [listVersion(bucket, item, details, stores)] : []))
  return {
    Name: bucket.name,
    Prefix: print(input.Prefix ?? ''),
    KeyMarker: print(from.key),
    VersionIdMarker: from.versionId,
    Delimiter: printDelimiter(input.Delimiter, print),
    MaxKeys: limit,
    IsTruncated: truncated,
    EncodingType: input.EncodingType,
    ...(truncated && last !== undefined ? nextMarkers(last, print) : {}),
    Versions: listed.flatMap((each) => ('version' in each ? [each.version] : [])),
    DeleteMarkers: listed.flatMap((each) => ('marker' in each ? [each.marker] : [])),
    [documentOrder]: listed.map((each) => ('version' in each ? each.version : each.marker)),
    CommonPrefixes: items.flatMap((item) => (item.kind === 'commonPrefix' ? [{ Prefix: print(item.prefix) }] : [])),
    ...chargedOutput(bucket, call),
  }
}

/** The versions of a key come latest first; the page goes on after the version that is the marker. */
function* entries(bucket: Bucket, input: Input, { key: after, versionId: marker }: Markers): Generator<Entry, void> {
  const { Prefix: prefix = '', Delimiter: delimiter } = input
  const inclusive = marker !== ''
  for (const item of walk(bucket.keys, { prefix, delimiter, after, inclusive, resumes: true, isListed: () => true })) {
    if (item.kind === 'commonPrefix') {
      yield item
      continue
    }
    const versions = item.value
    const first = inclusive && item.key === after ? placeAfter(versions, marker) : 0
    for (const [index, version] of versions.entries()) if (index >= first) yield { kind: 'version', version, isLatest: index === 0 }
  }
}

/** Where the listing goes on. Whoever empties a bucket page by page has deleted the marker by then. */
function placeAfter(versions: readonly Version[], marker: string): number {
  const at = versions.findIndex(({ versionId }) => versionId === marker)
  if (at !== -1) return at + 1
  const gone = placeOf(marker)
  // Of a null version that is gone nothing is known: its key is listed once more (inferred), so that nothing is passed over.
  return gone === undefined ? 0 : versions.findLastIndex(({ versionId }) => (placeOf(versionId) ?? 0) >= gone) + 1
}

type ListedEntry = { readonly version: ListedVersion } | { readonly marker: DeleteMarkerEntry }

const listVersion = (bucket: Bucket, { version, isLatest }: VersionEntry, details: ListedDetails, stores: Stores): ListedEntry =>
  version.deleteMarker
    ? { marker: listedMarker(version, isLatest, details.print, stores) }
    : { version: listedVersion(bucket, version, isLatest, details, stores) }

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
