import { err, ok, type Result } from '../../base/result.ts'
import type { EncryptionContext } from '../../engine/grant-constraints.ts'
import type { AwsError } from '../error.ts'
import { awsManagedKey, keepAwsManagedKey } from '../kms/aws-managed-key.ts'
import { refuseAsymmetric } from '../kms/cryptographic-use.ts'
import { hidden, keyPermission } from '../kms/key-permission.ts'
import { refuseKeyState } from '../kms/key-state.ts'
import { noteUse } from '../kms/last-use.ts'
import type { NamedKey } from '../kms/named-key.ts'
import { isForeign, resolveKey } from '../kms/resolve-key.ts'
import { settleKey } from '../kms/settle-key.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import { objectArn } from './bucket-permission.ts'
import type { Encryption, KmsEncryption } from './encryption.ts'

/**
 * The key that S3 uses in the caller's name: in the bucket's Region, looked up in the caller's account. Without a name it is the account's `aws/s3`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function resolveKmsKey(keyId: string | undefined, bucket: Bucket, call: Call, stores: Stores): Result<NamedKey, AwsError> {
  const scope = { account: call.caller.account ?? bucket.owner, region: bucket.region, now: call.now }
  if (keyId === undefined) return ok(awsManagedKey('s3', scope, stores))
  const named = resolveKey(keyId, scope, stores)
  if (named.ok) return named
  const hides = isForeign(keyId, scope) && named.error.message.endsWith('does not exist')
  return err(hides ? denied(hidden('kms:GenerateDataKey', call)) : kmsError(named.error))
}

/** KMS's answers carry its name when S3 passes them on. Recorded from AWS. */
const kmsError = (error: AwsError): AwsError => ({ ...error, code: `KMS.${error.code}`, status: 400 })

const denied = (message: string): AwsError => ({ code: 'AccessDenied', message, status: 403 })

/** What S3 asks of KMS in the caller's name, for an object of a bucket. */
export interface KmsUse {
  readonly actions: readonly ('kms:GenerateDataKey' | 'kms:Decrypt' | 'kms:Encrypt' | 'kms:ReEncryptFrom' | 'kms:ReEncryptTo')[]
  readonly bucket: Bucket
  readonly key: string
  readonly encryption: Encryption
}

/** The permissions that an object's encryption needs: none but for SSE-KMS. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export function kmsPermissions({ actions, bucket, key, encryption }: KmsUse, call: Call, stores: Stores): readonly Permission[] {
  if (encryption.type === 'AES256' || encryption.type === 'SSE-C') return []
  const named = keyOf(encryption, bucket, call, stores)
  if (named === undefined) return []
  const use = { encryptionContext: encryptionContext(encryption, bucket, key), via: `s3.${bucket.region}.amazonaws.com` }
  return actions.map((action) => keyPermission(action, named, use, call, stores))
}

/** Why the key of an object cannot be used just now. The key of a stored object is there: a key that was deleted was refused for days before. */
export function refuseKmsKey(encryption: Encryption, { now }: Pick<Call, 'now'>, stores: Stores): AwsError | undefined {
  if (encryption.type === 'AES256' || encryption.type === 'SSE-C') return undefined
  const key = stores.kms.keys.get(encryption.keyArn)
  if (key === undefined) return kmsError({ code: 'NotFoundException', message: `Key '${encryption.keyArn}' does not exist` })
  settleKey(key, now, stores.kms)
  const refused = refuseKeyState(key) ?? refuseAsymmetric(key)
  return refused === undefined ? undefined : kmsError(refused)
}

/** Uses the key for a new object, or says why not. The first use of `aws/s3` makes it. */
export function useKmsKey(encryption: Encryption, bucket: Bucket, call: Call, stores: Stores): AwsError | undefined {
  if (encryption.type !== 'AES256' && encryption.type !== 'SSE-C') {
    const named = keyOf(encryption, bucket, call, stores)
    if (named?.key.manager === 'AWS') keepAwsManagedKey(stores.kms, named, call.now)
  }
  return refuseUse('GenerateDataKey', encryption, call, stores)
}

/** Uses the key to read an object, or says why not. */
export const readWithKmsKey = (encryption: Encryption, call: Call, stores: Stores): AwsError | undefined =>
  refuseUse('Decrypt', encryption, call, stores)

function refuseUse(operation: 'GenerateDataKey' | 'Decrypt', encryption: Encryption, call: Call, stores: Stores): AwsError | undefined {
  const refused = refuseKmsKey(encryption, call, stores)
  const used = refused === undefined && 'keyArn' in encryption ? stores.kms.keys.get(encryption.keyArn) : undefined
  if (used !== undefined) noteUse(used, operation, call)
  return refused
}

function keyOf(encryption: KmsEncryption, bucket: Bucket, call: Call, stores: Stores): NamedKey | undefined {
  const key = stores.kms.keys.get(encryption.keyArn)
  if (key !== undefined) return { key }
  const managed = resolveKmsKey(undefined, bucket, call, stores)
  return managed.ok && managed.value.key.arn === encryption.keyArn ? managed.value : undefined
}

/** S3 adds the object's ARN, or the bucket's where a bucket key stands between. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context */
function encryptionContext(encryption: KmsEncryption, bucket: Bucket, key: string): EncryptionContext {
  const own = encryption.context === undefined ? undefined : parseContext(encryption.context)
  return { ...own, 'aws:s3:arn': encryption.bucketKey ? bucket.arn : objectArn(bucket, key) }
}

/** Base64 of a JSON object of strings, as `x-amz-server-side-encryption-context` has it; undefined for anything else. */
export function parseContext(text: string): EncryptionContext | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const pairs = Object.entries(value)
    return pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string') ? Object.fromEntries(pairs) : undefined
  } catch {
    return undefined
  }
}
