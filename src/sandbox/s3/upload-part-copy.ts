import type { UploadPartCopyOutput, UploadPartCopyRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ChecksumAlgorithm, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type Body, sliceBody } from './body.ts'
import type { Bucket } from './bucket.ts'
import { checksumMembers } from './checksum.ts'
import { checksumOfBody, etagOfBody } from './copied-bytes.ts'
import { type CopySource, findCopySource, readCopySource, sourcePermissions } from './copy-source.ts'
import { encryptionOutput } from './encryption.ts'
import { findBucket } from './find-bucket.ts'
import { findUpload, uploadPermissions } from './find-upload.ts'
import { refuseKmsKey } from './kms-access.ts'
import type { ObjectVersion } from './object-version.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import type { Upload, UploadedPart } from './upload.ts'
import { refusePartKey, refusePartNumber, wanted } from './upload-part.ts'
import { sourceVersionOutput } from './versions.ts'

type Input = Parsed<UploadPartCopyRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: Operation<UploadPartCopyRequest, UploadPartCopyOutput> = {
  requires: (input, call, stores) => {
    const found = find(input, call, stores)
    if (!found.ok) return found
    const { bucket, source } = found.value
    return ok([
      ...sourcePermissions(source, call, stores),
      ...uploadPermissions(bucket, input, { 's3:ObjectCreationOperation': 'false' }, call, stores),
    ])
  },
  run: async (input, call, stores) => {
    const before = prepare(input, call, stores)
    if (!before.ok) return before
    const part = await describePart(before.value, input.PartNumber, call)
    // The upload may have been completed or aborted while the bytes were read.
    const after = prepare(input, call, stores)
    return after.ok ? ok(store(after.value, part, call)) : after
  },
}

function find(input: Input, call: Call, stores: Stores): Result<{ readonly bucket: Bucket; readonly source: CopySource }, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const refused = refusePartNumber(input.PartNumber) ?? refusePayer(bucket.value, input, call)
  if (refused !== undefined) return err(refused)
  const source = findCopySource(input, call, stores)
  return source.ok ? ok({ bucket: bucket.value, source: source.value }) : source
}

interface Prepared {
  readonly bucket: Bucket
  readonly source: CopySource
  readonly object: ObjectVersion
  readonly upload: Upload
  readonly body: Body
}

function prepare(input: Input, call: Call, stores: Stores): Result<Prepared, AwsError> {
  const found = find(input, call, stores)
  if (!found.ok) return found
  const { bucket, source } = found.value
  const upload = findUpload(bucket, input)
  if (!upload.ok) return upload
  const object = readCopySource(source, input, call, stores)
  if (!object.ok) return object
  const body = bodyOf(object.value, input.CopySourceRange)
  if (!body.ok) return body
  const refused = refusePartKey(input, upload.value, call) ?? refuseKmsKey(upload.value.object.encryption, call, stores)
  if (refused !== undefined) return err(refused)
  return ok({ bucket, source, object: object.value, upload: upload.value, body: body.value })
}

/** All bytes of the source, or `bytes=first-last` of them. The words were recorded from AWS. */
function bodyOf({ body }: ObjectVersion, range: string | undefined): Result<Body, AwsError> {
  if (range === undefined) return ok(body)
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? []
  const [first, last] = [Number(from), Number(to)]
  if (from === undefined || to === undefined || last < first) {
    return err(
      invalidRange(
        'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
        range,
      ),
    )
  }
  if (first >= body.length) {
    return err({ code: 'InvalidRequest', message: 'The specified copy range is invalid for the source object size', status: 400 })
  }
  if (last >= body.length) return err(invalidRange(`Range specified is not valid for source object of size: ${body.length}`, range))
  return ok(sliceBody(body, first, last - first + 1))
}

const invalidRange = (message: string, range: string): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: range },
})

async function describePart({ upload, body }: Prepared, partNumber: number, call: Call): Promise<UploadedPart> {
  const etag = await etagOfBody(body, upload.object.encryption, call)
  const checksums = new Map<ChecksumAlgorithm, string>()
  for (const algorithm of wanted(upload)) checksums.set(algorithm, await checksumOfBody(body, algorithm))
  return { partNumber, body, etag, lastModified: call.now, checksums }
}

function store({ bucket, source, object, upload }: Prepared, part: UploadedPart, call: Call): UploadPartCopyOutput {
  upload.parts.set(part.partNumber, part)
  const value = upload.checksum === undefined ? undefined : part.checksums.get(upload.checksum.algorithm)
  return {
    CopyPartResult: {
      ETag: `"${part.etag}"`,
      LastModified: call.now,
      ...(upload.checksum === undefined || value === undefined ? {} : checksumMembers({ algorithm: upload.checksum.algorithm, value })),
    },
    ...encryptionOutput(upload.object.encryption),
    CopySourceVersionId: sourceVersionOutput(source.bucket, object),
    ...chargedOutput(bucket, call),
  }
}
