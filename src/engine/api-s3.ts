import { parseArn } from '../policy/arn.ts'
import { type ApiCall, type NeededPermission, type Needs, objectOf, passRole, tagsOf, textOf } from './api-call.ts'

type Keys = NonNullable<NeededPermission['keys']>

/**
 * S3 operations whose permission is not of their own name, or which need several.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const s3Operations: Readonly<Record<string, Needs>> = {
  ListBuckets: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  ListObjects: (call) => onBucket(call, 's3:ListBucket', listKeys(call)),
  ListObjectsV2: (call) => onBucket(call, 's3:ListBucket', listKeys(call)),
  ListObjectVersions: (call) => onBucket(call, 's3:ListBucketVersions', listKeys(call)),
  ListMultipartUploads: (call) => onBucket(call, 's3:ListBucketMultipartUploads'),
  HeadBucket: (call) => onBucket(call, 's3:ListBucket'),
  GetBucketAccelerateConfiguration: (call) => onBucket(call, 's3:GetAccelerateConfiguration'),
  PutBucketAccelerateConfiguration: (call) => onBucket(call, 's3:PutAccelerateConfiguration'),
  GetBucketAnalyticsConfiguration: (call) => onBucket(call, 's3:GetAnalyticsConfiguration'),
  GetBucketCors: (call) => onBucket(call, 's3:GetBucketCORS'),
  PutBucketCors: (call) => onBucket(call, 's3:PutBucketCORS'),
  DeleteBucketCors: (call) => onBucket(call, 's3:PutBucketCORS'),
  GetBucketEncryption: (call) => onBucket(call, 's3:GetEncryptionConfiguration'),
  PutBucketEncryption: (call) => onBucket(call, 's3:PutEncryptionConfiguration'),
  DeleteBucketEncryption: (call) => onBucket(call, 's3:PutEncryptionConfiguration'),
  GetBucketLifecycle: (call) => onBucket(call, 's3:GetLifecycleConfiguration'),
  GetBucketLifecycleConfiguration: (call) => onBucket(call, 's3:GetLifecycleConfiguration'),
  PutBucketLifecycle: (call) => onBucket(call, 's3:PutLifecycleConfiguration'),
  PutBucketLifecycleConfiguration: (call) => onBucket(call, 's3:PutLifecycleConfiguration'),
  DeleteBucketLifecycle: (call) => onBucket(call, 's3:PutLifecycleConfiguration'),
  GetBucketNotificationConfiguration: (call) => onBucket(call, 's3:GetBucketNotification'),
  PutBucketNotificationConfiguration: (call) => onBucket(call, 's3:PutBucketNotification'),
  DeleteBucketOwnershipControls: (call) => onBucket(call, 's3:PutBucketOwnershipControls'),
  GetBucketReplication: (call) => onBucket(call, 's3:GetReplicationConfiguration'),
  PutBucketReplication: putReplication,
  DeleteBucketReplication: (call) => onBucket(call, 's3:PutReplicationConfiguration'),
  DeleteBucketTagging: (call) => onBucket(call, 's3:PutBucketTagging'),
  GetPublicAccessBlock: (call) => onBucket(call, 's3:GetBucketPublicAccessBlock'),
  PutPublicAccessBlock: (call) => onBucket(call, 's3:PutBucketPublicAccessBlock'),
  DeletePublicAccessBlock: (call) => onBucket(call, 's3:PutBucketPublicAccessBlock'),
  GetObjectLockConfiguration: (call) => onBucket(call, 's3:GetBucketObjectLockConfiguration'),
  PutObjectLockConfiguration: (call) => onBucket(call, 's3:PutBucketObjectLockConfiguration'),
  CreateBucket: createBucket,
  GetObject: readObject,
  HeadObject: readObject,
  SelectObjectContent: readObject,
  GetObjectAttributes: (call) => [...readObject(call), ...onObject(call, versioned(call, 's3:GetObjectAttributes'))],
  GetObjectAcl: (call) => onObject(call, versioned(call, 's3:GetObjectAcl')),
  PutObjectAcl: (call) => onObject(call, versioned(call, 's3:PutObjectAcl'), aclKeys(call)),
  GetObjectTagging: (call) => onObject(call, versioned(call, 's3:GetObjectTagging')),
  PutObjectTagging: (call) => onObject(call, versioned(call, 's3:PutObjectTagging'), requestTagKeys(taggingSet(call))),
  DeleteObjectTagging: (call) => onObject(call, versioned(call, 's3:DeleteObjectTagging')),
  GetObjectTorrent: (call) => onObject(call, 's3:GetObject'),
  DeleteObject: (call) => onObject(call, versioned(call, 's3:DeleteObject')),
  DeleteObjects: deleteObjects,
  PutObject: putObject,
  CopyObject: copyObject,
  RestoreObject: (call) => onObject(call, 's3:RestoreObject'),
  CreateMultipartUpload: (call) => [...putObject(call), ...decryptParts(call)],
  UploadPart: (call) => [...onObject(call, 's3:PutObject'), ...useKey(call, 'kms:GenerateDataKey'), ...decryptParts(call)],
  UploadPartCopy: (call) => [
    ...readSource(call),
    ...onObject(call, 's3:PutObject'),
    ...useKey(call, 'kms:GenerateDataKey'),
    ...decryptParts(call),
  ],
  CompleteMultipartUpload: (call) => [...onObject(call, 's3:PutObject', conditionalKeys(call)), ...decryptParts(call), ...compare(call)],
  AbortMultipartUpload: (call) => onObject(call, 's3:AbortMultipartUpload'),
  ListParts: (call) => onObject(call, 's3:ListMultipartUploadParts'),
}

/** An operation that the table lacks needs the action of its own name, on the object when it has a key. */
export const s3Default: Needs = (call) => {
  const action = call.operation
  if (textOf(call.parameters, 'Key') !== undefined) return onObject(call, action)
  return textOf(call.parameters, 'Bucket') === undefined ? [{ action, resource: '*' }] : onBucket(call, action)
}

function onBucket(call: ApiCall, action: string, keys: Keys = {}): readonly NeededPermission[] {
  return throughAccessPoint(call, action, '', keys)
}

function onObject(call: ApiCall, action: string, keys: Keys = {}): readonly NeededPermission[] {
  const version = textOf(call.parameters, 'VersionId')
  return throughAccessPoint(
    call,
    action,
    textOf(call.parameters, 'Key') ?? '',
    version === undefined ? keys : { ...keys, 's3:VersionId': version },
  )
}

/**
 * Through an access point both its policy and the bucket's are asked, each for its own ARN.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 */
function throughAccessPoint(call: ApiCall, action: string, key: string, keys: Keys): readonly NeededPermission[] {
  const bucket = textOf(call.parameters, 'Bucket') ?? ''
  const point = parseArn(bucket)
  if (point === undefined) return [{ action, resource: s3Arn(call, bucket, key), keys }]
  const pointKeys = {
    ...keys,
    's3:DataAccessPointArn': bucket,
    's3:DataAccessPointAccount': point.account,
    's3:AccessPointNetworkOrigin': call.facts?.accessPointOrigin ?? 'Internet',
  }
  const behind = call.facts?.accessPointBucket
  const atPoint = { action, resource: key === '' ? bucket : `${bucket}/object/${key}`, keys: pointKeys }
  return behind === undefined ? [atPoint] : [atPoint, { action, resource: s3Arn(call, behind, key), keys: pointKeys }]
}

const s3Arn = ({ partition }: ApiCall, bucket: string, key: string): string =>
  `arn:${partition}:s3:::${bucket}${key === '' ? '' : `/${key}`}`

/** `s3:GetObject` becomes `s3:GetObjectVersion`, `s3:GetObjectAcl` `s3:GetObjectVersionAcl`, when a version is named. */
const versioned = ({ parameters }: ApiCall, action: string): string =>
  textOf(parameters, 'VersionId') === undefined ? action : action.replace('Object', 'ObjectVersion')

/** `s3:max-keys` is always there on a list call. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric */
const listKeys = ({ parameters }: ApiCall): Keys => ({
  's3:prefix': textOf(parameters, 'Prefix'),
  's3:delimiter': textOf(parameters, 'Delimiter'),
  's3:max-keys': textOf(parameters, 'MaxKeys') ?? '1000',
})

function createBucket(call: ApiCall): readonly NeededPermission[] {
  const location = textOf(objectOf(call.parameters, 'CreateBucketConfiguration'), 'LocationConstraint')
  const keys = {
    ...aclKeys(call),
    's3:locationconstraint': location,
    's3:x-amz-object-ownership': textOf(call.parameters, 'ObjectOwnership'),
  }
  return [
    ...onBucket(call, 's3:CreateBucket', keys),
    ...(textOf(call.parameters, 'ACL') === undefined ? [] : onBucket(call, 's3:PutBucketAcl', keys)),
    ...(textOf(call.parameters, 'ObjectOwnership') === undefined ? [] : onBucket(call, 's3:PutBucketOwnershipControls', keys)),
    ...(textOf(call.parameters, 'ObjectLockEnabledForBucket') === 'true' ? onBucket(call, 's3:PutBucketObjectLockConfiguration') : []),
  ]
}

/** Replication hands a role to S3. */
function putReplication(call: ApiCall): readonly NeededPermission[] {
  const role = textOf(objectOf(call.parameters, 'ReplicationConfiguration'), 'Role')
  return [...onBucket(call, 's3:PutReplicationConfiguration'), ...(role === undefined ? [] : [passRole(role, 's3.amazonaws.com')])]
}

function readObject(call: ApiCall): readonly NeededPermission[] {
  return [...onObject(call, versioned(call, 's3:GetObject')), ...useKey(call, 'kms:Decrypt')]
}

function deleteObjects(call: ApiCall): readonly NeededPermission[] {
  const { Objects: objects } = objectOf(call.parameters, 'Delete')
  const list = Array.isArray(objects) ? objects : []
  return list.flatMap((object: Readonly<Record<string, unknown>>) => {
    const single = { ...call, parameters: { ...call.parameters, Key: object.Key, VersionId: object.VersionId } }
    return onObject(single, versioned(single, 's3:DeleteObject'))
  })
}

/**
 * Headers that change more than the content need permissions of their own.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
function putObject(call: ApiCall): readonly NeededPermission[] {
  const { parameters } = call
  const keys = { ...aclKeys(call), ...encryptionKeys(call), ...conditionalKeys(call), ...requestTagKeys(taggingHeader(call)) }
  const has = (name: string): boolean => textOf(parameters, name) !== undefined
  return [
    ...onObject(call, 's3:PutObject', { ...keys, 's3:x-amz-storage-class': textOf(parameters, 'StorageClass') }),
    ...(aclParameters.some(has) ? onObject(call, 's3:PutObjectAcl', keys) : []),
    ...(has('Tagging') ? onObject(call, 's3:PutObjectTagging', keys) : []),
    ...(has('ObjectLockMode') ? onObject(call, 's3:PutObjectRetention', lockKeys(call)) : []),
    ...(has('ObjectLockLegalHoldStatus') ? onObject(call, 's3:PutObjectLegalHold', lockKeys(call)) : []),
    ...useKey(call, 'kms:GenerateDataKey'),
    ...compare(call),
  ]
}

/** Whoever compares with what is there learns something of it. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const compare = (call: ApiCall): readonly NeededPermission[] =>
  textOf(call.parameters, 'IfMatch') === undefined ? [] : onObject(call, 's3:GetObject')

/** A copy reads the source and writes the target. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
function copyObject(call: ApiCall): readonly NeededPermission[] {
  const keys = { 's3:x-amz-copy-source': copySource(call), 's3:x-amz-metadata-directive': textOf(call.parameters, 'MetadataDirective') }
  const put = putObject(call).map((need) => (need.action === 's3:PutObject' ? { ...need, keys: { ...need.keys, ...keys } } : need))
  return [...readSource(call), ...copyTags(call), ...put]
}

/** Tags that go along are read and written with permissions of their own. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
function copyTags(call: ApiCall): readonly NeededPermission[] {
  const { sourceTags } = call.facts ?? {}
  if (sourceTags === undefined || sourceTags.size === 0 || textOf(call.parameters, 'TaggingDirective') === 'REPLACE') return []
  const source = sourceOf(call)
  return [
    ...onObject({ ...call, parameters: source }, versioned({ ...call, parameters: source }, 's3:GetObjectTagging')),
    ...onObject(call, 's3:PutObjectTagging', requestTagKeys(sourceTags)),
  ]
}

const copySource = ({ parameters }: ApiCall): string | undefined => textOf(parameters, 'CopySource')?.replace(/^(?!\/)/, '/')

function sourceOf({ parameters }: ApiCall): ApiCall['parameters'] {
  const [path = '', version] = (textOf(parameters, 'CopySource') ?? '').split('?versionId=')
  const [bucket = '', ...key] = decode(path).replace(/^\//, '').split('/')
  return { Bucket: bucket, Key: key.join('/'), VersionId: version }
}

function readSource(call: ApiCall): readonly NeededPermission[] {
  const { sourceEncryptionKey, bucketKey } = call.facts ?? {}
  const facts = {
    ...(sourceEncryptionKey === undefined ? {} : { encryptionKey: sourceEncryptionKey }),
    ...(bucketKey === undefined ? {} : { bucketKey }),
  }
  return readObject({ ...call, facts, parameters: sourceOf(call) })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const aclParameters = ['ACL', 'GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP']

const aclKeys = ({ parameters }: ApiCall): Keys => ({
  's3:x-amz-acl': textOf(parameters, 'ACL'),
  's3:x-amz-grant-full-control': textOf(parameters, 'GrantFullControl'),
  's3:x-amz-grant-read': textOf(parameters, 'GrantRead'),
  's3:x-amz-grant-read-acp': textOf(parameters, 'GrantReadACP'),
  's3:x-amz-grant-write': textOf(parameters, 'GrantWrite'),
  's3:x-amz-grant-write-acp': textOf(parameters, 'GrantWriteACP'),
})

const encryptionKeys = ({ parameters }: ApiCall): Keys => ({
  's3:x-amz-server-side-encryption': textOf(parameters, 'ServerSideEncryption'),
  's3:x-amz-server-side-encryption-aws-kms-key-id': textOf(parameters, 'SSEKMSKeyId'),
  's3:x-amz-server-side-encryption-customer-algorithm': textOf(parameters, 'SSECustomerAlgorithm'),
})

const conditionalKeys = ({ parameters }: ApiCall): Keys => ({
  's3:if-match': textOf(parameters, 'IfMatch')?.replaceAll('"', ''),
  's3:if-none-match': textOf(parameters, 'IfNoneMatch'),
})

const lockKeys = ({ parameters }: ApiCall): Keys => ({
  's3:object-lock-mode': textOf(parameters, 'ObjectLockMode'),
  's3:object-lock-retain-until-date': textOf(parameters, 'ObjectLockRetainUntilDate'),
  's3:object-lock-legal-hold': textOf(parameters, 'ObjectLockLegalHoldStatus'),
})

/** `PutObject` has its tags in one text, `team=data&stage=raw`. */
const taggingHeader = ({ parameters }: ApiCall): ReadonlyMap<string, string> =>
  new Map(new URLSearchParams(textOf(parameters, 'Tagging') ?? ''))

const taggingSet = ({ parameters }: ApiCall): ReadonlyMap<string, string> => tagsOf(objectOf(parameters, 'Tagging'), 'TagSet') ?? new Map()

function requestTagKeys(tags: ReadonlyMap<string, string>): Keys {
  if (tags.size === 0) return {}
  return {
    ...Object.fromEntries([...tags].map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
    's3:RequestObjectTagKeys': [...tags.keys()],
  }
}

/** An upload in parts reads them back to put them together. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions */
const decryptParts = (call: ApiCall): readonly NeededPermission[] => useKey(call, 'kms:Decrypt')

/**
 * S3 asks KMS in the caller's name when an object is under a KMS key: the one the call names, else the bucket's.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
function useKey(call: ApiCall, action: string): readonly NeededPermission[] {
  const { parameters, region, partition, account, facts = {} } = call
  const named = textOf(parameters, 'SSEKMSKeyId')
  if (textOf(parameters, 'ServerSideEncryption') === 'AES256') return []
  const key =
    named === undefined ? facts.encryptionKey : named.startsWith('arn:') ? named : `arn:${partition}:kms:${region}:${account}:key/${named}`
  if (key === undefined) return []
  const object = s3Arn(call, textOf(parameters, 'Bucket') ?? '', facts.bucketKey === true ? '' : (textOf(parameters, 'Key') ?? ''))
  return [
    {
      action,
      resource: key,
      keys: {
        'kms:ViaService': `s3.${region}.amazonaws.com`,
        'kms:EncryptionContext:aws:s3:arn': object,
        'kms:EncryptionContextKeys': ['aws:s3:arn'],
      },
      calledVia: ['s3.amazonaws.com'],
    },
  ]
}
