import type { ListMultipartUploadsOutput, ListMultipartUploadsRequest, MultipartUpload } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { bucketPermission } from './bucket-permission.ts'
import { ownerOutput } from './canonical-id.ts'
import { findBucket } from './find-bucket.ts'
import { initiatorOutput } from './list-parts.ts'
import { keyPrinter, page, parseLimit, printDelimiter, refuseEncodingType, walk } from './listing.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import type { Upload } from './upload.ts'

type Input = Parsed<ListMultipartUploadsRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: Operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput> = {
  requires: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    return prepared.ok
      ? ok([bucketPermission({ action: 's3:ListBucketMultipartUploads', bucket: prepared.value.bucket }, call, stores)])
      : prepared
  },
  run: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    return prepared.ok ? list(prepared.value, input, call, stores) : prepared
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
  const limit = parseLimit(input.MaxUploads, 'max-uploads')
  return limit.ok ? ok({ bucket: bucket.value, limit: limit.value }) : limit
}

type Entry = { readonly kind: 'upload'; readonly upload: Upload } | { readonly kind: 'commonPrefix'; readonly prefix: string }

function list({ bucket, limit }: Prepared, input: Input, call: Call, stores: Stores): Result<ListMultipartUploadsOutput, AwsError> {
  const { KeyMarker: keyMarker = '', UploadIdMarker: idMarker = '', Prefix: prefix = '', Delimiter: delimiter } = input
  // Without a key marker the other one is not heeded.
  const marker = keyMarker === '' ? '' : idMarker
  if (marker !== '' && bucket.uploads.get(keyMarker)?.some(({ id }) => id === marker) !== true) return err(invalidMarker(marker))
  const { items, truncated } = page(entries(bucket, { prefix, delimiter, keyMarker, marker }), limit)
  const last = items.at(-1)
  const print = keyPrinter(input, stores)
  return ok({
    Bucket: bucket.name,
    KeyMarker: print(keyMarker),
    UploadIdMarker: marker,
    Prefix: print(prefix),
    Delimiter: printDelimiter(delimiter, print),
    MaxUploads: limit,
    IsTruncated: truncated,
    EncodingType: input.EncodingType,
    ...(truncated && last !== undefined ? nextMarkers(last, print) : {}),
    Uploads: items.flatMap((item) => (item.kind === 'upload' ? [listed(item.upload, print, stores)] : [])),
    CommonPrefixes: items.flatMap((item) => (item.kind === 'commonPrefix' ? [{ Prefix: print(item.prefix) }] : [])),
    ...chargedOutput(bucket, call),
  })
}

/** Recorded from AWS. */
const invalidMarker = (marker: string): AwsError => ({
  code: 'InvalidArgument',
  message: 'Invalid uploadId marker',
  status: 400,
  fields: { ArgumentName: 'upload-id-marker', ArgumentValue: marker },
})

interface From {
  readonly prefix: string
  readonly delimiter: string | undefined
  readonly keyMarker: string
  /** Id of the upload of `keyMarker` after which to begin; empty: after all of them. */
  readonly marker: string
}

/** Uploads of one key come in the order in which they began. */
function* entries(bucket: Bucket, { prefix, delimiter, keyMarker, marker }: From): Generator<Entry, void> {
  const inclusive = marker !== ''
  for (const item of walk(bucket.uploads, { prefix, delimiter, after: keyMarker, inclusive, resumes: true, isListed: () => true })) {
    if (item.kind === 'commonPrefix') {
      yield item
      continue
    }
    const uploads = bucket.uploads.get(item.key) ?? []
    const first = inclusive && item.key === keyMarker ? uploads.findIndex(({ id }) => id === marker) + 1 : 0
    for (const upload of uploads.slice(first)) yield { kind: 'upload', upload }
  }
}

const nextMarkers = (last: Entry, print: (key: string) => string): Partial<ListMultipartUploadsOutput> =>
  last.kind === 'upload'
    ? { NextKeyMarker: print(last.upload.object.key), NextUploadIdMarker: last.upload.id }
    : { NextKeyMarker: print(last.prefix), NextUploadIdMarker: '' }

const listed = (upload: Upload, print: (key: string) => string, stores: Stores): MultipartUpload => ({
  Key: print(upload.object.key),
  UploadId: upload.id,
  Initiated: upload.initiated,
  StorageClass: upload.object.storageClass,
  Owner: ownerOutput(upload.object.owner, stores),
  Initiator: initiatorOutput(upload.initiator),
  ChecksumAlgorithm: upload.checksum?.algorithm,
  ChecksumType: upload.checksum?.type,
})
