import type { GenerateDataKeyPairWithoutPlaintextRequest, GenerateDataKeyPairWithoutPlaintextResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { newDataKeyPair, pairUse } from './data-key-pair.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html */
export const generateDataKeyPairWithoutPlaintext: Operation<
  GenerateDataKeyPairWithoutPlaintextRequest,
  GenerateDataKeyPairWithoutPlaintextResponse
> = onKey({
  action: 'kms:GenerateDataKeyPairWithoutPlaintext',
  takesAlias: true,
  use: (input: Parsed<GenerateDataKeyPairWithoutPlaintextRequest>) => pairUse(input),
  run: async ({ key }, input, call, { kms }) => {
    const made = await newDataKeyPair('GenerateDataKeyPairWithoutPlaintext', key, input, call, kms)
    return made.ok ? ok(made.value.output) : made
  },
})
