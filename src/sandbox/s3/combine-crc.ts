import type { ChecksumAlgorithm } from '../operation.ts'

/** A polynomial over GF(2) without its highest term, its lowest coefficient in the highest bit. */
interface Field {
  readonly bits: bigint
  readonly polynomial: bigint
}

const fields: Readonly<Partial<Record<ChecksumAlgorithm, Field>>> = {
  CRC32: { bits: 32n, polynomial: 0xedb88320n },
  CRC32C: { bits: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
}

/** Whether the checksum of a whole follows from those of its parts. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html#Full-object-checksums */
export const isLinear = (algorithm: ChecksumAlgorithm): boolean => fields[algorithm] !== undefined

/**
 * The checksum of the whole, in base64, from the checksums and lengths of its parts, without a look at the bytes: appending n bytes multiplies
 * the checksum by x to the power of 8n.
 */
export function combineCrc(algorithm: ChecksumAlgorithm, parts: readonly { readonly value: string; readonly length: number }[]): string {
  const field = fields[algorithm]
  if (field === undefined) throw new Error(`internal error: ${algorithm} cannot be combined`)
  const powers = new Map<number, bigint>()
  const powerOf = (length: number): bigint => {
    const power = powers.get(length) ?? raise(BigInt(length), field)
    powers.set(length, power)
    return power
  }
  const combined = parts.reduce((crc, { value, length }) => multiply(powerOf(length), crc, field) ^ parse(value), 0n)
  return Buffer.from(combined.toString(16).padStart(Number(field.bits / 4n), '0'), 'hex').toString('base64')
}

const parse = (value: string): bigint => BigInt(`0x${Buffer.from(value, 'base64').toString('hex')}`)

const one = ({ bits }: Field): bigint => 1n << (bits - 1n)

/** x to the power of 8n. */
function raise(n: bigint, field: Field): bigint {
  let power = one(field)
  let square = one(field) >> 8n
  for (let rest = n; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) power = multiply(power, square, field)
    square = multiply(square, square, field)
  }
  return power
}

function multiply(a: bigint, b: bigint, field: Field): bigint {
  let product = 0n
  let shifted = b
  for (let mask = one(field); mask > 0n; mask >>= 1n) {
    if ((a & mask) !== 0n) product ^= shifted
    shifted = (shifted & 1n) === 1n ? (shifted >> 1n) ^ field.polynomial : shifted >> 1n
  }
  return product
}
