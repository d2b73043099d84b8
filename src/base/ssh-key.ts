import { createHash } from 'node:crypto'

const begin = '-----BEGIN OPENSSH PRIVATE KEY-----'
const magic = 'openssh-key-v1\0'

/** A private key in the format of OpenSSH: its public half stands in it in clear text. */
export interface PrivateKey {
  /** `ssh-ed25519 AAAA…`, as a line of `authorized_keys`. */
  readonly publicKey: string
  /** A passphrase is needed to use it. */
  readonly isEncrypted: boolean
}

/**
 * Reads what can be known of a private key without using it; undefined where it is none in the format of OpenSSH.
 *
 * @see https://github.com/openssh/openssh-portable/blob/V_9_2/PROTOCOL.key
 */
export function readPrivateKey(text: string): PrivateKey | undefined {
  const body = text.includes(begin) ? text.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '') : undefined
  const bytes = Buffer.from(body ?? '', 'base64')
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return undefined
  const [cipher, , , rest] = [...strings(bytes.subarray(magic.length), 3)]
  const blob = rest === undefined || rest.length < 4 ? undefined : [...strings(rest.subarray(4), 1)][0]
  if (cipher === undefined || blob === undefined) return undefined
  const type = [...strings(blob, 1)][0]
  if (type === undefined) return undefined
  return { publicKey: `${type.toString('latin1')} ${blob.toString('base64')}`, isEncrypted: cipher.toString('latin1') !== 'none' }
}

/** Strings of SSH, each behind its length, and what follows them. @see https://www.rfc-editor.org/rfc/rfc4251#section-5 */
function* strings(bytes: Buffer, count: number): Generator<Buffer> {
  let rest = bytes
  for (let index = 0; index < count; index += 1) {
    const length = rest.length < 4 ? Number.POSITIVE_INFINITY : rest.readUInt32BE(0)
    if (rest.length < 4 + length) return
    yield rest.subarray(4, 4 + length)
    rest = rest.subarray(4 + length)
  }
  yield rest
}

/** A line of `authorized_keys` without its comment; undefined where it is none. */
export function readPublicKey(line: string): string | undefined {
  const [type = '', blob = ''] = line.trim().split(/\s+/)
  const bytes = Buffer.from(blob, 'base64')
  const [named] = [...strings(bytes, 1)]
  return named?.toString('latin1') === type && type !== '' ? `${type} ${bytes.toString('base64')}` : undefined
}

/** As `ssh-keygen -l` prints it. @see https://man.openbsd.org/ssh-keygen#l */
export const fingerprintOf = (key: Buffer): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
