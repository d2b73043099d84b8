import { constants, createDecipheriv, generateKeyPair, privateDecrypt } from 'node:crypto'
import type { AlgorithmSpec, WrappingKeySpec } from '@aws-sdk/client-kms'
import { privateKeyOf } from './key-material.ts'

/** What a caller was given to wrap key material with: it counts for one key, for a day. */
export interface ImportParameters {
  readonly keyArn: string
  readonly validTo: Date
  readonly algorithm: AlgorithmSpec
  /** PKCS #8 */
  readonly privateKey: Uint8Array
}

const bits: Readonly<Record<string, number>> = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 }

/** The key to wrap with: of the pair the private half as PKCS #8, the public half as SubjectPublicKeyInfo. */
export const newWrappingPair = (spec: WrappingKeySpec): Promise<{ readonly privateKey: Uint8Array; readonly publicKey: Uint8Array }> =>
  new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: bits[spec] ?? 2048 }, (error, publicKey, privateKey) => {
      if (error !== null) return reject(error)
      resolve({
        privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
        publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      })
    })
  })

/** The initial value of a key wrap with padding. @see https://www.rfc-editor.org/rfc/rfc5649#section-3 */
const wrapPadding = Buffer.from('a65959a6', 'hex')

/**
 * The material, or undefined where it was not wrapped with the key and by the algorithm that were asked for.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html
 */
export function unwrap({ algorithm, privateKey }: ImportParameters, wrapped: Uint8Array): Uint8Array | undefined {
  const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256'
  const key = privateKeyOf(privateKey)
  const open = (bytes: Uint8Array): Buffer => privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes)
  try {
    if (!algorithm.startsWith('RSA_AES')) return open(wrapped)
    const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
    const decipher = createDecipheriv('id-aes256-wrap-pad', open(wrapped.subarray(0, length)), wrapPadding)
    return Buffer.concat([decipher.update(wrapped.subarray(length)), decipher.final()])
  } catch {
    return undefined
  }
}
