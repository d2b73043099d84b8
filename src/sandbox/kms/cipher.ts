import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { EncryptionContext } from '../../engine/grant-constraints.ts'
import type { Random } from '../random.ts'
import type { Key } from './key.ts'
import { currentBytes } from './material.ts'

/*
 * A ciphertext of ours: a version byte, the length of the key's ARN in two bytes, the ARN, 12 bytes of nonce, 16 of tag, and what AES-256-GCM made
 * of the plaintext. All that comes before, and the encryption context, is authenticated with it.
 */
const version = 1
const nonceLength = 12
const tagLength = 16

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#encrypt_context */
export function encrypt(key: Key, plaintext: Uint8Array, context: EncryptionContext, random: Random): Uint8Array {
  const nonce = Buffer.from(random.bytes(nonceLength))
  const header = headerOf(key.arn)
  const cipher = createCipheriv('aes-256-gcm', currentBytes(key), nonce).setAAD(Buffer.concat([header, canonical(context)]))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([header, nonce, cipher.getAuthTag(), body])
}

/** ARN of the key that made the ciphertext, or undefined when none of ours did. */
export function keyOfCiphertext(ciphertext: Uint8Array): string | undefined {
  const bytes = Buffer.from(ciphertext)
  if (bytes.length < 3 + nonceLength + tagLength || bytes[0] !== version) return undefined
  const length = bytes.readUInt16BE(1)
  return bytes.length < 3 + length + nonceLength + tagLength ? undefined : bytes.toString('utf8', 3, 3 + length)
}

export interface Decrypted {
  readonly plaintext: Uint8Array
  /** Of the material that had encrypted it. */
  readonly materialId: string
}

/** What any material of the key has encrypted, or undefined when ciphertext or context are not those. */
export function decrypt({ materials }: Key, ciphertext: Uint8Array, context: EncryptionContext): Decrypted | undefined {
  for (const { id, bytes } of materials.toReversed()) {
    const plaintext = bytes === undefined ? undefined : decryptWith(bytes, ciphertext, context)
    if (plaintext !== undefined) return { plaintext, materialId: id }
  }
  return undefined
}

/** The key in another Region has another ARN: that of the ciphertext counts. */
function decryptWith(material: Uint8Array, ciphertext: Uint8Array, context: EncryptionContext): Uint8Array | undefined {
  const bytes = Buffer.from(ciphertext)
  const header = bytes.subarray(0, 3 + bytes.readUInt16BE(1))
  const nonce = bytes.subarray(header.length, header.length + nonceLength)
  const tag = bytes.subarray(header.length + nonceLength, header.length + nonceLength + tagLength)
  const decipher = createDecipheriv('aes-256-gcm', material, nonce, { authTagLength: tagLength })
  decipher.setAAD(Buffer.concat([header, canonical(context)])).setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(bytes.subarray(header.length + nonceLength + tagLength)), decipher.final()])
  } catch {
    return undefined
  }
}

function headerOf(arn: string): Buffer {
  const text = Buffer.from(arn)
  const header = Buffer.alloc(3 + text.length)
  header.writeUInt8(version, 0)
  header.writeUInt16BE(text.length, 1)
  text.copy(header, 3)
  return header
}

/** The order of the pairs does not matter. */
const canonical = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1))))
