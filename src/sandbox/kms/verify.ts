import type { VerifyRequest, VerifyResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseSigning, signable, signingUse } from './cryptographic-use.ts'
import { verify as verifyWith } from './key-material.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html */
export const verify: Operation<VerifyRequest, VerifyResponse> = onKey({
  action: 'kms:Verify',
  takesAlias: true,
  use: (input: Parsed<VerifyRequest>) => signingUse(input),
  run: ({ key }, input, _call, { kms }) => {
    const refused = refuseSigning('Verify', input, key, kms)
    if (refused !== undefined) return err(refused)
    const { SigningAlgorithm } = input
    if (!verifyWith(key, SigningAlgorithm, signable(input), input.Signature))
      return err({ code: 'KMSInvalidSignatureException', message: '', status: 400 })
    return ok({ KeyId: key.arn, SignatureValid: true, SigningAlgorithm })
  },
})
