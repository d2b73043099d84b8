import type { EncryptRequest, EncryptResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { encrypt as encryptWith } from './cipher.ts'
import { refuseContext, refuseUsage, refuseUse, useOf } from './cryptographic-use.ts'
import { encryptTo } from './key-material.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt: Operation<EncryptRequest, EncryptResponse> = onKey({
  action: 'kms:Encrypt',
  takesAlias: true,
  use: (input: Parsed<EncryptRequest>) => useOf(input.EncryptionContext, input.EncryptionAlgorithm),
  run: ({ key }, input, call, { kms }) => {
    const { EncryptionAlgorithm = 'SYMMETRIC_DEFAULT', EncryptionContext, Plaintext } = input
    const refused =
      refuseUsage('Encrypt', 'ENCRYPT_DECRYPT', key) ?? refuseUse(input, key, kms) ?? refuseContext(EncryptionAlgorithm, EncryptionContext)
    if (refused !== undefined) return err(refused)
    const CiphertextBlob =
      EncryptionAlgorithm === 'SYMMETRIC_DEFAULT'
        ? encryptWith(key, Plaintext, EncryptionContext ?? {}, call.random)
        : encryptTo(key, EncryptionAlgorithm, Plaintext)
    return CiphertextBlob === undefined ? err(tooLong) : ok({ CiphertextBlob, KeyId: key.arn, EncryptionAlgorithm })
  },
})

/** The sentence is inferred. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html: sizes by key spec and algorithm */
const tooLong = { code: 'ValidationException', message: 'Plaintext is too long for the key spec and encryption algorithm.', status: 400 }
