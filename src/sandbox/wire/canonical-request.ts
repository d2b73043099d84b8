import { hash } from 'node:crypto'
import type { WireRequest } from './wire-request.ts'

/**
 * The canonical request of SigV4.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
 */
export function canonicalRequest(
  request: WireRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
  encodePathTwice: boolean,
): string {
  let headers = ''
  for (const name of signedHeaders) headers += `${name}:${inOneLine(request.headers.get(name) ?? '')}\n`
  const path = encodePathTwice ? encode(normalizePath(request.path), '/') : canonicalPath(request.path)
  return `${request.method}\n${path}\n${canonicalQuery(request.query)}\n${headers}\n${signedHeaders.join(';')}\n${payloadHash}`
}

const inOneLine = (value: string): string => (value.includes('  ') ? value.trim().replace(/ {2,}/g, ' ') : value.trim())

const unreserved = /^[A-Za-z0-9\-._~/]*$/

/** S3: the path encoded once, however the client wrote it. */
const canonicalPath = (path: string): string => (unreserved.test(path) ? path : encode(decodeBytes(path, false), '/'))

/** Other services: `.` and `..` go, repeated slashes close up; then what was sent is encoded once more. */
function normalizePath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`
}

/** Sorted by name, then value, each encoded anew. The signature itself is no part of what it signs. */
function canonicalQuery(query: string): string {
  if (query === '') return ''
  const pairs: string[] = []
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = recode(equals === -1 ? pair : pair.slice(0, equals))
    if (name !== 'X-Amz-Signature') pairs.push(`${name}=${equals === -1 ? '' : recode(pair.slice(equals + 1))}`)
  }
  return pairs.sort(byNameThenValue).join('&')
}

/** Names end where `=` begins, and `=` sorts above `-` and digits: comparing whole pairs would order `a-b=` before `a=`. */
function byNameThenValue(a: string, b: string): number {
  const [nameA, nameB] = [a.slice(0, a.indexOf('=')), b.slice(0, b.indexOf('='))]
  if (nameA !== nameB) return nameA < nameB ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

const recode = (text: string): string => (/^[A-Za-z0-9\-._~]*$/.test(text) ? text : encode(decodeBytes(text, true), ''))

/** Percent-decodes to bytes, each one character, so that text that is no UTF-8 survives. */
function decodeBytes(text: string, plusIsSpace: boolean): string {
  const spaced = plusIsSpace ? text.replaceAll('+', ' ') : text
  return spaced.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Encodes bytes as RFC 3986 wants it, leaving the characters of `safe`. */
function encode(bytes: string, safe: string): string {
  let text = ''
  for (const character of bytes) {
    text +=
      /[A-Za-z0-9\-._~]/.test(character) || safe.includes(character)
        ? character
        : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}

/** Canonical requests are bytes: header values came as one character a byte. */
export const sha256Hex = (text: string | Uint8Array): string =>
  hash('sha256', typeof text === 'string' ? Buffer.from(text, 'latin1') : text, 'hex')
