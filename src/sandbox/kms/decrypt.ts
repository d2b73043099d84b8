import type { DecryptRequest, DecryptResponse } from '@aws-sdk/client-kms'
import { ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { findCiphertextKey } from './ciphertext-key.ts'
import { open } from './crypt.ts'
import { useOf } from './cryptographic-use.ts'
import { keyPermission } from './key-permission.ts'
import type { NamedKey } from './named-key.ts'

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
    const { EncryptionAlgorithm = 'SYMMETRIC_DEFAULT', EncryptionContext: context, CiphertextBlob: bytes = new Uint8Array() } = input
    const opened = open({ operation: 'Decrypt', key, input, bytes, context }, stores.kms)
    if (!opened.ok) return opened
    const { plaintext, materialId } = opened.value
    return ok({ KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm, KeyMaterialId: materialId })
  },
}

const find = (input: Input, call: Call, stores: Stores): Result<NamedKey, AwsError> =>
  findCiphertextKey(
    {
      ciphertext: input.CiphertextBlob ?? new Uint8Array(),
      keyId: input.KeyId,
      algorithm: input.EncryptionAlgorithm,
      action: 'kms:Decrypt',
    },
    call,
    stores,
  )
