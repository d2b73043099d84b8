import type { ReEncryptRequest, ReEncryptResponse } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { decrypt, encrypt } from './cipher.ts'
import { findCiphertextKey, invalidCiphertext } from './ciphertext-key.ts'
import { refuseUse, useOf } from './cryptographic-use.ts'
import { materialId } from './key-metadata.ts'
import { type KeyUse, keyPermission } from './key-permission.ts'
import type { NamedKey } from './named-key.ts'
import { findKey } from './on-key.ts'

type Input = Parsed<ReEncryptRequest>

/** Needs a permission on either key. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html */
export const reEncrypt: Operation<ReEncryptRequest, ReEncryptResponse> = {
  requires: (input, call, stores) => {
    const keys = find(input, call, stores)
    if (!keys.ok) return keys
    const { source, destination } = keys.value
    const sameKey = { 'kms:ReEncryptOnSameKey': String(source.key === destination.key) }
    const use = (context: KeyUse['encryptionContext']): KeyUse => ({
      ...useOf(context),
      context: { ...useOf(context).context, ...sameKey },
    })
    return ok([
      keyPermission('kms:ReEncryptFrom', source, use(input.SourceEncryptionContext), call, stores),
      keyPermission('kms:ReEncryptTo', destination, use(input.DestinationEncryptionContext), call, stores),
    ])
  },
  run: (input, call, stores) => {
    const keys = find(input, call, stores)
    if (!keys.ok) return keys
    const [source, destination] = [keys.value.source.key, keys.value.destination.key]
    const plaintext = decrypt(source, input.CiphertextBlob ?? new Uint8Array(), input.SourceEncryptionContext ?? {})
    if (plaintext === undefined) return err(invalidCiphertext)
    const refused =
      refuseUse({ EncryptionAlgorithm: input.SourceEncryptionAlgorithm }, source, stores.kms) ??
      refuseUse({ ...input, EncryptionAlgorithm: input.DestinationEncryptionAlgorithm }, destination, stores.kms)
    if (refused !== undefined) return err(refused)
    return ok({
      CiphertextBlob: encrypt(destination, plaintext, input.DestinationEncryptionContext ?? {}, call.random),
      SourceKeyId: source.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      SourceKeyMaterialId: materialId(source),
      DestinationKeyMaterialId: materialId(destination),
    })
  },
}

interface Keys {
  readonly source: NamedKey
  readonly destination: NamedKey
}

function find(input: Input, call: Call, stores: Stores): Result<Keys, AwsError> {
  const ciphertext = input.CiphertextBlob ?? new Uint8Array()
  const source = findCiphertextKey({ ciphertext, keyId: input.SourceKeyId, action: 'kms:ReEncryptFrom' }, call, stores)
  if (!source.ok) return source
  const destination = findKey(input.DestinationKeyId, { action: 'kms:ReEncryptTo', takesAlias: true }, call, stores)
  return destination.ok ? ok({ source: source.value, destination: destination.value }) : destination
}
