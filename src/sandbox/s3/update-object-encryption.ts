import type { UpdateObjectEncryptionRequest, UpdateObjectEncryptionResponse } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import { parseArn } from '../../policy/arn.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import type { Encryption, KmsEncryption } from './encryption.ts'
import { findBucket } from './find-bucket.ts'
import { type KmsUse, kmsPermissions, refuseKmsKey, resolveKmsKey } from './kms-access.ts'
import { malformedXml } from './malformed-xml.ts'
import { isLocked } from './object-lock.ts'
import { onObject } from './on-object.ts'
import { chargedOutput } from './requester-pays.ts'
import { changeVersion, findVersion } from './versions.ts'

type Input = Parsed<UpdateObjectEncryptionRequest>

/** On the object alone; what the keys need comes on top. */
const onTheObject = onObject<Input, UpdateObjectEncryptionResponse>({
  action: 's3:UpdateObjectEncryption',
  hasVersionAction: false,
  context: (input) => ({
    's3:x-amz-server-side-encryption': 'aws:kms',
    's3:x-amz-server-side-encryption-aws-kms-key-id': input.ObjectEncryption?.SSEKMS?.KMSKeyArn,
  }),
  refuse: (input) => (input.ObjectEncryption?.SSEKMS === undefined ? malformedXml : undefined),
  run: ({ bucket, object }, input, call, stores) => {
    const wanted = chooseKey(input, bucket, call, stores)
    if (!wanted.ok) return wanted
    const refused =
      refuseSource(object.encryption) ??
      (isLocked(object, call.now, false) ? lockedObject : undefined) ??
      refuseKmsKey(object.encryption, call, stores) ??
      refuseKmsKey(wanted.value, call, stores)
    if (refused !== undefined) return err(refused)
    changeVersion(bucket, object, { encryption: wanted.value })
    return ok(chargedOutput(bucket, call))
  },
})

/** To a key of KMS, without a copy. The sentences are those of its reference. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html */
export const updateObjectEncryption: Operation<UpdateObjectEncryptionRequest, UpdateObjectEncryptionResponse> = {
  requires: (input, call, stores) => {
    const own = onTheObject.requires(input, call, stores)
    const bucket = findBucket(input, call, stores)
    if (!own.ok || !bucket.ok) return own
    const wanted = chooseKey(input, bucket.value, call, stores)
    if (!wanted.ok) return wanted
    const version = findVersion(bucket.value, input.Key, input.VersionId)
    const object = version === undefined || version.deleteMarker ? undefined : version
    return ok([...own.value, ...keyPermissions({ ...wanted.value, from: object?.encryption }, input, bucket.value, call, stores)])
  },
  run: onTheObject.run,
}

interface Change extends KmsEncryption {
  readonly from: Encryption | undefined
}

/** What is asked of the key that the object has, and of the one that it gets. */
function keyPermissions({ from, ...to }: Change, { Key: key }: Input, bucket: Bucket, call: Call, stores: Stores): readonly Permission[] {
  const of = (encryption: Encryption | undefined, actions: KmsUse['actions']) =>
    encryption === undefined ? [] : kmsPermissions({ actions, bucket, key, encryption }, call, stores)
  const isSame = from?.type === to.type && from.keyArn === to.keyArn
  const asked = [...of(from, ['kms:Decrypt', 'kms:ReEncryptFrom']), ...of(to, ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptTo'])]
  return asked.map((one) =>
    one.action.includes(':ReEncrypt') ? { ...one, context: { ...one.context, 'kms:ReEncryptOnSameKey': String(isSame) } } : one,
  )
}

/** The key must be named by its ARN, and be one of the account that has the bucket. */
function chooseKey(input: Input, bucket: Bucket, call: Call, stores: Stores): Result<KmsEncryption, AwsError> {
  const { KMSKeyArn = '', BucketKeyEnabled = false } = input.ObjectEncryption?.SSEKMS ?? {}
  const arn = parseArn(KMSKeyArn)
  if (arn?.service !== 'kms' || !arn.resource.startsWith('key/')) return err(invalidRequest(malformedKey))
  if (arn.account !== bucket.owner) return err({ code: 'AccessDenied', message: foreignKey, status: 403 })
  const key = resolveKmsKey(KMSKeyArn, bucket, call, stores)
  return key.ok ? ok({ type: 'aws:kms', keyArn: key.value.key.arn, bucketKey: BucketKeyEnabled }) : key
}

const refuseSource = ({ type }: Encryption): AwsError | undefined =>
  type === 'SSE-C' || type === 'aws:kms:dsse' ? invalidRequest(wrongSource) : undefined

const invalidRequest = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })

const malformedKey =
  "Requests that modify an object's encryption type to SSE-KMS require a valid AWS KMS key Amazon Resource Name (ARN). Confirm that you have a correctly formatted KMS key ARN in your request, and then try again."
const foreignKey =
  'The AWS KMS key in the request must be owned by the same account as the bucket. Modify the request to specify a KMS key from the same account, and then try again.'
const wrongSource =
  "The UpdateObjectEncryption operation doesn't support source objects with the encryption type DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported."

const lockedObject: AwsError = {
  code: 'AccessDenied',
  message:
    "The encryption type for the specified object can’t be updated because that object is protected by S3 Object Lock. If the object has a governance-mode retention period or a legal hold, you must first remove the Object Lock status on the object before you issue your UpdateObjectEncryption request. You can't use the UpdateObjectEncryption operation with objects that have an Object Lock compliance mode retention period applied to them.",
  status: 403,
}
