import type { EncryptRequest, EncryptResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { seal } from './crypt.ts'
import { useOf } from './cryptographic-use.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt: Operation<EncryptRequest, EncryptResponse> = onKey({
  action: 'kms:Encrypt',
  takesAlias: true,
  use: (input: Parsed<EncryptRequest>) => useOf(input.EncryptionContext, input.EncryptionAlgorithm),
  run: ({ key }, input, call, { kms }) => {
    const { EncryptionAlgorithm = 'SYMMETRIC_DEFAULT', EncryptionContext: context, Plaintext: bytes } = input
    const sealed = seal({ operation: 'Encrypt', key, input, bytes, context }, kms, call.random)
    return sealed.ok ? ok({ CiphertextBlob: sealed.value, KeyId: key.arn, EncryptionAlgorithm }) : sealed
  },
})
