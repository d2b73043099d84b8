import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { accessDenied, customerKeysBlocked, publicAclsBlocked } from './access-denied.ts'
import { type Acl, isPublicGrant, type Owner, privateAcl } from './acl.ts'
import { type AclInput, namesAcl, parseAclHeaders } from './acl-input.ts'
import type { Bucket } from './bucket.ts'
import { blockOf, objectArn, ownerOf, writePermission } from './bucket-permission.ts'
import { chooseEncryption, type EncryptionInput } from './choose-encryption.ts'
import type { BucketInput } from './find-bucket.ts'
import { kmsPermissions } from './kms-access.ts'
import { defaultRetention, type Lock, type LockInput, namesLock, noObjectLock, parseLockHeaders } from './object-lock.ts'
import type { NewObject, SystemMetadata } from './object-version.ts'
import { invalidStorageClass, parseStorageClass } from './storage-class.ts'
import { parseTaggingHeader, type Tags } from './tags.ts'

/** What PutObject, CopyObject, CreateMultipartUpload and a POST form say about the object that they make. */
export interface NewObjectInput extends BucketInput, AclInput, EncryptionInput, LockInput, SystemMetadata {
  readonly Key: string
  readonly Metadata?: Readonly<Record<string, string>> | undefined
  readonly StorageClass?: string | undefined
  readonly Tagging?: string | undefined
}

/** Reads the headers; what is wrong with them S3 tells to anybody. */
export function parseNewObject(input: NewObjectInput, bucket: Bucket, call: Call, stores: Stores): Result<NewObject, AwsError> {
  const refused = refuseKey(input.Key) ?? refuseMetadata(input.Metadata) ?? refuseRedirect(input.WebsiteRedirectLocation)
  if (refused !== undefined) return err(refused)
  const storageClass = parseStorageClass(input.StorageClass ?? 'STANDARD')
  if (storageClass === undefined) return err(invalidStorageClass(input.StorageClass ?? ''))
  const tags = parseTaggingHeader(input.Tagging)
  if (!tags.ok) return tags
  const lock = parseLockHeaders(input, call.now)
  if (!lock.ok) return lock
  const owner = newOwner(input, bucket, call)
  const acl = parseAclHeaders(input, { on: 'object', owner, bucketOwner: bucket.owner }, stores)
  if (!acl.ok) return acl
  const encryption = chooseEncryption(input, bucket, call, stores)
  if (!encryption.ok) return encryption
  return ok({
    key: input.Key,
    owner,
    headers: systemMetadata(input),
    metadata: input.Metadata ?? {},
    storageClass,
    encryption: encryption.value,
    tags: tags.value,
    acl: acl.value ?? privateAcl(owner),
    ...lock.value,
  })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
const newOwner = (input: AclInput, bucket: Bucket, call: Call): Owner =>
  bucket.ownership === 'BucketOwnerEnforced' || (bucket.ownership === 'BucketOwnerPreferred' && input.ACL === 'bucket-owner-full-control')
    ? bucket.owner
    : ownerOf(call)

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export function refuseKey(key: string): AwsError | undefined {
  const size = Buffer.byteLength(key)
  if (size <= 1024) return undefined
  return { code: 'KeyTooLongError', message: 'Your key is too long', status: 400, fields: { Size: String(size), MaxSizeAllowed: '1024' } }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata */
function refuseMetadata(metadata: Readonly<Record<string, string>> | undefined): AwsError | undefined {
  if (metadata === undefined) return undefined
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (size <= 2048) return undefined
  return {
    code: 'MetadataTooLarge',
    message: 'Your metadata headers exceed the maximum allowed metadata size',
    status: 400,
    fields: { Size: String(size), MaxSizeAllowed: '2048' },
  }
}

/** @see https://github.com/aws/aws-cli/issues/1130 */
const refuseRedirect = (location: string | undefined): AwsError | undefined =>
  location === undefined || /^(https?:\/)?\//.test(location)
    ? undefined
    : {
        code: 'InvalidRedirectLocation',
        message: "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
        status: 400,
      }

export const systemMetadata = (input: SystemMetadata): SystemMetadata => ({
  CacheControl: input.CacheControl,
  ContentDisposition: input.ContentDisposition,
  ContentEncoding: input.ContentEncoding,
  ContentLanguage: input.ContentLanguage,
  ContentType: input.ContentType ?? 'binary/octet-stream',
  Expires: input.Expires,
  WebsiteRedirectLocation: input.WebsiteRedirectLocation,
})

/** What the caller must be allowed, `s3:PutObject` and more where the headers ask for more. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export function newObjectPermissions(
  input: NewObjectInput,
  object: NewObject,
  { bucket, context }: { readonly bucket: Bucket; readonly context: ContextKeys },
  call: Call,
  stores: Stores,
): readonly Permission[] {
  const write = (action: string, keys: ContextKeys): Permission =>
    writePermission({ action, bucket, key: object.key, context: keys }, call, stores)
  const acl = { ...aclContext(input), 's3:x-amz-storage-class': input.StorageClass }
  return [
    write('s3:PutObject', { ...newObjectContext(input, object, call.now), ...context }),
    ...(namesAcl(input) ? [write('s3:PutObjectAcl', acl)] : []),
    ...(object.tags.size > 0 ? [write('s3:PutObjectTagging', tagContext(object.tags))] : []),
    ...(object.retention === undefined ? [] : [write('s3:PutObjectRetention', retentionContext(object, call.now))]),
    ...(object.legalHold === undefined ? [] : [write('s3:PutObjectLegalHold', legalHoldContext(object))]),
    ...kmsPermissions({ actions: ['kms:GenerateDataKey'], bucket, key: object.key, encryption: object.encryption }, call, stores),
  ]
}

/** The keys with which `s3:PutObject` is asked for. */
export const newObjectContext = (input: NewObjectInput, object: NewObject, now: Date): ContextKeys => ({
  ...storageContext(input),
  ...aclContext(input),
  ...retentionContext(object, now),
  ...legalHoldContext(object),
  ...tagContext(object.tags),
})

export const legalHoldContext = ({ legalHold }: Lock): ContextKeys => ({ 's3:object-lock-legal-hold': legalHold })

/** Headers, as they were sent: what the request leaves out has no key. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys */
const storageContext = sentKeys([
  ['StorageClass', 's3:x-amz-storage-class'],
  ['ServerSideEncryption', 's3:x-amz-server-side-encryption'],
  ['SSEKMSKeyId', 's3:x-amz-server-side-encryption-aws-kms-key-id'],
  ['SSECustomerAlgorithm', 's3:x-amz-server-side-encryption-customer-algorithm'],
  ['WebsiteRedirectLocation', 's3:x-amz-website-redirect-location'],
])

export const aclContext = sentKeys([
  ['ACL', 's3:x-amz-acl'],
  ['GrantFullControl', 's3:x-amz-grant-full-control'],
  ['GrantRead', 's3:x-amz-grant-read'],
  ['GrantReadACP', 's3:x-amz-grant-read-acp'],
  ['GrantWrite', 's3:x-amz-grant-write'],
  ['GrantWriteACP', 's3:x-amz-grant-write-acp'],
])

/** The context of the members that a request sends: most requests send none. */
function sentKeys<const Member extends string>(
  keys: readonly (readonly [member: Member, key: string])[],
): (input: { readonly [Name in Member]?: string | undefined }) => ContextKeys {
  return (input) => {
    const context: Record<string, string> = {}
    for (const [member, key] of keys) {
      const value = input[member]
      if (value !== undefined) context[key] = value
    }
    return context
  }
}

export const retentionContext = ({ retention }: Lock, now: Date): ContextKeys =>
  retention === undefined
    ? {}
    : {
        's3:object-lock-mode': retention.mode,
        's3:object-lock-retain-until-date': retention.until.toISOString(),
        's3:object-lock-remaining-retention-days': String(daysUntil(retention.until, now)),
      }

const daysUntil = (until: Date, now: Date): number => Math.ceil((until.getTime() - now.getTime()) / 86_400_000)

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html */
export const tagContext = (tags: Tags): ContextKeys =>
  tags.size === 0
    ? {}
    : {
        's3:RequestObjectTagKeys': [...tags.keys()],
        ...Object.fromEntries([...tags].map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
      }

/** What the bucket's settings refuse; it learns only who may write. */
export function refuseNewObject(
  input: NewObjectInput,
  object: NewObject,
  bucket: Bucket,
  call: Call,
  stores: Stores,
): AwsError | undefined {
  const withheld = { action: 's3:PutObject', resource: objectArn(bucket, object.key) }
  if (namesAcl(input) && object.acl.some(isPublicGrant) && blockOf(bucket, call, stores).BlockPublicAcls) {
    return accessDenied({ ...withheld, because: publicAclsBlocked }, bucket, call)
  }
  if (object.encryption.type === 'SSE-C' && bucket.encryption.blocksSseC) {
    return accessDenied({ ...withheld, because: customerKeysBlocked }, bucket, call)
  }
  if (bucket.aclsDisabled && namesAcl(input) && !(givesOwnerFullControl(object.acl, bucket) && !givesAnother(input, bucket, call)))
    return aclsNotSupported
  if (namesLock(input) && bucket.objectLock === undefined) return noObjectLock
  return undefined
}

/**
 * `private` is for whoever writes, which need not be the bucket's owner, and `aws-exec-read` for Amazon EC2 too.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 */
const givesAnother = ({ ACL }: AclInput, bucket: Bucket, call: Call): boolean =>
  ACL === 'aws-exec-read' || (ACL === 'private' && ownerOf(call) !== bucket.owner)

/** The one ACL that a bucket without ACLs accepts. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export const givesOwnerFullControl = (acl: Acl, bucket: Bucket): boolean =>
  acl.every(({ grantee, permission }) => grantee.type === 'account' && grantee.owner === bucket.owner && permission === 'FULL_CONTROL')

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export const aclsNotSupported: AwsError = { code: 'AccessControlListNotSupported', message: 'The bucket does not allow ACLs', status: 400 }

/** The lock of a new object: its own, else the bucket's default. */
export const newLock = (object: Lock, bucket: Bucket, now: Date): Lock => {
  const retention = object.retention ?? defaultRetention(bucket.objectLock, now)
  return {
    ...(retention === undefined ? {} : { retention }),
    ...(object.legalHold === undefined ? {} : { legalHold: object.legalHold }),
  }
}
