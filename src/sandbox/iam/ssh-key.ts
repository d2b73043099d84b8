import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** An RSA key as SSH knows it. */
export interface SshKey {
  readonly key: KeyObject
  /** MD5 of the key's bytes, in pairs of hexadecimal digits. */
  readonly fingerprint: string
}

/**
 * An RSA key of at least 2,048 bits, as `ssh-rsa AAAA…` or PEM; undefined for any other text.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html
 */
export function readSshKey(text: string): SshKey | undefined {
  const key = text.startsWith('-----BEGIN') ? readPem(text) : readSsh(text)
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return undefined
  const fingerprint = createHash('md5')
    .update(bytesOf(key))
    .digest('hex')
    .replace(/..(?!$)/g, '$&:')
  return { key, fingerprint }
}

export const printSshKey = ({ key }: SshKey, encoding: 'SSH' | 'PEM'): string =>
  encoding === 'PEM' ? key.export({ format: 'pem', type: 'spki' }).toString() : `ssh-rsa ${bytesOf(key).toString('base64')}`

function readPem(text: string): KeyObject | undefined {
  try {
    return createPublicKey(text)
  } catch {
    return undefined
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc4253#section-6.6 */
function readSsh(text: string): KeyObject | undefined {
  const [type, base64] = text.trim().split(/\s+/)
  const [name, e, n] = fields(Buffer.from(base64 ?? '', 'base64'))
  if (type !== 'ssh-rsa' || name?.toString() !== type || e === undefined || n === undefined) return undefined
  try {
    return createPublicKey({ key: { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') }, format: 'jwk' })
  } catch {
    return undefined
  }
}

/** Each field after its length. */
function fields(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.length) return []
    found.push(bytes.subarray(at + 4, end))
    at = end
  }
  return found
}

function bytesOf(key: KeyObject): Buffer {
  const { e = '', n = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Buffer.from('ssh-rsa'), integer(e), integer(n)].map(field))
}

/** A first bit of one would make it negative. */
function integer(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64url')
  return ((bytes[0] ?? 0) & 0x80) === 0 ? bytes : Buffer.concat([Buffer.from([0]), bytes])
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
