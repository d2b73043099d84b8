import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { checksumAlgorithms, checksumOf, prepareChecksum, startChecksum } from '../../../src/sandbox/wire/checksum.ts'

const of = async (algorithm: (typeof checksumAlgorithms)[number], ...chunks: Uint8Array[]): Promise<string> => {
  const checksum = await startChecksum(algorithm)
  for (const chunk of chunks) checksum.update(chunk)
  return checksum.digest()
}

/** The check values of the catalogue of CRC algorithms, and digests of the same text. @see https://reveng.sourceforge.io/crc-catalogue/all.htm */
it.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
] as const)('%s of 123456789 is %s', async (algorithm, hex) => {
  expect(Buffer.from(await of(algorithm, Buffer.from('123456789')), 'base64').toString('hex')).toBe(hex)
})

/** Of nothing, as the test vectors of xxHash have it. @see https://github.com/Cyan4973/xxHash/blob/dev/tests/sanity_test_vectors.h */
it.each([
  ['XXHASH64', 'ef46db3751d8e999'],
  ['XXHASH3', '2d06800538d394c2'],
  ['XXHASH128', '99aa06d3014798d86001c324468d497f'],
] as const)('%s of nothing is %s', async (algorithm, hex) => {
  expect(Buffer.from(await of(algorithm), 'base64').toString('hex')).toBe(hex)
})

it('a checksum does not depend on how the bytes were cut', async () => {
  for (const algorithm of checksumAlgorithms) {
    await prepareChecksum(algorithm)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(60), async (bytes, at) => {
        expect(await of(algorithm, bytes.subarray(0, at), bytes.subarray(at))).toBe(checksumOf(algorithm, [bytes]))
      }),
      { numRuns: 20 },
    )
  }
})

it('a long checksum is that of its pieces', async () => {
  const piece = Buffer.alloc(65_000, 'piece')
  const checksum = await startChecksum('CRC64NVME', 2 ** 30)
  for (let index = 0; index < 3; index += 1) checksum.update(piece)
  expect(checksum.digest()).toBe(checksumOf('CRC64NVME', [piece, piece, piece]))
})
