import { timingSafeEqual } from 'node:crypto'
import type { VerifyMacRequest, VerifyMacResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseMac } from './cryptographic-use.ts'
import { mac } from './key-material.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html */
export const verifyMac: Operation<VerifyMacRequest, VerifyMacResponse> = onKey({
  action: 'kms:VerifyMac',
  takesAlias: true,
  use: ({ MacAlgorithm }: Parsed<VerifyMacRequest>) => ({ context: { 'kms:MacAlgorithm': MacAlgorithm } }),
  run: ({ key }, input, _call, { kms }) => {
    const refused = refuseMac('VerifyMac', input, key, kms)
    if (refused !== undefined) return err(refused)
    const { MacAlgorithm } = input
    const expected = mac(key, MacAlgorithm, input.Message)
    if (expected.length !== input.Mac.length || !timingSafeEqual(expected, input.Mac))
      return err({ code: 'KMSInvalidMacException', message: '', status: 400 })
    return ok({ KeyId: key.arn, MacValid: true, MacAlgorithm })
  },
})
