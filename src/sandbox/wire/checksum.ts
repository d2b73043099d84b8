import { createHash } from 'node:crypto'
import type { ChecksumAlgorithm } from '../operation.ts'

/** A checksum in the making. */
export interface Checksum {
  readonly update: (chunk: Uint8Array) => void
  /** Base64, as S3's headers have it; ends the computation. */
  readonly digest: () => string
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const satisfies readonly ChecksumAlgorithm[]

export function startChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case 'CRC32':
      return crc32(tables.crc32())
    case 'CRC32C':
      return crc32(tables.crc32c())
    case 'CRC64NVME':
      return crc64(tables.crc64nvme())
    case 'SHA1':
    case 'SHA256': {
      const hash = createHash(algorithm.toLowerCase())
      return { update: (chunk) => hash.update(chunk), digest: () => hash.digest('base64') }
    }
  }
}

/** Each algorithm's tables are made when first needed. */
const tables = {
  crc32: lazily(() => slices32(0xedb88320)),
  crc32c: lazily(() => slices32(0x82f63b78)),
  crc64nvme: lazily(() => table64(0x9a6c9329ac4bc9b5n)),
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Eight tables for the reflected polynomial: eight bytes are then folded at once. */
function slices32(polynomial: number): readonly Uint32Array[] {
  const slices = Array.from({ length: 8 }, () => new Uint32Array(256))
  const [first] = slices as [Uint32Array]
  for (let byte = 0; byte < 256; byte += 1) {
    let rest = byte
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1
    first[byte] = rest >>> 0
  }
  for (let slice = 1; slice < 8; slice += 1) {
    for (let byte = 0; byte < 256; byte += 1) {
      const before = at(slices, slice - 1)[byte] as number
      at(slices, slice)[byte] = (before >>> 8) ^ (first[before & 0xff] as number)
    }
  }
  return slices
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T
}

function crc32(slices: readonly Uint32Array[]): Checksum {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = slices as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ]
  let crc = 0xffffffff
  const update = (chunk: Uint8Array): void => {
    let index = 0
    for (; index + 8 <= chunk.length; index += 8) {
      const low =
        crc ^
        ((chunk[index] as number) |
          ((chunk[index + 1] as number) << 8) |
          ((chunk[index + 2] as number) << 16) |
          ((chunk[index + 3] as number) << 24))
      crc =
        (t7[low & 0xff] as number) ^
        (t6[(low >>> 8) & 0xff] as number) ^
        (t5[(low >>> 16) & 0xff] as number) ^
        (t4[low >>> 24] as number) ^
        (t3[chunk[index + 4] as number] as number) ^
        (t2[chunk[index + 5] as number] as number) ^
        (t1[chunk[index + 6] as number] as number) ^
        (t0[chunk[index + 7] as number] as number)
    }
    for (; index < chunk.length; index += 1) crc = (crc >>> 8) ^ (t0[(crc ^ (chunk[index] as number)) & 0xff] as number)
  }
  return { update, digest: () => base64(BigInt((crc ^ 0xffffffff) >>> 0), 4) }
}

/** As two halves of 32 bits each, since numbers have no 64. */
function table64(polynomial: bigint): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const [high, low] = [new Uint32Array(256), new Uint32Array(256)]
  for (let byte = 0; byte < 256; byte += 1) {
    let rest = BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1n ? (rest >> 1n) ^ polynomial : rest >> 1n
    high[byte] = Number(rest >> 32n)
    low[byte] = Number(rest & 0xffffffffn)
  }
  return { high, low }
}

function crc64({ high, low }: { readonly high: Uint32Array; readonly low: Uint32Array }): Checksum {
  let [upper, lower] = [0xffffffff, 0xffffffff]
  const update = (chunk: Uint8Array): void => {
    for (const byte of chunk) {
      const entry = (lower ^ byte) & 0xff
      lower = ((lower >>> 8) | (upper << 24)) ^ (low[entry] as number)
      upper = (upper >>> 8) ^ (high[entry] as number)
    }
  }
  const digest = (): string => base64((BigInt((upper ^ 0xffffffff) >>> 0) << 32n) | BigInt((lower ^ 0xffffffff) >>> 0), 8)
  return { update, digest }
}

const base64 = (value: bigint, bytes: number): string => Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex').toString('base64')
