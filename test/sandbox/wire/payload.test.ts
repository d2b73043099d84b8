import { expect, it } from 'vitest'
import { planPayload } from '../../../src/sandbox/wire/payload.ts'

const use = { hasChecksum: true, streams: true }
const crc32 = 'x-amz-checksum-crc32'
const trailer = 'x-amz-trailer'
const named = 'x-amz-sdk-checksum-algorithm'

function refusalOf(headers: Readonly<Record<string, string>>): string {
  const sent = new Map(Object.entries({ 'content-length': '1', ...headers }))
  const plan = planPayload((name) => sent.get(name), undefined, { ...use, names: sent.keys() })
  return plan.ok ? 'taken' : `${plan.error.code}: ${plan.error.message}`
}

/** The sentences and their order are those of OpenStack Swift's suite, which is run against S3 (test/s3api/test_input_errors.py). */
it.each([
  [{ [crc32]: 'AAAAAA==' }, 'taken'],
  [{ [crc32]: 'AAAAAA==', [named]: 'crc32' }, 'taken'],
  [{ [trailer]: `${crc32},`, [named]: 'CRC32' }, 'taken'],
  [{ [crc32]: 'AAAAAB==' }, 'InvalidRequest: Value for x-amz-checksum-crc32 header is invalid.'],
  [{ [crc32]: 'AAAAAA==', [named]: 'CRC32C' }, 'InvalidRequest: Value for x-amz-sdk-checksum-algorithm header is invalid.'],
  [
    { [named]: 'CRC32' },
    'InvalidRequest: x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
  ],
  [{ 'x-amz-checksum-bad': 'AAAAAA==' }, 'InvalidRequest: The algorithm type you specified in x-amz-checksum- header is invalid.'],
  [{ [crc32]: 'AAAAAA==', [trailer]: crc32 }, 'InvalidRequest: Expecting a single x-amz-checksum- header'],
  [
    { [trailer]: `${crc32}, x-amz-checksum-crc32c`, [named]: 'SHA256' },
    'InvalidRequest: Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
  ],
  [{ [trailer]: 'x-amz-foo' }, 'InvalidRequest: The value specified in the x-amz-trailer header is not supported'],
  [{ [trailer]: `, ${crc32}` }, 'InvalidRequest: The value specified in the x-amz-trailer header is not supported'],
  [
    { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': 'x' },
    'MissingContentLength: You must provide the Content-Length HTTP header.',
  ],
] as const)('of the checksums that %j promise S3 says: %s', (headers, refusal) => {
  expect(refusalOf(headers as Readonly<Record<string, string>>)).toBe(refusal)
})
