import { err, ok, type Result } from '../../base/result.ts'
import type { EncryptionContext } from '../../engine/grant-constraints.ts'
import type { AwsError } from '../error.ts'
import type { Random } from '../random.ts'
import { decrypt, encrypt } from './cipher.ts'
import { invalidCiphertext } from './ciphertext-key.ts'
import { type CryptographicInput, refuseContext, refuseUsage, refuseUse } from './cryptographic-use.ts'
import type { Key } from './key.ts'
import { decryptFrom, encryptTo } from './key-material.ts'
import { refusePendingImport } from './key-state.ts'
import type { KmsStore } from './store.ts'

/** One encryption or decryption, by whichever operation. */
export interface Crypt {
  readonly operation: string
  readonly key: Key
  readonly input: CryptographicInput
  readonly bytes: Uint8Array
  readonly context: EncryptionContext | undefined
}

const algorithmOf = ({ EncryptionAlgorithm = 'SYMMETRIC_DEFAULT' }: CryptographicInput): string => EncryptionAlgorithm

/** Why the key cannot be used so. */
export const refuseCrypt = ({ operation, key, input, context }: Omit<Crypt, 'bytes'>, store: KmsStore): AwsError | undefined =>
  refuseUsage(operation, 'ENCRYPT_DECRYPT', key) ?? refuseUse(input, key, store) ?? refuseContext(algorithmOf(input), context)

/** A ciphertext of the key, by the algorithm that the request names. */
export function seal(crypt: Crypt, store: KmsStore, random: Random): Result<Uint8Array, AwsError> {
  const { key, input, bytes, context = {} } = crypt
  const refused = refuseCrypt(crypt, store)
  if (refused !== undefined) return err(refused)
  const algorithm = algorithmOf(input)
  const ciphertext = algorithm === 'SYMMETRIC_DEFAULT' ? encrypt(key, bytes, context, random) : encryptTo(key, algorithm, bytes)
  return ciphertext === undefined ? err(tooLong(key, algorithm)) : ok(ciphertext)
}

/** What the key has encrypted; keys with a public half are not rotated, and have no material to name. */
interface Opened {
  readonly plaintext: Uint8Array
  readonly materialId?: string
}

/** A ciphertext of a symmetric key is looked at first: it says whose it is. */
export function open(crypt: Crypt, store: KmsStore): Result<Opened, AwsError> {
  const { key, input, bytes, context = {} } = crypt
  const algorithm = algorithmOf(input)
  const decrypted = algorithm === 'SYMMETRIC_DEFAULT' ? decrypt(key, bytes, context) : undefined
  if (algorithm === 'SYMMETRIC_DEFAULT' && decrypted === undefined) return err(refusePendingImport(key) ?? invalidCiphertext)
  const refused = refuseCrypt(crypt, store)
  if (refused !== undefined) return err(refused)
  if (decrypted !== undefined) return ok(decrypted)
  const plaintext = decryptFrom(key, algorithm, bytes)
  return plaintext === undefined ? err(invalidCiphertext) : ok({ plaintext })
}

/**
 * The most is what OAEP leaves of the modulus. Recorded from AWS.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html: sizes by key spec and algorithm
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/kms/test_kms.snapshot.json (test_encrypt_validate_plaintext_size_per_key_type)
 */
function tooLong({ spec }: Key, algorithm: string): AwsError {
  const [modulus, digest] = [Number(spec.replace('RSA_', '')) / 8, algorithm.endsWith('SHA_1') ? 20 : 32]
  const most = modulus - 2 * digest - 2
  const message = `Algorithm ${algorithm} and key spec ${spec} cannot encrypt data larger than ${most} bytes.`
  return { code: 'ValidationException', message, status: 400 }
}
