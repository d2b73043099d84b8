import type { GenerateMacRequest, GenerateMacResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseMac } from './cryptographic-use.ts'
import { mac } from './key-material.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html */
export const generateMac: Operation<GenerateMacRequest, GenerateMacResponse> = onKey({
  action: 'kms:GenerateMac',
  takesAlias: true,
  use: ({ MacAlgorithm }: Parsed<GenerateMacRequest>) => ({ context: { 'kms:MacAlgorithm': MacAlgorithm } }),
  run: ({ key }, input, _call, { kms }) => {
    const refused = refuseMac('GenerateMac', input, key, kms)
    if (refused !== undefined) return err(refused)
    const { MacAlgorithm } = input
    return ok({ KeyId: key.arn, Mac: mac(key, MacAlgorithm, input.Message), MacAlgorithm })
  },
})
