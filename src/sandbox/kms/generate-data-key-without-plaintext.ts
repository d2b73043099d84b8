import type { GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { useOf } from './cryptographic-use.ts'
import { newDataKey } from './data-key.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html */
export const generateDataKeyWithoutPlaintext: Operation<GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse> =
  onKey({
    action: 'kms:GenerateDataKeyWithoutPlaintext',
    takesAlias: true,
    use: (input: Parsed<GenerateDataKeyWithoutPlaintextRequest>) => useOf(input.EncryptionContext),
    run: ({ key }, input, call, { kms }) => {
      const made = newDataKey('GenerateDataKeyWithoutPlaintext', key, input, call, kms)
      return made.ok ? ok(made.value.output) : made
    },
  })
