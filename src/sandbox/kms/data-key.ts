import { err, ok, type Result } from '../../base/result.ts'
import type { EncryptionContext } from '../../engine/grant-constraints.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import { seal } from './crypt.ts'
import type { CryptographicInput } from './cryptographic-use.ts'
import type { Key } from './key.ts'
import { currentMaterial } from './material.ts'
import type { KmsStore } from './store.ts'

interface DataKeyInput {
  readonly KeySpec?: string | undefined
  readonly NumberOfBytes?: number | undefined
}

/** How long a data key is. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
function dataKeyLength({ KeySpec: spec, NumberOfBytes: bytes }: DataKeyInput): Result<number, AwsError> {
  if ((spec === undefined) === (bytes === undefined)) {
    return err({ code: 'ValidationException', message: 'Please specify either number of bytes or key spec.', status: 400 })
  }
  return ok(bytes ?? (spec === 'AES_128' ? 16 : 32))
}

interface DataKeyRequest extends DataKeyInput, CryptographicInput {
  readonly EncryptionContext?: EncryptionContext | undefined
}

export interface DataKey {
  readonly plaintext: Uint8Array
  /** What the operations with and without the plaintext both answer. */
  readonly output: { readonly CiphertextBlob: Uint8Array; readonly KeyId: string; readonly KeyMaterialId: string | undefined }
}

/** Draws a data key and encrypts it. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export function newDataKey(
  operation: string,
  key: Key,
  input: DataKeyRequest,
  { random }: Call,
  store: KmsStore,
): Result<DataKey, AwsError> {
  const length = dataKeyLength(input)
  if (!length.ok) return length
  const plaintext = Buffer.from(random.bytes(length.value))
  const sealed = seal({ operation, key, input, bytes: plaintext, context: input.EncryptionContext }, store, random)
  if (!sealed.ok) return sealed
  return ok({ plaintext, output: { CiphertextBlob: sealed.value, KeyId: key.arn, KeyMaterialId: currentMaterial(key)?.id } })
}
