import type { SignRequest, SignResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseSigning, signable, signingUse } from './cryptographic-use.ts'
import { sign as signWith } from './key-material.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const sign: Operation<SignRequest, SignResponse> = onKey({
  action: 'kms:Sign',
  takesAlias: true,
  use: (input: Parsed<SignRequest>) => signingUse(input),
  run: ({ key }, input, call, { kms }) => {
    const refused = refuseSigning('Sign', input, key, kms)
    if (refused !== undefined) return err(refused)
    const { SigningAlgorithm } = input
    return ok({ KeyId: key.arn, Signature: signWith(key, SigningAlgorithm, signable(input), call.random), SigningAlgorithm })
  },
})
