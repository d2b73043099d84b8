import type { GenerateDataKeyRequest, GenerateDataKeyResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { encrypt } from './cipher.ts'
import { refuseUse, useOf } from './cryptographic-use.ts'
import { dataKeyLength } from './data-key.ts'
import { materialId } from './key-metadata.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export const generateDataKey: Operation<GenerateDataKeyRequest, GenerateDataKeyResponse> = onKey({
  action: 'kms:GenerateDataKey',
  takesAlias: true,
  use: (input: Parsed<GenerateDataKeyRequest>) => useOf(input.EncryptionContext),
  run: ({ key }, input, call, { kms }) => {
    const length = dataKeyLength(input)
    if (!length.ok) return length
    const refused = refuseUse(input, key, kms)
    if (refused !== undefined) return err(refused)
    const plaintext = Buffer.from(call.random.bytes(length.value))
    return ok({
      CiphertextBlob: encrypt(key, plaintext, input.EncryptionContext ?? {}, call.random),
      Plaintext: plaintext,
      KeyId: key.arn,
      KeyMaterialId: materialId(key),
    })
  },
})
