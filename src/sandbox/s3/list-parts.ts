import type { ListPartsOutput, ListPartsRequest, Part } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { ownerOutput } from './canonical-id.ts'
import { checksumMembers } from './checksum.ts'
import { findBucket } from './find-bucket.ts'
import { findUpload, initiatorPermission } from './find-upload.ts'
import { kmsPermissions } from './kms-access.ts'
import { page, parseLimit, refuseNumber } from './listing.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import type { Initiator, Upload, UploadedPart } from './upload.ts'
import { refusePartKey } from './upload-part.ts'

type Input = Parsed<ListPartsRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: Operation<ListPartsRequest, ListPartsOutput> = {
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const refused = refusePayer(bucket.value, input, call)
    if (refused !== undefined) return err(refused)
    const upload = findUpload(bucket.value, input)
    const { Key: key } = input
    return ok([
      initiatorPermission('s3:ListMultipartUploadParts', bucket.value, input, call, stores),
      ...(upload.ok
        ? kmsPermissions({ actions: ['kms:Decrypt'], bucket: bucket.value, key, encryption: upload.value.object.encryption }, call, stores)
        : []),
    ])
  },
  run: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const upload = findUpload(bucket.value, input)
    if (!upload.ok) return upload
    return list(bucket.value, upload.value, input, call, stores)
  },
}

function list(bucket: Bucket, upload: Upload, input: Input, call: Call, stores: Stores): Result<ListPartsOutput, AwsError> {
  const limit = parseLimit(input.MaxParts, 'max-parts')
  if (!limit.ok) return limit
  const marker = Number(input.PartNumberMarker ?? 0)
  const refused =
    refuseNumber(marker, 'part-number-marker', input.PartNumberMarker) ??
    (input.SSECustomerKey === undefined ? undefined : refusePartKey(input, upload, call))
  if (refused !== undefined) return err(refused)
  const parts = [...upload.parts.values()].filter(({ partNumber }) => partNumber > marker).sort((a, b) => a.partNumber - b.partNumber)
  const { items, truncated } = page(parts, limit.value)
  return ok({
    Bucket: bucket.name,
    Key: upload.object.key,
    UploadId: upload.id,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(items.at(-1)?.partNumber ?? 0),
    MaxParts: limit.value,
    IsTruncated: truncated,
    Parts: items.map((part) => listed(part, upload)),
    Initiator: initiatorOutput(upload.initiator),
    Owner: ownerOutput(upload.object.owner, stores),
    StorageClass: upload.object.storageClass,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
    ...chargedOutput(bucket, call),
  })
}

function listed({ partNumber, lastModified, etag, body, checksums }: UploadedPart, { checksum }: Upload): Part {
  const value = checksum === undefined ? undefined : checksums.get(checksum.algorithm)
  return {
    PartNumber: partNumber,
    LastModified: lastModified,
    ETag: `"${etag}"`,
    Size: body.length,
    ...(checksum === undefined || value === undefined ? {} : checksumMembers({ algorithm: checksum.algorithm, value })),
  }
}

export const initiatorOutput = ({ id, displayName }: Initiator): { ID: string; DisplayName?: string } => ({
  ID: id,
  ...(displayName === undefined ? {} : { DisplayName: displayName }),
})
