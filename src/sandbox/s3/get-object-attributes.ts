import type { GetObjectAttributesOutput, GetObjectAttributesParts, GetObjectAttributesRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Profiled } from '../profile.ts'
import { checksumMembers, checksumOutput } from './checksum.ts'
import { findBucket } from './find-bucket.ts'
import { findObject, versionContext, versionedAction } from './find-object.ts'
import { kmsPermissions, refuseKmsKey } from './kms-access.ts'
import { page, parseLimit } from './listing.ts'
import { objectPermission } from './object-permission.ts'
import type { Checksum, ObjectPart, ObjectVersion } from './object-version.ts'
import { refuseCustomerKey } from './read-object.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import { findVersion, versionIdOutput } from './versions.ts'

type Input = Parsed<GetObjectAttributesRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: Operation<GetObjectAttributesRequest, GetObjectAttributesOutput> = {
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const refused = refuseAttributes(input) ?? refusePayer(bucket.value, input, call)
    if (refused !== undefined) return err(refused)
    const version = findVersion(bucket.value, input.Key, input.VersionId)
    const access = { bucket: bucket.value, key: input.Key, version, context: versionContext(input) }
    const encryption = version?.deleteMarker === false && showsChecksums(input) ? version.encryption : { type: 'AES256' as const }
    return ok([
      objectPermission({ ...access, action: versionedAction('s3:GetObject', input) }, call, stores),
      objectPermission({ ...access, action: versionedAction('s3:GetObjectAttributes', input) }, call, stores),
      ...kmsPermissions({ actions: ['kms:Decrypt'], bucket: bucket.value, key: input.Key, encryption }, call, stores),
    ])
  },
  run: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const found = findObject(bucket.value, input, call, stores)
    if (!found.ok) return found
    const object = found.value
    const refused =
      refuseCustomerKey(input, object, call) ?? (showsChecksums(input) ? refuseKmsKey(object.encryption, call, stores) : undefined)
    if (refused !== undefined) return err(refused)
    const attributes = describe(object, input, stores)
    if (!attributes.ok) return attributes
    return ok({
      ...attributes.value,
      LastModified: object.lastModified,
      VersionId: versionIdOutput(bucket.value, object),
      ...chargedOutput(bucket.value, call),
    })
  },
}

const known = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']

function refuseAttributes({ ObjectAttributes: asked = [] }: Partial<Input>): AwsError | undefined {
  const wrong = asked.find((attribute) => !known.includes(attribute))
  if (asked.length > 0 && wrong === undefined) return undefined
  return {
    code: 'InvalidArgument',
    message: 'Invalid attribute name specified.',
    status: 400,
    fields: { ArgumentName: 'x-amz-object-attributes', ArgumentValue: wrong ?? '' },
  }
}

const showsChecksums = ({ ObjectAttributes: asked }: Input): boolean => asked.includes('Checksum') || asked.includes('ObjectParts')

function describe(object: ObjectVersion, input: Input, profiled: Profiled): Result<GetObjectAttributesOutput, AwsError> {
  const asks = (attribute: Input['ObjectAttributes'][number]): boolean => input.ObjectAttributes.includes(attribute)
  const parts = asks('ObjectParts') && object.parts !== undefined ? listParts(object.parts, object, input, profiled) : ok(undefined)
  if (!parts.ok) return parts
  return ok({
    ...(asks('ETag') ? { ETag: object.etag } : {}),
    ...(asks('Checksum') ? { Checksum: checksumOutput(shownChecksum(object, profiled)) } : {}),
    ...(parts.value === undefined ? {} : { ObjectParts: parts.value }),
    ...(asks('StorageClass') ? { StorageClass: object.storageClass } : {}),
    ...(asks('ObjectSize') ? { ObjectSize: object.body.length } : {}),
  })
}

/** What ends in `-N` elsewhere does not so here, as was measured on AWS; older servers show one value everywhere. @see https://github.com/floci-io/floci/issues/3083 */
const shownChecksum = ({ checksum }: ObjectVersion, { profile }: Profiled): Checksum =>
  profile === 'current' && checksum.type === 'COMPOSITE' ? { ...checksum, value: checksum.value.replace(/-\d+$/, '') } : checksum

/** Parts are listed one by one where the object's checksum is made of theirs, by older servers always; how many were asked for is said back. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributesParts.html */
function listParts(
  all: readonly ObjectPart[],
  { checksum }: ObjectVersion,
  input: Input,
  { profile }: Profiled,
): Result<GetObjectAttributesParts, AwsError> {
  if (checksum.type !== 'COMPOSITE' && profile === 'current') return ok({ TotalPartsCount: all.length })
  const limit = parseLimit(input.MaxParts, 'max-parts')
  if (!limit.ok) return limit
  const marker = Number(input.PartNumberMarker ?? 0)
  const { items, truncated } = page(
    all.filter(({ partNumber }) => partNumber > marker),
    limit.value,
  )
  return ok({
    TotalPartsCount: all.length,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(items.at(-1)?.partNumber ?? 0),
    MaxParts: input.MaxParts ?? limit.value,
    IsTruncated: truncated,
    Parts: items.map(({ partNumber, size, checksum: value }) => ({
      PartNumber: partNumber,
      Size: size,
      ...(value === undefined ? {} : checksumMembers({ algorithm: checksum.algorithm, value })),
    })),
  })
}
