import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ChecksumAlgorithm, Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { checksumAlgorithms, listedAlgorithms } from '../wire/checksum.ts'
import type { Bucket } from './bucket.ts'
import { comparePermissions, writePermission } from './bucket-permission.ts'
import { checksumMembers } from './checksum.ts'
import { namesCustomerKey } from './choose-encryption.ts'
import { refuseWrite, refuseWriteConditions, writeConditionKeys } from './conditional.ts'
import { checksumOfBody, etagOfBody } from './copied-bytes.ts'
import { type CopySource, findCopySource, readCopySource, sourcePermission, sourcePermissions } from './copy-source.ts'
import { type Encryption, encryptionOutput } from './encryption.ts'
import { expirationOutput } from './expiration.ts'
import { findBucket } from './find-bucket.ts'
import { useKmsKey } from './kms-access.ts'
import { newLock, newObjectPermissions, parseNewObject, refuseNewObject, tagContext } from './new-object.ts'
import { refuseUnbuilt } from './not-implemented.ts'
import type { Checksum, NewObject, ObjectVersion } from './object-version.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import { addVersion, currentObject, findVersion, newVersionId, sourceVersionOutput, versionIdOutput } from './versions.ts'

type Input = Parsed<CopyObjectRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: Operation<CopyObjectRequest, CopyObjectOutput> = {
  requires: (input, call, stores) => {
    const prepared = prepare(input, call, stores)
    return prepared.ok ? ok(permissions(prepared.value, input, call, stores)) : prepared
  },
  run: async (input, call, stores) => {
    const before = prepare(input, call, stores)
    if (!before.ok) return before
    const source = readCopySource(before.value.source, input, call, stores)
    if (!source.ok) return source
    const refused = refuse(before.value, source.value, input, call, stores)
    if (refused !== undefined) return err(refused)
    const facts = await factsOf(source.value, before.value.object, input, call)
    if (!facts.ok) return facts
    // While the bytes were read others may have changed the bucket.
    const after = prepare(input, call, stores)
    return after.ok ? copy(after.value, source.value, facts.value, input, call, stores) : after
  },
}

interface Prepared {
  readonly bucket: Bucket
  readonly source: CopySource
  readonly object: NewObject
}

function prepare(input: Input, call: Call, stores: Stores): Result<Prepared, AwsError> {
  const bucket = findBucket(input, call, stores)
  if (!bucket.ok) return bucket
  const refused =
    refuseUnbuilt(input, unbuilt) ??
    refuseDirectives(input) ??
    refuseWriteConditions(input, stores) ??
    refusePayer(bucket.value, input, call)
  if (refused !== undefined) return err(refused)
  const source = findCopySource(input, call, stores)
  if (!source.ok) return source
  const object = parseNewObject(input.TaggingDirective === 'REPLACE' ? input : { ...input, Tagging: undefined }, bucket.value, call, stores)
  return object.ok ? ok({ bucket: bucket.value, source: source.value, object: object.value }) : object
}

const unbuilt = {
  AnnotationDirective: 'x-amz-object-annotation-directive',
  ObjectLockEventHold: 'x-amz-object-lock-event-hold',
  ObjectLockEventHoldDurationDays: 'x-amz-object-lock-event-hold-duration-days',
  ObjectLockEventHoldDurationYears: 'x-amz-object-lock-event-hold-duration-years',
} as const

function refuseDirectives({ MetadataDirective: metadata = 'COPY', TaggingDirective: tagging = 'COPY' }: Input): AwsError | undefined {
  if (metadata !== 'COPY' && metadata !== 'REPLACE') return unknownDirective('metadata', metadata)
  return tagging === 'COPY' || tagging === 'REPLACE' ? undefined : unknownDirective('tagging', tagging)
}

const unknownDirective = (kind: 'metadata' | 'tagging', value: string): AwsError => ({
  code: 'InvalidArgument',
  message: `Unknown ${kind} directive.`,
  status: 400,
  fields: { ArgumentName: `x-amz-${kind}-directive`, ArgumentValue: value },
})

/** Reading the source, writing the copy, and both for the tags that go along. */
function permissions({ bucket, source, object }: Prepared, input: Input, call: Call, stores: Stores): readonly Permission[] {
  const version = findVersion(source.bucket, source.key, source.versionId)
  const tags = input.TaggingDirective !== 'REPLACE' && version?.deleteMarker === false ? version.tags : new Map<string, string>()
  const context = {
    's3:x-amz-copy-source': `${source.bucket.name}/${source.key}`,
    's3:x-amz-metadata-directive': input.MetadataDirective,
    's3:ObjectCreationOperation': 'true',
    ...writeConditionKeys(input),
  }
  return [
    ...sourcePermissions(source, call, stores),
    ...(tags.size === 0
      ? []
      : [
          sourcePermission('s3:GetObjectTagging', source, call, stores),
          writePermission({ action: 's3:PutObjectTagging', bucket, key: input.Key, context: tagContext(tags) }, call, stores),
        ]),
    ...newObjectPermissions(input, object, { bucket, context }, call, stores),
    ...comparePermissions(bucket, input, call, stores),
  ]
}

/** The most that one request copies. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const maxSize = 5 * 1024 ** 3

const refuse = (prepared: Prepared, source: ObjectVersion, input: Input, call: Call, stores: Stores): AwsError | undefined =>
  refuseUnchanged(prepared, source, input) ??
  (source.body.length > maxSize ? tooLarge : undefined) ??
  refuseNewObject(input, prepared.object, prepared.bucket, call, stores) ??
  refuseWrite(input, input.Key, currentObject(prepared.bucket, input.Key))

/** What the copy needs to know of the bytes. */
type Facts = Pick<ObjectVersion, 'etag' | 'checksum'>

async function factsOf(source: ObjectVersion, { encryption }: NewObject, input: Input, call: Call): Promise<Result<Facts, AwsError>> {
  const checksum = await chooseChecksum(input.ChecksumAlgorithm, source)
  if (!checksum.ok) return checksum
  const keepsTag = isPlain(source) && encryption.type === 'AES256'
  return ok({ etag: keepsTag ? source.etag : await etagOfBody(source.body, encryption, call), checksum: checksum.value })
}

function copy(
  prepared: Prepared,
  source: ObjectVersion,
  facts: Facts,
  input: Input,
  call: Call,
  stores: Stores,
): Result<CopyObjectOutput, AwsError> {
  const { bucket, object } = prepared
  const refused = refuse(prepared, source, input, call, stores) ?? useKmsKey(object.encryption, bucket, call, stores)
  if (refused !== undefined) return err(refused)
  const version: ObjectVersion = {
    ...object,
    ...newLock(object, bucket, call.now),
    ...(input.MetadataDirective === 'REPLACE' ? {} : copiedMetadata(source, object)),
    tags: input.TaggingDirective === 'REPLACE' ? object.tags : source.tags,
    deleteMarker: false,
    versionId: newVersionId(bucket, object.key, call.random),
    lastModified: call.now,
    body: source.body,
    ...facts,
  }
  addVersion(bucket, version)
  return ok(describe(prepared, source, version, call))
}

/** A redirect belongs to the place, and is not copied. */
const copiedMetadata = (source: ObjectVersion, object: NewObject): Pick<NewObject, 'metadata' | 'headers'> => ({
  metadata: source.metadata,
  headers: { ...source.headers, WebsiteRedirectLocation: object.headers.WebsiteRedirectLocation },
})

/** Whether the entity tag is the MD5 of the bytes. */
const isPlain = ({ encryption, parts }: { readonly encryption: Encryption; readonly parts?: unknown }): boolean =>
  encryption.type === 'AES256' && parts === undefined

/** Of the whole object, by the algorithm that the request names, else by the source's. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
async function chooseChecksum(name: string | undefined, source: ObjectVersion): Promise<Result<Checksum, AwsError>> {
  const algorithm: ChecksumAlgorithm | undefined =
    name === undefined ? source.checksum.algorithm : checksumAlgorithms.find((candidate) => candidate === name.toUpperCase())
  if (algorithm === undefined) {
    const message = `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${listedAlgorithms}]`
    return err({ code: 'InvalidRequest', message, status: 400 })
  }
  if (algorithm === source.checksum.algorithm && source.checksum.type === 'FULL_OBJECT') return ok(source.checksum)
  return ok({ algorithm, type: 'FULL_OBJECT', value: await checksumOfBody(source.body, algorithm) })
}

/** Recorded from AWS: what a request names counts as a change, also where it is the same; and so does what the bucket would encrypt otherwise, or was told to. */
function refuseUnchanged({ bucket, source }: Prepared, object: ObjectVersion, input: Input): AwsError | undefined {
  const isInPlace = source.bucket === bucket && source.key === input.Key && source.versionId === undefined
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined ||
    object.encryption.type !== 'AES256' ||
    bucket.encryption.isPut === true ||
    namesCustomerKey(input)
  if (!isInPlace || changes) return undefined
  return {
    code: 'InvalidRequest',
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    status: 400,
  }
}

const tooLarge: AwsError = {
  code: 'InvalidRequest',
  message: `The specified copy source is larger than the maximum allowable size for a copy source: ${maxSize}`,
  status: 400,
}

const describe = ({ bucket, source }: Prepared, original: ObjectVersion, copied: ObjectVersion, call: Call): CopyObjectOutput => ({
  CopyObjectResult: { ETag: `"${copied.etag}"`, LastModified: copied.lastModified, ...checksumMembers(copied.checksum) },
  CopySourceVersionId: sourceVersionOutput(source.bucket, original),
  VersionId: versionIdOutput(bucket, copied),
  ...expirationOutput(bucket, copied),
  ...encryptionOutput(copied.encryption),
  ...chargedOutput(bucket, call),
})
