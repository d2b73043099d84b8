import { createPublicKey, generateKeyPair } from 'node:crypto'
import type { DataKeyPairSpec } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { EncryptionContext } from '../../engine/grant-constraints.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import { refuseCrypt, seal } from './crypt.ts'
import { type CryptographicInput, useOf } from './cryptographic-use.ts'
import type { Key } from './key.ts'
import { newMaterial, privateKeyOf } from './key-material.ts'
import type { KeyUse } from './key-permission.ts'
import { isKeySpec } from './key-spec.ts'
import { currentMaterial } from './material.ts'
import type { KmsStore } from './store.ts'

interface DataKeyPairRequest extends CryptographicInput {
  readonly KeyPairSpec: DataKeyPairSpec
  readonly EncryptionContext?: EncryptionContext | undefined
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-data-key-spec */
export function pairUse({ EncryptionContext: context, KeyPairSpec: spec }: DataKeyPairRequest): KeyUse {
  const use = useOf(context)
  return { ...use, context: { ...use.context, 'kms:DataKeyPairSpec': spec } }
}

export interface DataKeyPair {
  /** PKCS #8 */
  readonly privateKey: Uint8Array
  /** What the operations with and without the private key both answer. */
  readonly output: {
    readonly PrivateKeyCiphertextBlob: Uint8Array
    readonly PublicKey: Uint8Array
    readonly KeyId: string
    readonly KeyPairSpec: DataKeyPairSpec
    readonly KeyMaterialId: string | undefined
  }
}

/** Draws a pair and encrypts its private key. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export async function newDataKeyPair(
  operation: string,
  key: Key,
  input: DataKeyPairRequest,
  { random }: Call,
  store: KmsStore,
): Promise<Result<DataKeyPair, AwsError>> {
  const { EncryptionContext: context, KeyPairSpec } = input
  const crypt = { operation, key, input, context }
  const refused = refuseCrypt(crypt, store) ?? refuseSpec(KeyPairSpec)
  if (refused !== undefined) return err(refused)
  const privateKey = await draw(KeyPairSpec, random)
  const sealed = seal({ ...crypt, bytes: privateKey }, store, random)
  if (!sealed.ok) return sealed
  const PublicKey = createPublicKey(privateKeyOf(privateKey)).export({ type: 'spki', format: 'der' })
  const output = { PrivateKeyCiphertextBlob: sealed.value, PublicKey, KeyId: key.arn, KeyPairSpec, KeyMaterialId: currentMaterial(key)?.id }
  return ok({ privateKey, output })
}

/** SM2 is there in Regions of China alone. The sentence is inferred. */
const refuseSpec = (spec: DataKeyPairSpec): AwsError | undefined =>
  spec === 'SM2' ? { code: 'UnsupportedOperationException', message: 'SM2 is not supported in this Region.', status: 400 } : undefined

const draw = (spec: DataKeyPairSpec, random: Call['random']): Promise<Uint8Array> =>
  isKeySpec(spec)
    ? newMaterial(spec, random)
    : new Promise((resolve, reject) => {
        generateKeyPair('ed25519', {}, (error, _, key) => {
          if (error === null) resolve(key.export({ type: 'pkcs8', format: 'der' }))
          else reject(error)
        })
      })
