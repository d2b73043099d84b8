import type { EncryptRequest, EncryptResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { encrypt as encryptWith } from './cipher.ts'
import { refuseUse, useOf } from './cryptographic-use.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt: Operation<EncryptRequest, EncryptResponse> = onKey({
  action: 'kms:Encrypt',
  takesAlias: true,
  use: (input: Parsed<EncryptRequest>) => useOf(input.EncryptionContext),
  run: ({ key }, input, call, { kms }) => {
    const refused = refuseUse(input, key, kms)
    if (refused !== undefined) return err(refused)
    return ok({
      CiphertextBlob: encryptWith(key, input.Plaintext, input.EncryptionContext ?? {}, call.random),
      KeyId: key.arn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    })
  },
})
