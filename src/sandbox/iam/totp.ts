import { createHmac } from 'node:crypto'

const period = 30_000

/** The six digits that a device shows at this moment. @see https://www.rfc-editor.org/rfc/rfc6238 */
export const totp = (secret: Uint8Array, time: Date): string => codeAt(secret, Math.floor(time.getTime() / period))

function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0x0f
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The period of thirty seconds in which a device showed this code, this one or a neighbour; undefined for a code that it did not show. */
export function stepOf(secret: Uint8Array, code: string, now: Date): number | undefined {
  const current = Math.floor(now.getTime() / period)
  return [current, current - 1, current + 1].find((step) => codeAt(secret, step) === code)
}
