import { constants, createHash, createPublicKey, type KeyObject, privateEncrypt, publicDecrypt, randomBytes } from 'node:crypto'
import { nothing, objectIdentifier, octetString, sequence } from '../tls/der.ts'

/** Hashes by their name in Node, with what RSASSA-PKCS1-v1_5 says of them. @see https://www.rfc-editor.org/rfc/rfc8017#section-9.2 */
const hashes = {
  sha256: { bytes: 32, id: '2.16.840.1.101.3.4.2.1' },
  sha384: { bytes: 48, id: '2.16.840.1.101.3.4.2.2' },
  sha512: { bytes: 64, id: '2.16.840.1.101.3.4.2.3' },
} as const

export type Hash = keyof typeof hashes

export const isHash = (name: string): name is Hash => Object.hasOwn(hashes, name)

export const digestLength = (hash: Hash): number => hashes[hash].bytes

/** What a signature of RSASSA-PKCS1-v1_5 holds: Node signs messages alone, but takes any bytes to pad and encrypt. */
const digestInfo = (hash: Hash, digest: Uint8Array): Buffer =>
  sequence(sequence(objectIdentifier(hashes[hash].id), nothing), octetString(digest))

export const signPkcs1 = (key: KeyObject, hash: Hash, digest: Uint8Array): Uint8Array =>
  privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(hash, digest))

export function verifyPkcs1(key: KeyObject, hash: Hash, digest: Uint8Array, signature: Uint8Array): boolean {
  try {
    const signed = publicDecrypt({ key: createPublicKey(key), padding: constants.RSA_PKCS1_PADDING }, signature)
    return signed.equals(digestInfo(hash, digest))
  } catch {
    return false
  }
}

/** EMSA-PSS with MGF1 and a salt as long as the hash. @see https://www.rfc-editor.org/rfc/rfc8017#section-9.1.1 */
export function signPss(key: KeyObject, hash: Hash, digest: Uint8Array): Uint8Array {
  const bits = modulusBits(key) - 1
  const length = Math.ceil(bits / 8)
  const salt = randomBytes(digest.length)
  const hashed = hashPss(hash, digest, salt)
  const data = Buffer.concat([Buffer.alloc(length - salt.length - hashed.length - 2), Buffer.from([1]), salt])
  const masked = clearLeft(exclusiveOr(data, mask(hash, hashed, data.length)), 8 * length - bits)
  const encoded = Buffer.concat([masked, hashed, Buffer.from([0xbc])])
  const padded = Buffer.concat([Buffer.alloc(Math.ceil(modulusBits(key) / 8) - encoded.length), encoded])
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, padded)
}

/** @see https://www.rfc-editor.org/rfc/rfc8017#section-9.1.2 */
export function verifyPss(key: KeyObject, hash: Hash, digest: Uint8Array, signature: Uint8Array): boolean {
  const encoded = openRaw(key, signature)
  if (encoded === undefined) return false
  const bits = modulusBits(key) - 1
  const own = encoded.subarray(encoded.length - Math.ceil(bits / 8))
  const masked = own.subarray(0, own.length - digest.length - 1)
  const hashed = own.subarray(masked.length, -1)
  const data = clearLeft(exclusiveOr(masked, mask(hash, hashed, masked.length)), 8 * own.length - bits)
  const zeros = data.length - digest.length - 1
  const isPadded = data.subarray(0, zeros).every((byte) => byte === 0) && data[zeros] === 1 && own.at(-1) === 0xbc
  return isPadded && hashPss(hash, digest, data.subarray(zeros + 1)).equals(hashed)
}

function openRaw(key: KeyObject, signature: Uint8Array): Buffer | undefined {
  try {
    return publicDecrypt({ key: createPublicKey(key), padding: constants.RSA_NO_PADDING }, signature)
  } catch {
    return undefined
  }
}

const modulusBits = (key: KeyObject): number => key.asymmetricKeyDetails?.modulusLength ?? 0

const hashPss = (hash: Hash, digest: Uint8Array, salt: Uint8Array): Buffer =>
  createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest()

/** MGF1. @see https://www.rfc-editor.org/rfc/rfc8017#appendix-B.2.1 */
function mask(hash: Hash, seed: Uint8Array, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / digestLength(hash)) }, (_, counter) => {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(counter)
    return createHash(hash).update(seed).update(number).digest()
  })
  return Buffer.concat(blocks).subarray(0, length)
}

const exclusiveOr = (left: Uint8Array, right: Uint8Array): Buffer => Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)))

function clearLeft(bytes: Buffer, bits: number): Buffer {
  bytes[0] = (bytes[0] ?? 0) & (0xff >> bits)
  return bytes
}
