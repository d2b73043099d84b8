import type { ReEncryptRequest, ReEncryptResponse } from '@aws-sdk/client-kms'
import { ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { findCiphertextKey } from './ciphertext-key.ts'
import { open, seal } from './crypt.ts'
import { useOf } from './cryptographic-use.ts'
import { type KeyUse, keyPermission } from './key-permission.ts'
import { currentMaterial } from './material.ts'
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
    const use = (context: KeyUse['encryptionContext'], algorithm: string | undefined): KeyUse => {
      const own = useOf(context, algorithm)
      return { ...own, context: { ...own.context, ...sameKey } }
    }
    return ok([
      keyPermission('kms:ReEncryptFrom', source, use(input.SourceEncryptionContext, input.SourceEncryptionAlgorithm), call, stores),
      keyPermission(
        'kms:ReEncryptTo',
        destination,
        use(input.DestinationEncryptionContext, input.DestinationEncryptionAlgorithm),
        call,
        stores,
      ),
    ])
  },
  run: (input, call, stores) => {
    const keys = find(input, call, stores)
    if (!keys.ok) return keys
    const [source, destination] = [keys.value.source.key, keys.value.destination.key]
    const { SourceEncryptionAlgorithm: from = symmetric, DestinationEncryptionAlgorithm: to = symmetric } = input
    const operation = 'ReEncrypt'
    const bytes = input.CiphertextBlob ?? new Uint8Array()
    const opened = open(
      { operation, key: source, input: { EncryptionAlgorithm: from }, bytes, context: input.SourceEncryptionContext },
      stores.kms,
    )
    if (!opened.ok) return opened
    const sealed = seal(
      {
        operation,
        key: destination,
        input: { ...input, EncryptionAlgorithm: to },
        bytes: opened.value.plaintext,
        context: input.DestinationEncryptionContext,
      },
      stores.kms,
      call.random,
    )
    if (!sealed.ok) return sealed
    return ok({
      CiphertextBlob: sealed.value,
      SourceKeyId: source.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: from,
      DestinationEncryptionAlgorithm: to,
      SourceKeyMaterialId: opened.value.materialId,
      DestinationKeyMaterialId: to === symmetric ? currentMaterial(destination)?.id : undefined,
    })
  },
}

const symmetric = 'SYMMETRIC_DEFAULT'

interface Keys {
  readonly source: NamedKey
  readonly destination: NamedKey
}

function find(input: Input, call: Call, stores: Stores): Result<Keys, AwsError> {
  const ciphertext = input.CiphertextBlob ?? new Uint8Array()
  const source = findCiphertextKey(
    { ciphertext, keyId: input.SourceKeyId, algorithm: input.SourceEncryptionAlgorithm, action: 'kms:ReEncryptFrom' },
    call,
    stores,
  )
  if (!source.ok) return source
  const destination = findKey(input.DestinationKeyId, { action: 'kms:ReEncryptTo', takesAlias: true }, call, stores)
  return destination.ok ? ok({ source: source.value, destination: destination.value }) : destination
}
