import type { CreateMultipartUploadOutput, CreateMultipartUploadRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { Table } from '../journal/table.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import type { Stores } from '../stores.ts'
import { checksumAlgorithms, listedAlgorithms } from '../wire/checksum.ts'
import type { Bucket } from './bucket.ts'
import { ownerOf } from './bucket-permission.ts'
import { ownerOutput } from './canonical-id.ts'
import { isLinear } from './combine-crc.ts'
import { writeOf } from './conditional.ts'
import { encryptionOutput } from './encryption.ts'
import { findBucket } from './find-bucket.ts'
import { addUpload } from './find-upload.ts'
import { useKmsKey } from './kms-access.ts'
import { newLock, newObjectContext, newObjectPermissions, parseNewObject, refuseNewObject } from './new-object.ts'
import { refuseUnbuilt } from './not-implemented.ts'
import type { Checksum, NewObject } from './object-version.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import type { Initiator, Upload } from './upload.ts'
import { currentObject } from './versions.ts'

type Input = Parsed<CreateMultipartUploadRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: Operation<CreateMultipartUploadRequest, CreateMultipartUploadOutput> = {
  requires: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    if (!prepared.ok) return prepared
    const { bucket, object } = prepared.value
    return ok(newObjectPermissions(input, object, { bucket, context: { 's3:ObjectCreationOperation': 'false' } }, call, stores))
  },
  run: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    if (!prepared.ok) return prepared
    const { bucket, object } = prepared.value
    const refused = refuseNewObject(input, object, bucket, call, stores) ?? useKmsKey(object.encryption, bucket, call, stores)
    return refused === undefined ? ok(begin(prepared.value, input, call, stores)) : err(refused)
  },
}

type UploadChecksum = Pick<Checksum, 'algorithm' | 'type'>

interface Prepared {
  readonly bucket: Bucket
  readonly object: NewObject
  readonly checksum: UploadChecksum | undefined
}

function prepare(input: Input, call: Call, stores: Stores): Result<Prepared, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  if (call.caller.account === undefined) return err(anonymousUpload)
  const refused = refuseUnbuilt(input, unbuilt) ?? refusePayer(bucket.value, input, call)
  if (refused !== undefined) return err(refused)
  const checksum = parseChecksum(input)
  if (!checksum.ok) return checksum
  const object = parseNewObject(input, bucket.value, call, stores)
  return object.ok ? ok({ bucket: bucket.value, object: object.value, checksum: checksum.value }) : object
}

/** Whatever the bucket's policy and ACL say: https://github.com/aws/aws-sdk-cpp/issues/1575. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
const anonymousUpload: AwsError = {
  code: 'AccessDenied',
  message: 'Anonymous users cannot initiate multipart uploads.  Please authenticate.',
  status: 403,
}

const unbuilt = {
  ObjectLockEventHold: 'x-amz-object-lock-event-hold',
  ObjectLockEventHoldDurationDays: 'x-amz-object-lock-event-hold-duration-days',
  ObjectLockEventHoldDurationYears: 'x-amz-object-lock-event-hold-duration-years',
} as const

/** Which checksums can be of the whole object and which of its parts. The words were recorded from AWS. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
function parseChecksum({ ChecksumAlgorithm: name, ChecksumType: type }: Input): Result<UploadChecksum | undefined, AwsError> {
  if (name === undefined) {
    return type === undefined
      ? ok(undefined)
      : err(invalid('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.'))
  }
  const algorithm = checksumAlgorithms.find((candidate) => candidate === name.toUpperCase())
  if (algorithm === undefined) {
    return err(invalid(`Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${listedAlgorithms}]`))
  }
  const fits = type === undefined || (type === 'COMPOSITE' ? algorithm !== 'CRC64NVME' : type === 'FULL_OBJECT' && isLinear(algorithm))
  if (!fits) return err(invalid(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`))
  return ok({ algorithm, type: type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE') })
}

const invalid = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })

const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._'

function begin({ bucket, object, checksum }: Prepared, input: Input, call: Call, stores: Stores): CreateMultipartUploadOutput {
  const over = writeOf(currentObject(bucket, object.key))
  const upload: Upload = {
    object: { ...object, ...newLock(object, bucket, call.now) },
    id: call.random.text(128, idAlphabet),
    initiated: call.now,
    initiator: initiatorOf(call, stores),
    ...(over === undefined ? {} : { over }),
    ...(checksum === undefined ? {} : { checksum }),
    context: newObjectContext(input, object, call.now),
    parts: new Table('are replaced'),
  }
  addUpload(bucket, upload)
  return {
    Bucket: bucket.name,
    Key: object.key,
    UploadId: upload.id,
    ChecksumAlgorithm: checksum?.algorithm,
    ChecksumType: checksum?.type,
    ...encryptionOutput(object.encryption),
    ...chargedOutput(bucket, call),
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Initiator.html */
function initiatorOf(call: Call, stores: Stores): Initiator {
  const { principal } = call.caller
  const arn = principal.type === 'root' ? undefined : principalArn(principal)
  const account = ownerOf(call)
  if (arn !== undefined) return { id: arn, displayName: arn.split('/').at(-1) ?? arn, account }
  const { ID: id, DisplayName: displayName } = ownerOutput(account, stores)
  return { id, account, ...(displayName === undefined ? {} : { displayName }) }
}
