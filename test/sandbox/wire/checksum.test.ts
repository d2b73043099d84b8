import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { checksumAlgorithms, startChecksum } from '../../../src/sandbox/wire/checksum.ts'

const of = (algorithm: (typeof checksumAlgorithms)[number], ...chunks: Uint8Array[]): string => {
  const checksum = startChecksum(algorithm)
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
] as const)('%s of 123456789 is %s', (algorithm, hex) => {
  expect(Buffer.from(of(algorithm, Buffer.from('123456789')), 'base64').toString('hex')).toBe(hex)
})

it('a checksum does not depend on how the bytes were cut', () => {
  fc.assert(
    fc.property(fc.constantFrom(...checksumAlgorithms), fc.uint8Array({ maxLength: 60 }), fc.nat(60), (algorithm, bytes, at) => {
      expect(of(algorithm, bytes.subarray(0, at), bytes.subarray(at))).toBe(of(algorithm, bytes))
    }),
  )
})
