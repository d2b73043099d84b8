import { createPublicKey, diffieHellman } from 'node:crypto'
import type { DeriveSharedSecretRequest, DeriveSharedSecretResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseAgreement } from './cryptographic-use.ts'
import type { Key } from './key.ts'
import { privateKeyOf } from './key-material.ts'
import { currentBytes } from './material.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html */
export const deriveSharedSecret: Operation<DeriveSharedSecretRequest, DeriveSharedSecretResponse> = onKey({
  action: 'kms:DeriveSharedSecret',
  takesAlias: true,
  use: ({ KeyAgreementAlgorithm }: Parsed<DeriveSharedSecretRequest>) => ({
    context: { 'kms:KeyAgreementAlgorithm': KeyAgreementAlgorithm },
  }),
  run: ({ key }, input, _call, { kms }) => {
    const refused = refuseAgreement(input, key, kms)
    if (refused !== undefined) return err(refused)
    const SharedSecret = agree(key, input.PublicKey)
    if (SharedSecret === undefined) return err(invalidPublicKey)
    return ok({ KeyId: key.arn, SharedSecret, KeyAgreementAlgorithm: input.KeyAgreementAlgorithm, KeyOrigin: key.origin })
  },
})

/** Undefined where the bytes are no public key on the curve of the key. */
function agree(key: Key, publicKey: Uint8Array): Uint8Array | undefined {
  try {
    const peer = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    return diffieHellman({ privateKey: privateKeyOf(currentBytes(key)), publicKey: peer })
  } catch {
    return undefined
  }
}

/** Recorded from AWS. */
const invalidPublicKey: AwsError = { code: 'ValidationException', message: '', status: 400 }
