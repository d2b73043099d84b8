import type { GetPublicKeyRequest, GetPublicKeyResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseGrantTokens } from './cryptographic-use.ts'
import { publicKey } from './key-material.ts'
import { algorithmsOf, keySpecs } from './key-spec.ts'
import { refuseKeyState } from './key-state.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html */
export const getPublicKey: Operation<GetPublicKeyRequest, GetPublicKeyResponse> = onKey({
  action: 'kms:GetPublicKey',
  takesAlias: true,
  run: ({ key }, input: Parsed<GetPublicKeyRequest>, _call, { kms }) => {
    const { spec, usage } = key
    // The sentence is inferred.
    if (keySpecs[spec].material.kind === 'secret')
      return err({ code: 'UnsupportedOperationException', message: `${key.arn} is not an asymmetric KMS key.`, status: 400 })
    const refused = refuseKeyState(key) ?? refuseGrantTokens(input, kms)
    if (refused !== undefined) return err(refused)
    return ok({
      KeyId: key.arn,
      PublicKey: publicKey(key),
      CustomerMasterKeySpec: spec,
      KeySpec: spec,
      KeyUsage: usage,
      ...algorithmsOf(spec, usage),
    })
  },
})
