import type { DecryptRequest, DecryptResponse } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { decrypt as decryptWith } from './cipher.ts'
import { findCiphertextKey, invalidCiphertext } from './ciphertext-key.ts'
import { refuseContext, refuseUsage, refuseUse, useOf } from './cryptographic-use.ts'
import { decryptFrom } from './key-material.ts'
import { materialId } from './key-metadata.ts'
import { keyPermission } from './key-permission.ts'
import type { NamedKey } from './named-key.ts'
import { findKey } from './on-key.ts'

type Input = Parsed<DecryptRequest>

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const decrypt: Operation<DecryptRequest, DecryptResponse> = {
  requires: (input, call, stores) => {
    const named = find(input, call, stores)
    return named.ok
      ? ok([keyPermission('kms:Decrypt', named.value, useOf(input.EncryptionContext, input.EncryptionAlgorithm), call, stores)])
      : named
  },
  run: (input, call, stores) => {
    const named = find(input, call, stores)
    if (!named.ok) return named
    const { key } = named.value
    const { EncryptionAlgorithm = 'SYMMETRIC_DEFAULT', EncryptionContext, CiphertextBlob = new Uint8Array() } = input
    if (EncryptionAlgorithm !== 'SYMMETRIC_DEFAULT') {
      const refused =
        refuseUsage('Decrypt', 'ENCRYPT_DECRYPT', key) ??
        refuseUse(input, key, stores.kms) ??
        refuseContext(EncryptionAlgorithm, EncryptionContext)
      if (refused !== undefined) return err(refused)
      const plaintext = decryptFrom(key, EncryptionAlgorithm, CiphertextBlob)
      return plaintext === undefined ? err(invalidCiphertext) : ok({ KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm })
    }
    const plaintext = decryptWith(key, CiphertextBlob, EncryptionContext ?? {})
    if (plaintext === undefined) return err(invalidCiphertext)
    const refused = refuseUse(input, key, stores.kms)
    if (refused !== undefined) return err(refused)
    return ok({ KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm, KeyMaterialId: materialId(key) })
  },
}

/** A ciphertext of a public key does not say whose it is. */
function find(input: Input, call: Call, stores: Stores): Result<NamedKey, AwsError> {
  const { KeyId, EncryptionAlgorithm = 'SYMMETRIC_DEFAULT', CiphertextBlob: ciphertext = new Uint8Array() } = input
  if (EncryptionAlgorithm !== 'SYMMETRIC_DEFAULT' && KeyId !== undefined)
    return findKey(KeyId, { action: 'kms:Decrypt', takesAlias: true }, call, stores)
  return findCiphertextKey({ ciphertext, keyId: KeyId, action: 'kms:Decrypt' }, call, stores)
}
