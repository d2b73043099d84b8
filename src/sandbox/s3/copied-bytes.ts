import { createHash } from 'node:crypto'
import type { Call, ChecksumAlgorithm } from '../operation.ts'
import { startChecksum } from '../wire/checksum.ts'
import type { Body } from './body.ts'
import type { Encryption } from './encryption.ts'
import { etagOf } from './receive-body.ts'

/** The entity tag of bytes that S3 has already. */
export function etagOfBody(body: Body, encryption: Encryption, call: Call): string {
  const hash = createHash('md5')
  for (const piece of body.pieces) hash.update(piece)
  return etagOf(hash.digest('hex'), encryption, call)
}

export function checksumOfBody(body: Body, algorithm: ChecksumAlgorithm): string {
  const checksum = startChecksum(algorithm)
  for (const piece of body.pieces) checksum.update(piece)
  return checksum.digest()
}
