import type { ListMultipartUploadsOutput, ListMultipartUploadsRequest, MultipartUpload } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { ownerOutput } from './canonical-id.ts'
import { initiatorOutput } from './list-parts.ts'
import { keyPrinter, page, printDelimiter, walk } from './listing.ts'
import { onListing, type Page } from './on-listing.ts'
import { chargedOutput } from './requester-pays.ts'
import { atLeast } from './sorted-map.ts'
import type { Upload } from './upload.ts'

type Input = Parsed<ListMultipartUploadsRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: Operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput> = onListing({
  action: 's3:ListBucketMultipartUploads',
  limit: [({ MaxUploads }: Input) => MaxUploads, 'max-uploads'],
  from: readMarkers,
  list,
})

interface Markers {
  readonly key: string
  /** Id of the upload after which to begin; empty: after all uploads of `key`. */
  readonly id: string
  /** The key of that upload. */
  readonly after: string
}

/**
 * Without a key marker the other one is not heeded; with it, that is an upload of the first key from there on.
 *
 * @see https://github.com/versity/versitygw/pull/1803, compared with S3
 */
function readMarkers({ KeyMarker: key = '', UploadIdMarker = '' }: Input, { uploads }: Bucket): Result<Markers, AwsError> {
  const id = key === '' ? '' : UploadIdMarker
  if (id === '') return ok({ key, id, after: key })
  const after = uploads.first(atLeast(key)) ?? key
  return uploads.get(after)?.some((upload) => upload.id === id) === true ? ok({ key, id, after }) : err(invalidMarker(id))
}

type Entry = { readonly kind: 'upload'; readonly upload: Upload } | { readonly kind: 'commonPrefix'; readonly prefix: string }

function list({ bucket, limit, from }: Page<Markers>, input: Input, call: Call, stores: Stores): ListMultipartUploadsOutput {
  const { items, truncated } = page(entries(bucket, input, from), limit)
  const last = items.at(-1)
  const print = keyPrinter(input, stores)
  return {
    Bucket: bucket.name,
    KeyMarker: print(from.key),
    UploadIdMarker: from.id,
    Prefix: input.Prefix === undefined || input.Prefix === '' ? undefined : print(input.Prefix),
    Delimiter: printDelimiter(input.Delimiter, print),
    MaxUploads: limit,
    IsTruncated: truncated,
    EncodingType: input.EncodingType,
    ...nextMarkers(last, truncated, print),
    Uploads: items.flatMap((item) => (item.kind === 'upload' ? [listed(item.upload, print, stores)] : [])),
    CommonPrefixes: items.flatMap((item) => (item.kind === 'commonPrefix' ? [{ Prefix: print(item.prefix) }] : [])),
    ...chargedOutput(bucket, call),
  }
}

/** Recorded from AWS. */
const invalidMarker = (marker: string): AwsError => ({
  code: 'InvalidArgument',
  message: 'Invalid uploadId marker',
  status: 400,
  fields: { ArgumentName: 'upload-id-marker', ArgumentValue: marker },
})

/** Uploads of one key come in the order in which they began. */
function* entries(bucket: Bucket, input: Input, { after, id: marker }: Markers): Generator<Entry, void> {
  const { Prefix: prefix = '', Delimiter: delimiter } = input
  const inclusive = marker !== ''
  for (const item of walk(bucket.uploads, { prefix, delimiter, after, inclusive, resumes: true, isListed: () => true })) {
    if (item.kind === 'commonPrefix') {
      yield item
      continue
    }
    const uploads = item.value
    const first = inclusive && item.key === after ? uploads.findIndex(({ id }) => id === marker) + 1 : 0
    for (const upload of uploads.slice(first)) yield { kind: 'upload', upload }
  }
}

/**
 * The last page has markers too, and no prefix where none was asked for: recorded from AWS. After a common prefix AWS sometimes leaves out where the
 * next page begins, so that nobody can ask for it; here it is said, as documented.
 *
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_list_operations.snapshot.json (TestS3ListMultipartUploads)
 * @see https://github.com/versity/versitygw/issues/1822
 */
function nextMarkers(
  last: Entry | undefined,
  truncated: boolean,
  print: (key: string) => string,
): Pick<ListMultipartUploadsOutput, 'NextKeyMarker' | 'NextUploadIdMarker'> {
  if (last?.kind === 'upload') return { NextKeyMarker: print(last.upload.object.key), NextUploadIdMarker: last.upload.id }
  return { NextKeyMarker: truncated && last !== undefined ? print(last.prefix) : '', NextUploadIdMarker: '' }
}

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
