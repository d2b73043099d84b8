import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { IHasher } from 'hash-wasm'
import type { ChecksumAlgorithm } from '../operation.ts'

/** A checksum in the making. */
export interface Checksum {
  readonly update: (chunk: Uint8Array) => void
  /** Base64, as S3's headers have it; ends the computation. */
  readonly digest: () => string
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export const checksumAlgorithms = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
  'MD5',
  'SHA512',
  'XXHASH64',
  'XXHASH3',
  'XXHASH128',
] as const satisfies readonly ChecksumAlgorithm[]

/** As S3 lists them where it is asked for another one: recorded before there were more. */
export const listedAlgorithms = 'CRC32, CRC32C, CRC64NVME, SHA1, SHA256'

type Compiled = 'XXHASH64' | 'XXHASH3' | 'XXHASH128'

const isCompiled = (algorithm: ChecksumAlgorithm): algorithm is Compiled => algorithm.startsWith('XXHASH')

/** Below, loading WebAssembly takes longer than what it saves. */
const long = 4 * 1024 * 1024

/** The checksum of so many bytes, where it is known how many there are. */
export function startChecksum(algorithm: ChecksumAlgorithm, length = 0): Checksum | Promise<Checksum> {
  if (isCompiled(algorithm)) return compiled(algorithm).then(checksumOfHasher)
  return algorithm === 'CRC64NVME' && length >= long ? compiled(algorithm).then(checksumOfHasher) : startPlain(algorithm)
}

/** Of bytes that are all there; `prepareChecksum` must have ended. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: readonly Uint8Array[]): string {
  const checksum = isCompiled(algorithm) ? checksumOfHasher(residents.get(algorithm)) : startPlain(algorithm)
  for (const each of bytes) checksum.update(each)
  return checksum.digest()
}

/** Never handed out: begins and ends between two turns of the event loop. */
const residents = new Map<Compiled, IHasher>()

export async function prepareChecksum(algorithm: ChecksumAlgorithm): Promise<void> {
  if (isCompiled(algorithm) && !residents.has(algorithm)) residents.set(algorithm, await compiled(algorithm))
}

async function compiled(algorithm: Compiled | 'CRC64NVME'): Promise<IHasher> {
  const { createCRC64, createXXHash64, createXXHash3, createXXHash128 } = await import('hash-wasm')
  switch (algorithm) {
    case 'CRC64NVME':
      return createCRC64('9a6c9329ac4bc9b5')
    case 'XXHASH64':
      return createXXHash64()
    case 'XXHASH3':
      return createXXHash3()
    case 'XXHASH128':
      return createXXHash128()
  }
}

function checksumOfHasher(hasher: IHasher | undefined): Checksum {
  if (hasher === undefined) throw new Error('internal error: the checksum was not prepared')
  hasher.init()
  return { update: (chunk) => hasher.update(chunk), digest: () => Buffer.from(hasher.digest('binary')).toString('base64') }
}

function startPlain(algorithm: Exclude<ChecksumAlgorithm, Compiled>): Checksum {
  switch (algorithm) {
    case 'CRC32':
      return nativeCrc32()
    case 'CRC32C':
      return crc32c(tables.crc32c())
    case 'CRC64NVME':
      return crc64(tables.crc64nvme())
    case 'MD5':
    case 'SHA1':
    case 'SHA256':
    case 'SHA512': {
      const hash = createHash(algorithm.toLowerCase())
      return { update: (chunk) => hash.update(chunk), digest: () => hash.digest('base64') }
    }
  }
}

/** Each algorithm's tables are made when first needed. */
const tables = {
  crc32c: lazily(() => slices32(0x82f63b78)),
  crc64nvme: lazily(() => slices64(0x9a6c9329ac4bc9b5n)),
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Eight tables of 256 for the reflected polynomial, one after the other: eight bytes are then folded at once. */
function slices32(polynomial: number): Int32Array {
  const slices = new Int32Array(2048)
  for (let index = 0; index < 2048; index += 1) {
    if (index >= 256) {
      const before = at(slices, index - 256)
      slices[index] = (before >>> 8) ^ at(slices, before & 0xff)
      continue
    }
    let rest = index
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1
    slices[index] = rest
  }
  return slices
}

/** As two halves of 32 bits each, since numbers have no 64. */
function slices64(polynomial: bigint): { readonly high: Int32Array; readonly low: Int32Array } {
  const [high, low] = [new Int32Array(2048), new Int32Array(2048)]
  for (let index = 0; index < 2048; index += 1) {
    if (index >= 256) {
      const [upper, lower] = [at(high, index - 256), at(low, index - 256)]
      high[index] = (upper >>> 8) ^ at(high, lower & 0xff)
      low[index] = ((lower >>> 8) | (upper << 24)) ^ at(low, lower & 0xff)
      continue
    }
    let rest = BigInt(index)
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1n ? (rest >> 1n) ^ polynomial : rest >> 1n
    high[index] = Number(BigInt.asIntN(32, rest >> 32n))
    low[index] = Number(BigInt.asIntN(32, rest))
  }
  return { high, low }
}

const at = (list: Int32Array, index: number): number => list[index] as number

/**
 * A checksum that is folded eight bytes at a time, two words of 32 bits each: loading words is three times as fast as loading bytes. What stands
 * between is copied to where words can be read, and what is left over is folded by bytes.
 */
function folded(foldWords: (words: Int32Array, count: number) => void, foldByte: (byte: number) => void, digest: () => string): Checksum {
  const update = (chunk: Uint8Array): void => {
    for (let first = 0; first < chunk.length; first += scratch.length) {
      const piece = chunk.subarray(first, first + scratch.length)
      const whole = piece.length & ~7
      foldWords(wordsOf(piece, whole), whole >>> 2)
      for (let index = whole; index < piece.length; index += 1) foldByte(piece[index] as number)
    }
  }
  return { update, digest }
}

const scratch = new Uint8Array(64 * 1024)

function wordsOf(bytes: Uint8Array, length: number): Int32Array {
  if ((bytes.byteOffset & 3) === 0) return new Int32Array(bytes.buffer, bytes.byteOffset, length >>> 2)
  scratch.set(bytes)
  return new Int32Array(scratch.buffer, 0, length >>> 2)
}

function nativeCrc32(): Checksum {
  let crc = 0
  const update = (chunk: Uint8Array): void => {
    crc = crc32(chunk, crc)
  }
  return { update, digest: () => base64Of32(crc) }
}

/** A checksum of 32 bits. */
function base64Of32(crc: number): string {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(crc >>> 0)
  return bytes.toString('base64')
}

function crc32c(table: Int32Array): Checksum {
  let state = -1
  const foldWords = (words: Int32Array, count: number): void => {
    let crc = state
    for (let index = 0; index < count; index += 2) {
      const low = crc ^ at(words, index)
      const high = at(words, index + 1)
      crc =
        at(table, 1792 | (low & 0xff)) ^
        at(table, 1536 | ((low >>> 8) & 0xff)) ^
        at(table, 1280 | ((low >>> 16) & 0xff)) ^
        at(table, 1024 | (low >>> 24)) ^
        at(table, 768 | (high & 0xff)) ^
        at(table, 512 | ((high >>> 8) & 0xff)) ^
        at(table, 256 | ((high >>> 16) & 0xff)) ^
        at(table, high >>> 24)
    }
    state = crc
  }
  const foldByte = (byte: number): void => {
    state = (state >>> 8) ^ at(table, (state ^ byte) & 0xff)
  }
  return folded(foldWords, foldByte, () => base64Of32(~state))
}

function crc64({ high, low }: { readonly high: Int32Array; readonly low: Int32Array }): Checksum {
  let [upper, lower] = [-1, -1]
  const foldWords = (words: Int32Array, count: number): void => {
    let [u, l] = [upper, lower]
    for (let index = 0; index < count; index += 2) {
      const first = l ^ at(words, index)
      const second = u ^ at(words, index + 1)
      const [a, b, c, d] = [1792 | (first & 0xff), 1536 | ((first >>> 8) & 0xff), 1280 | ((first >>> 16) & 0xff), 1024 | (first >>> 24)]
      const [e, f, g, h] = [768 | (second & 0xff), 512 | ((second >>> 8) & 0xff), 256 | ((second >>> 16) & 0xff), second >>> 24]
      u = at(high, a) ^ at(high, b) ^ at(high, c) ^ at(high, d) ^ at(high, e) ^ at(high, f) ^ at(high, g) ^ at(high, h)
      l = at(low, a) ^ at(low, b) ^ at(low, c) ^ at(low, d) ^ at(low, e) ^ at(low, f) ^ at(low, g) ^ at(low, h)
    }
    upper = u
    lower = l
  }
  const foldByte = (byte: number): void => {
    const entry = (lower ^ byte) & 0xff
    lower = ((lower >>> 8) | (upper << 24)) ^ at(low, entry)
    upper = (upper >>> 8) ^ at(high, entry)
  }
  return folded(foldWords, foldByte, () => base64((BigInt(~upper >>> 0) << 32n) | BigInt(~lower >>> 0), 8))
}

const base64 = (value: bigint, bytes: number): string => Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex').toString('base64')
