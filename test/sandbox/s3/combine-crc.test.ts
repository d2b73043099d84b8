import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { combineCrc } from '../../../src/sandbox/s3/combine-crc.ts'
import { checksumOf } from '../../../src/sandbox/wire/checksum.ts'

it.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s of parts put together is that of the whole', (algorithm) => {
  const checksum = (bytes: Uint8Array): string => checksumOf(algorithm, [bytes])
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }), (parts) => {
      const combined = combineCrc(
        algorithm,
        parts.map((part) => ({ value: checksum(part), length: part.length })),
      )
      expect(combined).toBe(checksum(Buffer.concat(parts)))
    }),
  )
})
