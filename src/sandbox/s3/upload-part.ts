import type { UploadPartOutput, UploadPartRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ChecksumAlgorithm, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { checksumMembers, defaultAlgorithm } from './checksum.ts'
import { type CustomerKeyInput, namesCustomerKey, parseCustomerKey } from './choose-encryption.ts'
import { encryptionOutput } from './encryption.ts'
import { findBucket } from './find-bucket.ts'
import { findUpload, uploadPermissions } from './find-upload.ts'
import { refuseKmsKey } from './kms-access.ts'
import { type Received, receiveBody } from './receive-body.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import type { Upload } from './upload.ts'

type Input = Parsed<UploadPartRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: Operation<UploadPartRequest, UploadPartOutput> = {
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const refused = refusePartNumber(input.PartNumber) ?? refusePayer(bucket.value, input, call)
    return refused === undefined
      ? ok(uploadPermissions(bucket.value, input, { 's3:ObjectCreationOperation': 'false' }, call, stores))
      : err(refused)
  },
  run: async (input, call, stores) => {
    const before = prepare(input, call, stores)
    if (!before.ok) return before
    const received = await receiveBody(call, before.value.upload.object.encryption, wanted(before.value.upload), stores)
    if (!received.ok) return received
    const refused = refuseChecksum(received.value.declared, before.value.upload)
    if (refused !== undefined) return err(refused)
    // The upload may have been completed or aborted while the part arrived.
    const after = prepare(input, call, stores)
    return after.ok ? ok(store(after.value, received.value, input, call)) : after
  },
}

interface Prepared {
  readonly bucket: Bucket
  readonly upload: Upload
}

function prepare(input: Input, call: Call, stores: Stores): Result<Prepared, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const upload = findUpload(bucket.value, input)
  if (!upload.ok) return upload
  const refused = refusePartKey(input, upload.value, call) ?? refuseKmsKey(upload.value.object.encryption, call, stores)
  return refused === undefined ? ok({ bucket: bucket.value, upload: upload.value }) : err(refused)
}

/** Recorded from AWS. */
export function refusePartNumber(partNumber: number): AwsError | undefined {
  if (partNumber >= 1 && partNumber <= 10_000) return undefined
  return {
    code: 'InvalidArgument',
    message: 'Part number must be an integer between 1 and 10000, inclusive',
    status: 400,
    fields: { ArgumentName: 'partNumber', ArgumentValue: String(partNumber) },
  }
}

/** A part is encrypted as its upload is. Recorded from AWS. */
export function refusePartKey(input: CustomerKeyInput, { object: { encryption } }: Upload, call: Call): AwsError | undefined {
  if ((encryption.type === 'SSE-C') !== namesCustomerKey(input)) {
    return invalid(
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    )
  }
  if (encryption.type !== 'SSE-C') return undefined
  const key = parseCustomerKey(input, call)
  if (!key.ok) return key.error
  return key.value === encryption.keyMd5 ? undefined : invalid('The provided encryption parameters did not match the ones used originally.')
}

const invalid = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })

export const wanted = ({ checksum }: Upload): readonly ChecksumAlgorithm[] => [checksum?.algorithm ?? defaultAlgorithm]

/** Recorded from AWS. Of the whole object's checksum the parts need not say anything. */
function refuseChecksum(declared: ChecksumAlgorithm | undefined, { checksum }: Upload): AwsError | undefined {
  if (checksum === undefined || declared === checksum.algorithm) return undefined
  if (declared === undefined && checksum.type === 'FULL_OBJECT') return undefined
  const actual = declared?.toLowerCase() ?? 'null'
  return invalid(
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${actual}`,
  )
}

function store({ bucket, upload }: Prepared, received: Received, { PartNumber: partNumber }: Input, call: Call): UploadPartOutput {
  const { body, etag, checksums, declared } = received
  upload.parts.set(partNumber, { partNumber, body, etag, lastModified: call.now, checksums })
  const algorithm = declared ?? upload.checksum?.algorithm
  const value = algorithm === undefined ? undefined : checksums.get(algorithm)
  return {
    ETag: `"${etag}"`,
    ...(algorithm === undefined || value === undefined ? {} : checksumMembers({ algorithm, value })),
    ...encryptionOutput(upload.object.encryption),
    ...chargedOutput(bucket, call),
  }
}
