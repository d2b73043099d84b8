import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign as signWith,
  verify as verifyWith,
} from 'node:crypto'
import type { Random } from '../random.ts'
import { signEcdsa, verifyEcdsa } from './ecdsa.ts'
import type { Key } from './key.ts'
import { type KeySpec, keySpecs } from './key-spec.ts'
import { currentBytes } from './material.ts'
import { digestLength, isHash, signPkcs1, signPss, verifyPkcs1, verifyPss } from './sign-digest.ts'

/** Bytes of a secret key; the private key of a pair, as PKCS #8. Pairs are drawn by OpenSSL: no seed gives them again. */
export async function newMaterial(spec: KeySpec, random: Random): Promise<Uint8Array> {
  const { material } = keySpecs[spec]
  switch (material.kind) {
    case 'secret':
      return Buffer.from(random.bytes(material.bits / 8))
    case 'rsa':
      return exported((done) => generateKeyPair('rsa', { modulusLength: material.bits }, done))
    case 'ec':
      return exported((done) => generateKeyPair('ec', { namedCurve: material.curve }, done))
  }
}

const exported = (
  generate: (done: (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void) => void,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    generate((error, _, privateKey) => {
      if (error === null) resolve(privateKey.export({ type: 'pkcs8', format: 'der' }))
      else reject(error)
    })
  })

/** Of PKCS #8. */
export const privateKeyOf = (bytes: Uint8Array): KeyObject => createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' })

const privateKey = (key: Key): KeyObject => privateKeyOf(currentBytes(key))

/** As SubjectPublicKeyInfo. */
export const publicKey = (key: Key): Uint8Array => createPublicKey(privateKey(key)).export({ type: 'spki', format: 'der' })

/** `sha256` of `RSASSA_PSS_SHA_256`. */
const hashOf = (algorithm: string): string => algorithm.slice(algorithm.indexOf('SHA_')).replace('_', '').toLowerCase()

/** ECDSA signatures are DER, as ANSI X9.62 has them; the salt of PSS is as long as the hash. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
const signingKey = (key: Key, algorithm: string) => ({
  key: privateKey(key),
  ...(algorithm.startsWith('RSASSA_PSS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}),
})

/** A message, or the digest of one that the caller has made. */
export interface Signable {
  readonly bytes: Uint8Array
  readonly isDigest: boolean
}

export function sign(key: Key, algorithm: string, { bytes, isDigest }: Signable, random: Random): Uint8Array {
  const hash = hashOf(algorithm)
  if (!isDigest || !isHash(hash)) return signWith(hash, bytes, signingKey(key, algorithm))
  if (algorithm.startsWith('ECDSA')) return signEcdsa(privateKey(key), bytes, random)
  return algorithm.startsWith('RSASSA_PSS') ? signPss(privateKey(key), hash, bytes) : signPkcs1(privateKey(key), hash, bytes)
}

export function verify(key: Key, algorithm: string, { bytes, isDigest }: Signable, signature: Uint8Array): boolean {
  const hash = hashOf(algorithm)
  const { key: own, ...padding } = signingKey(key, algorithm)
  if (!isDigest || !isHash(hash)) return verifyWith(hash, bytes, { key: createPublicKey(own), ...padding }, signature)
  if (algorithm.startsWith('ECDSA')) return verifyEcdsa(own, bytes, signature)
  return algorithm.startsWith('RSASSA_PSS') ? verifyPss(own, hash, bytes, signature) : verifyPkcs1(own, hash, bytes, signature)
}

/** Undefined where the algorithm takes no digest. */
export function digestLengthOf(algorithm: string): number | undefined {
  const hash = hashOf(algorithm)
  return isHash(hash) ? digestLength(hash) : undefined
}

export const mac = (key: Key, algorithm: string, message: Uint8Array): Uint8Array =>
  createHmac(hashOf(algorithm), currentBytes(key)).update(message).digest()

const oaep = (key: KeyObject, algorithm: string) => ({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashOf(algorithm) })

/** Undefined where the plaintext is too long. */
export const encryptTo = (key: Key, algorithm: string, plaintext: Uint8Array): Uint8Array | undefined =>
  attempt(() => publicEncrypt(oaep(createPublicKey(privateKey(key)), algorithm), plaintext))

/** Undefined where it is no ciphertext of the key. */
export const decryptFrom = (key: Key, algorithm: string, ciphertext: Uint8Array): Uint8Array | undefined =>
  attempt(() => privateDecrypt(oaep(privateKey(key), algorithm), ciphertext))

function attempt(work: () => Buffer): Uint8Array | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
