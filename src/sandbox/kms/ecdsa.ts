import { createECDH, type KeyObject } from 'node:crypto'
import type { Random } from '../random.ts'
import { integer, sequence } from '../tls/der.ts'

/** The orders of the curves of KMS, by their name in OpenSSL. @see https://www.secg.org/sec2-v2.pdf */
const orders = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  secp521r1:
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
} as const

type Curve = keyof typeof orders

/** The private number of a key, and its curve. */
interface Signer {
  readonly curve: Curve
  readonly order: bigint
  readonly secret: bigint
}

/**
 * Signs a digest; Node signs messages alone. As ANSI X9.62 has it: DER of two numbers.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6979#section-2.4
 */
export function signEcdsa(key: KeyObject, digest: Uint8Array, random: Random): Uint8Array {
  const { curve, order, secret } = signerOf(key)
  for (;;) {
    const nonce = (numberOf(random.bytes(bytesOf(order) + 8)) % (order - 1n)) + 1n
    const r = multiplyBase(curve, nonce) % order
    const s = (inverse(nonce, order) * (truncated(digest, order) + r * secret)) % order
    if (r !== 0n && s !== 0n) return sequence(integer(minimal(r)), integer(minimal(s)))
  }
}

/** With the private key at hand one multiplication of the base point is enough: `u1 G + u2 Q = (u1 + u2 d) G`. */
export function verifyEcdsa(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const { curve, order, secret } = signerOf(key)
  const numbers = readPair(Buffer.from(signature))
  if (numbers === undefined || numbers.some((number) => number <= 0n || number >= order)) return false
  const [r, s] = numbers
  const factor = (inverse(s, order) * (truncated(digest, order) + r * secret)) % order
  return factor !== 0n && multiplyBase(curve, factor) % order === r
}

function signerOf(key: KeyObject): Signer {
  const curve = key.asymmetricKeyDetails?.namedCurve ?? ''
  const { d = '' } = key.export({ format: 'jwk' })
  if (!isCurve(curve)) throw new Error(`internal error: a key on ${curve}`)
  return { curve, order: orders[curve], secret: numberOf(Buffer.from(d, 'base64url')) }
}

const isCurve = (name: string): name is Curve => Object.hasOwn(orders, name)

/** The x of the point. */
function multiplyBase(curve: Curve, factor: bigint): bigint {
  const ecdh = createECDH(curve)
  ecdh.setPrivateKey(padded(factor, bytesOf(orders[curve])))
  const point = ecdh.getPublicKey()
  return numberOf(point.subarray(1, (point.length + 1) / 2))
}

const bytesOf = (order: bigint): number => Math.ceil(order.toString(2).length / 8)

/** The leftmost bits of a digest that is longer than the order. */
function truncated(digest: Uint8Array, order: bigint): bigint {
  const excess = digest.length * 8 - order.toString(2).length
  return excess > 0 ? numberOf(digest) >> BigInt(excess) : numberOf(digest)
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)

const padded = (number: bigint, length: number): Buffer => Buffer.from(number.toString(16).padStart(length * 2, '0'), 'hex')

const minimal = (number: bigint): Buffer => padded(number, Math.ceil(number.toString(16).length / 2))

/** By Euclid's algorithm; the order is a prime. */
function inverse(number: bigint, order: bigint): bigint {
  let [before, rest, coefficientBefore, coefficient] = [order, number % order, 0n, 1n]
  while (rest !== 0n) {
    const quotient = before / rest
    ;[before, rest] = [rest, before - quotient * rest]
    ;[coefficientBefore, coefficient] = [coefficient, coefficientBefore - quotient * coefficient]
  }
  return ((coefficientBefore % order) + order) % order
}

/** The two numbers of a signature; undefined for other bytes. */
function readPair(bytes: Buffer): readonly [bigint, bigint] | undefined {
  const wide = bytes[1] === 0x81 ? 1 : 0
  const first = readInteger(bytes, 2 + wide)
  const second = first === undefined ? undefined : readInteger(bytes, first.end)
  if (bytes[0] !== 0x30 || first === undefined || second === undefined) return undefined
  return second.end === bytes.length && bytes[1 + wide] === bytes.length - 2 - wide ? [first.number, second.number] : undefined
}

function readInteger(bytes: Buffer, at: number): { readonly number: bigint; readonly end: number } | undefined {
  const length = bytes[at + 1] ?? 0
  const end = at + 2 + length
  return bytes[at] === 0x02 && length > 0 && length < 0x80 && end <= bytes.length
    ? { number: numberOf(bytes.subarray(at + 2, end)), end }
    : undefined
}
