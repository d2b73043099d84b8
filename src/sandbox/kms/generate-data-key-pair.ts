import type { GenerateDataKeyPairRequest, GenerateDataKeyPairResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { newDataKeyPair, pairUse } from './data-key-pair.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export const generateDataKeyPair: Operation<GenerateDataKeyPairRequest, GenerateDataKeyPairResponse> = onKey({
  action: 'kms:GenerateDataKeyPair',
  takesAlias: true,
  use: (input: Parsed<GenerateDataKeyPairRequest>) => pairUse(input),
  run: async ({ key }, input, call, { kms }) => {
    const made = await newDataKeyPair('GenerateDataKeyPair', key, input, call, kms)
    return made.ok ? ok({ ...made.value.output, PrivateKeyPlaintext: made.value.privateKey }) : made
  },
})
