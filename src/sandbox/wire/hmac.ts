import { hash } from 'node:crypto'

/** Bytes of a block of SHA-256. */
const blockSize = 64
const digestSize = 32

/**
 * HMAC-SHA256 out of two plain hashes. Every request needs one, and an `Hmac` of node:crypto takes longer to make than to compute: it is an object of
 * OpenSSL's, which must be collected too.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104#section-2
 */
export function hmac(key: string | Buffer, text: string): Buffer {
  const given = Buffer.from(key)
  const short = given.length <= blockSize ? given : hash('sha256', given, 'buffer')
  const message = Buffer.allocUnsafe(blockSize + Buffer.byteLength(text))
  const outer = Buffer.allocUnsafe(blockSize + digestSize)
  for (let index = 0; index < blockSize; index += 1) {
    const byte = short[index] ?? 0
    message[index] = byte ^ 0x36
    outer[index] = byte ^ 0x5c
  }
  message.write(text, blockSize)
  outer.write(hash('sha256', message, 'hex'), blockSize, 'hex')
  return hash('sha256', outer, 'buffer')
}
