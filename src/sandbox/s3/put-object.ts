import type { PutObjectOutput, PutObjectRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import { isVouchedFor } from '../s3-documents.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { comparePermissions } from './bucket-permission.ts'
import { checksumOutput, defaultAlgorithm } from './checksum.ts'
import { refuseWrite, refuseWriteConditions, writeConditionKeys } from './conditional.ts'
import { encryptionOutput } from './encryption.ts'
import { expirationOutput } from './expiration.ts'
import { findBucket } from './find-bucket.ts'
import { useKmsKey } from './kms-access.ts'
import { newLock, newObjectPermissions, parseNewObject, refuseNewObject } from './new-object.ts'
import { refuseUnbuilt } from './not-implemented.ts'
import type { Checksum, NewObject, ObjectVersion } from './object-version.ts'
import { declaresChecksum, type Received, receiveBody } from './receive-body.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import { addVersion, currentObject, newVersionId, newVersionIdOutput } from './versions.ts'

type Input = Parsed<PutObjectRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: Operation<PutObjectRequest, PutObjectOutput> = {
  requires: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    const asked = prepared.ok ? prepared : prepare({ ...input, ...unencrypted }, call, stores)
    if (!asked.ok) return prepared.ok ? asked : prepared
    const { bucket, object } = asked.value
    // A form is no such operation: run against S3 by argmin (crates/s3-tests/tests/post_object.rs).
    const creation = call.authType === 'POST' ? {} : { 's3:ObjectCreationOperation': 'true' }
    const context = { ...writeConditionKeys(input), ...creation }
    return ok([
      ...newObjectPermissions(input, object, { bucket, context }, call, stores),
      ...comparePermissions(bucket, input, call, stores),
    ])
  },
  run: async (input, call, stores) => {
    const before = prepare(input, call, stores)
    if (!before.ok) return before
    const refused = refuseNewObject(input, before.value.object, before.value.bucket, call, stores) ?? refuseUnvouchedLock(input, call)
    if (refused !== undefined) return err(refused)
    const received = await receiveBody(call, before.value.object.encryption, declaresChecksum(call) ? [] : [defaultAlgorithm], stores)
    if (!received.ok) return received
    // While the body arrived others may have changed the bucket.
    const after = prepare(input, call, stores)
    return after.ok ? store(after.value, received.value, input, call, stores) : after
  },
}

/** Recorded from S3 by the suite of justincormack/argmin (crates/s3-tests/tests/request_checksums.rs). */
function refuseUnvouchedLock(input: Input, { header, authType }: Call): AwsError | undefined {
  const locks = input.ObjectLockMode ?? input.ObjectLockRetainUntilDate ?? input.ObjectLockLegalHoldStatus
  if (locks === undefined || authType === 'POST' || isVouchedFor(header)) return undefined
  const message = 'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters'
  return { code: 'InvalidRequest', message, status: 400 }
}

/** How to encrypt is looked at after the permission: policies may speak of what S3 does not take (inferred). */
const unencrypted = {
  ServerSideEncryption: undefined,
  SSEKMSKeyId: undefined,
  SSECustomerAlgorithm: undefined,
  SSECustomerKey: undefined,
  SSECustomerKeyMD5: undefined,
} as const

interface Prepared {
  readonly bucket: Bucket
  readonly object: NewObject
}

function prepare(input: Input, call: Call, stores: Stores): Result<Prepared, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const refused = refuseUnbuilt(input, unbuilt) ?? refuseWriteConditions(input, stores) ?? refusePayer(bucket.value, input, call)
  if (refused !== undefined) return err(refused)
  const object = parseNewObject(input, bucket.value, call, stores)
  return object.ok ? ok({ bucket: bucket.value, object: object.value }) : object
}

const unbuilt = {
  WriteOffsetBytes: 'x-amz-write-offset-bytes',
  ObjectLockEventHold: 'x-amz-object-lock-event-hold',
  ObjectLockEventHoldDurationDays: 'x-amz-object-lock-event-hold-duration-days',
  ObjectLockEventHoldDurationYears: 'x-amz-object-lock-event-hold-duration-years',
} as const

function store(
  { bucket, object }: Prepared,
  received: Received,
  input: Input,
  call: Call,
  stores: Stores,
): Result<PutObjectOutput, AwsError> {
  const refused = refuseWrite(input, input.Key, currentObject(bucket, input.Key)) ?? useKmsKey(object.encryption, bucket, call, stores)
  if (refused !== undefined) return err(refused)
  const { key, owner, headers, metadata, storageClass, encryption, tags, acl } = object
  const version: ObjectVersion = {
    key,
    owner,
    headers,
    metadata,
    storageClass,
    encryption,
    tags,
    acl,
    deleteMarker: false,
    versionId: newVersionId(bucket, object.key, call.random),
    lastModified: call.now,
    body: received.body,
    etag: received.etag,
    checksum: checksumOf(received),
    ...newLock(object, bucket, call.now),
  }
  addVersion(bucket, version)
  return ok({
    ETag: `"${version.etag}"`,
    VersionId: newVersionIdOutput(bucket, version, stores),
    ...checksumOutput(version.checksum),
    ...expirationOutput(bucket, version),
    ...encryptionOutput(version.encryption),
    ...chargedOutput(bucket, call),
  })
}

function checksumOf({ checksums, declared = defaultAlgorithm }: Received): Checksum {
  const value = checksums.get(declared)
  if (value === undefined) throw new Error(`internal error: no ${declared} of the payload`)
  return { algorithm: declared, type: 'FULL_OBJECT', value }
}
