import type { DecryptRequest, DecryptResponse } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { decrypt as decryptWith } from './cipher.ts'
import { findCiphertextKey, invalidCiphertext } from './ciphertext-key.ts'
import { refuseUse, useOf } from './cryptographic-use.ts'
import { materialId } from './key-metadata.ts'
import { keyPermission } from './key-permission.ts'
import type { NamedKey } from './named-key.ts'

type Input = Parsed<DecryptRequest>

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const decrypt: Operation<DecryptRequest, DecryptResponse> = {
  requires: (input, call, stores) => {
    const named = find(input, call, stores)
    return named.ok ? ok([keyPermission('kms:Decrypt', named.value, useOf(input.EncryptionContext), call, stores)]) : named
  },
  run: (input, call, stores) => {
    const named = find(input, call, stores)
    if (!named.ok) return named
    const { key } = named.value
    const plaintext = decryptWith(key, input.CiphertextBlob ?? new Uint8Array(), input.EncryptionContext ?? {})
    if (plaintext === undefined) return err(invalidCiphertext)
    const refused = refuseUse(input, key, stores.kms)
    if (refused !== undefined) return err(refused)
    return ok({ KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyMaterialId: materialId(key) })
  },
}

const find = (input: Input, call: Call, stores: Stores): Result<NamedKey, AwsError> =>
  findCiphertextKey({ ciphertext: input.CiphertextBlob ?? new Uint8Array(), keyId: input.KeyId, action: 'kms:Decrypt' }, call, stores)
