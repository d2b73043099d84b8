import { generateKeyPairSync, sign } from 'node:crypto'
import type { Random } from '../random.ts'
import { bitString, explicit, implicit, integer, objectIdentifier, octetString, sequence, set, time, truth, utf8String } from './der.ts'

export interface Certificate {
  /** PEM. Whoever trusts it trusts the sandbox: it signs itself. */
  readonly certificate: string
  /** PEM; never leaves the process. */
  readonly key: string
}

/** Host names under which clients on this machine reach the sandbox. A star needs two labels after it, so buckets stand before `s3.localhost`. */
const names = ['localhost', 's3.localhost', '*.s3.localhost'] as const
const addresses = [
  [127, 0, 0, 1],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
] as const

const day = 86_400_000
const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
const commonName = sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String('Sallyport sandbox'))))

/**
 * Makes a certificate for loopback and its key, both new.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function createCertificate(random: Random, now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), random.bytes(15)])),
    ecdsaWithSha256,
    commonName,
    sequence(time(new Date(now.getTime() - day)), time(new Date(now.getTime() + 365 * day))),
    commonName,
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions())),
  )
  const signed = sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, privateKey)))
  return { certificate: pem(signed), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** It is its own authority, so that a client needs one file; and it is good for the names above. */
function extensions(): readonly Buffer[] {
  const alternatives = [
    ...names.map((name) => implicit(2, Buffer.from(name))),
    ...addresses.map((address) => implicit(7, Buffer.from(address))),
  ]
  return [
    extension('2.5.29.19', sequence(truth(true)), true),
    extension('2.5.29.17', sequence(...alternatives), false),
    extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1')), false),
  ]
}

const extension = (id: string, value: Buffer, critical: boolean): Buffer =>
  sequence(objectIdentifier(id), ...(critical ? [truth(true)] : []), octetString(value))

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
