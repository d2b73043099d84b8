import type { GenerateDataKeyRequest, GenerateDataKeyResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { useOf } from './cryptographic-use.ts'
import { newDataKey } from './data-key.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export const generateDataKey: Operation<GenerateDataKeyRequest, GenerateDataKeyResponse> = onKey({
  action: 'kms:GenerateDataKey',
  takesAlias: true,
  use: (input: Parsed<GenerateDataKeyRequest>) => useOf(input.EncryptionContext),
  run: ({ key }, input, call, { kms }) => {
    const made = newDataKey('GenerateDataKey', key, input, call, kms)
    return made.ok ? ok({ ...made.value.output, Plaintext: made.value.plaintext }) : made
  },
})
