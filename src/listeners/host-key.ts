import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { fingerprintOf } from '../base/ssh-key.ts'
import type { Server } from '../network/server.ts'

export interface HostKey {
  /** In PEM. */
  readonly privateKey: string
  readonly fingerprint: string
}

/** PKCS #8 in front of the 32 bytes of an Ed25519 key. @see https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The key of an SSH server on loopback. It guards nothing, so that it may follow from the server's name: the same in every run. */
export function sshHostKey(listener: string, hostKey: Server['hostKey']): HostKey {
  const seed = createHash('sha256').update(`host key of ${listener}, ${hostKey}`).digest()
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const publicBlob = Buffer.concat([counted(Buffer.from('ssh-ed25519')), counted(spki.subarray(-32))])
  return { privateKey: openSshKey(seed, spki.subarray(-32), publicBlob), fingerprint: fingerprintOf(publicBlob) }
}

function counted(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** @see https://github.com/openssh/openssh-portable/blob/V_9_2/PROTOCOL.key */
function openSshKey(seed: Buffer, publicKey: Buffer, publicBlob: Buffer): string {
  const none = counted(Buffer.from('none'))
  const secret = [
    Buffer.alloc(8),
    counted(Buffer.from('ssh-ed25519')),
    counted(publicKey),
    counted(Buffer.concat([seed, publicKey])),
    counted(Buffer.alloc(0)),
  ]
  const length = secret.reduce((sum, part) => sum + part.length, 0)
  const padding = Buffer.from(Array.from({ length: (8 - (length % 8)) % 8 }, (_, index) => index + 1))
  const body = [
    Buffer.from('openssh-key-v1\0'),
    none,
    none,
    counted(Buffer.alloc(0)),
    Buffer.from([0, 0, 0, 1]),
    counted(publicBlob),
    counted(Buffer.concat([...secret, padding])),
  ]
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.concat(body).toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`
}
