import { timingSafeEqual } from 'node:crypto'
import type { Authorization, Scope } from './authorization.ts'
import { canonicalRequest, sha256Hex } from './canonical-request.ts'
import { hmac } from './hmac.ts'
import type { WireRequest } from './wire-request.ts'

/** What was computed for a request; S3 prints the texts when the signatures differ. */
export interface Computed {
  readonly matches: boolean
  readonly stringToSign: string
  readonly canonicalRequest: string
}

/**
 * Computes the signature of a request anew and compares it in constant time.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function computeSignature(request: WireRequest, authorization: Authorization, key: Buffer, payloadHash: string): Computed {
  const { scope, date, signedHeaders, signature } = authorization
  const canonical = canonicalRequest(request, signedHeaders, payloadHash, scope.service !== 's3')
  const stringToSign = `AWS4-HMAC-SHA256\n${date}\n${scope.text}\n${sha256Hex(canonical)}`
  return { matches: sameText(hmac(key, stringToSign).toString('hex'), signature), stringToSign, canonicalRequest: canonical }
}

/** Keys of the last scopes: a client signs thousands of requests with one. */
const keys = new Map<string, Buffer>()
const remembered = 1000

export function signingKey(secretAccessKey: string, { text, date, region, service }: Scope): Buffer {
  const name = `${secretAccessKey}/${text}`
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service), 'aws4_request')
  if (keys.size >= remembered) keys.clear()
  keys.set(name, key)
  return key
}

/** Compares without telling by its duration how much was right. */
export function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
