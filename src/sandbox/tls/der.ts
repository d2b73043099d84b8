/** DER, as far as a certificate needs it. @see https://www.itu.int/rec/T-REC-X.690 */
function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

export const nothing: Buffer = tagged(0x05)
export const sequence = (...contents: readonly Uint8Array[]): Buffer => tagged(0x30, ...contents)
export const set = (...contents: readonly Uint8Array[]): Buffer => tagged(0x31, ...contents)
export const octetString = (content: Uint8Array): Buffer => tagged(0x04, content)
export const bitString = (content: Uint8Array): Buffer => tagged(0x03, Buffer.from([0]), content)
export const utf8String = (text: string): Buffer => tagged(0x0c, Buffer.from(text))
export const truth = (value: boolean): Buffer => tagged(0x01, Buffer.from([value ? 0xff : 0]))

/** Positive: a first bit that is set would make it negative. */
export const integer = (bytes: Uint8Array): Buffer => tagged(0x02, ...((bytes[0] ?? 0) & 0x80 ? [Buffer.from([0])] : []), bytes)

/** `[n]`, around a whole value or in the place of its own tag. */
export const explicit = (number: number, content: Uint8Array): Buffer => tagged(0xa0 | number, content)
export const implicit = (number: number, content: Uint8Array): Buffer => tagged(0x80 | number, content)

/** Times until 2049 have two digits for the year. @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5 */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}

/** `2.5.29.17` */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}
