import { createHash } from 'node:crypto'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Bucket } from './bucket.ts'
import type { BucketEncryption, Encryption } from './encryption.ts'
import { resolveKmsKey } from './kms-access.ts'

/** The encryption headers of a request that writes. */
export interface EncryptionInput extends CustomerKeyInput {
  readonly ServerSideEncryption?: string | undefined
  readonly SSEKMSKeyId?: string | undefined
  readonly SSEKMSEncryptionContext?: string | undefined
  readonly BucketKeyEnabled?: boolean | undefined
}

export interface CustomerKeyInput {
  readonly SSECustomerAlgorithm?: string | undefined
  readonly SSECustomerKey?: string | undefined
  readonly SSECustomerKeyMD5?: string | undefined
}

/** Decides how a new object is encrypted: as the request says, else as the bucket does. */
export function chooseEncryption(input: EncryptionInput, bucket: Bucket, call: Call, stores: Stores): Result<Encryption, AwsError> {
  if (namesCustomerKey(input)) return chooseCustomerKey(input, call)
  const algorithm = input.ServerSideEncryption ?? bucket.encryption.algorithm
  if (!isAlgorithm(algorithm)) return err(invalidEncryption('The encryption method specified is not supported', algorithm))
  if (algorithm === 'AES256')
    return input.SSEKMSKeyId === undefined ? ok({ type: algorithm }) : err(keyWithoutKms(input.ServerSideEncryption))
  if (input.SSEKMSKeyId !== undefined && input.ServerSideEncryption === undefined) return err(keyWithoutKms(undefined))
  if (!call.secureTransport) return err(insecure('AWS KMS managed keys'))
  const keyId =
    input.SSEKMSKeyId ??
    (input.ServerSideEncryption === undefined || bucket.encryption.algorithm !== 'AES256' ? bucket.encryption.keyId : undefined)
  const key = resolveKmsKey(keyId, bucket, call, stores)
  if (!key.ok) return key
  return ok({
    type: algorithm,
    keyArn: key.value.key.arn,
    // Older servers name the key as they were told it.
    ...(stores.profile === 'legacy-s3' && keyId !== undefined ? { keyName: keyId } : {}),
    bucketKey: algorithm === 'aws:kms' && (input.BucketKeyEnabled ?? bucket.encryption.bucketKey),
    ...(input.SSEKMSEncryptionContext === undefined ? {} : { context: input.SSEKMSEncryptionContext }),
  })
}

export const isAlgorithm = (text: string): text is BucketEncryption['algorithm'] =>
  text === 'AES256' || text === 'aws:kms' || text === 'aws:kms:dsse'

export const namesCustomerKey = (input: CustomerKeyInput): boolean =>
  input.SSECustomerAlgorithm !== undefined || input.SSECustomerKey !== undefined || input.SSECustomerKeyMD5 !== undefined

function chooseCustomerKey(input: EncryptionInput, call: Call): Result<Encryption, AwsError> {
  if (input.ServerSideEncryption !== undefined) {
    return err(
      invalidEncryption(
        'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
        input.ServerSideEncryption,
      ),
    )
  }
  const keyMd5 = parseCustomerKey(input, call)
  if (!keyMd5.ok) return keyMd5
  return ok({ type: 'SSE-C', keyMd5: keyMd5.value })
}

/**
 * The digest of the customer's key, which must be what the request says. The words were recorded from AWS, but for plain HTTP.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
 */
export function parseCustomerKey(input: CustomerKeyInput, call: Call): Result<string, AwsError> {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: key, SSECustomerKeyMD5: md5 } = input
  if (algorithm === undefined)
    return err(
      customerKeyError('Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.'),
    )
  if (algorithm !== 'AES256') {
    return err({
      ...invalidEncryption('The Encryption request you specified is not valid. Supported value: AES256.', algorithm),
      code: 'InvalidEncryptionAlgorithmError',
    })
  }
  if (key === undefined)
    return err(
      customerKeyError('Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.'),
    )
  const bytes = Buffer.from(key, 'base64')
  if (md5 === undefined || bytes.length !== 32) return err(customerKeyError('The secret key was invalid for the specified algorithm.'))
  if (createHash('md5').update(bytes).digest('base64') !== md5)
    return err(customerKeyError('The calculated MD5 hash of the key did not match the hash that was provided.'))
  return call.secureTransport ? ok(md5) : err(insecure('Customer provided keys'))
}

const invalidEncryption = (message: string, value: string | undefined): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: value ?? 'null' },
})

const customerKeyError = (message: string): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: 'x-amz-server-side-encryption' },
})

/** The words are AWS's, from its answer to a key id without `aws:kms`. */
const keyWithoutKms = (algorithm: string | undefined): AwsError =>
  invalidEncryption(
    'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    algorithm,
  )

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms */
const insecure = (what: string): AwsError => ({
  code: 'InvalidArgument',
  message: `Requests specifying Server Side Encryption with ${what} must be made over a secure connection.`,
  status: 400,
})
