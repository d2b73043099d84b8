import { createHash } from 'node:crypto'
import type { Call, ChecksumAlgorithm } from '../operation.ts'
import { startChecksum } from '../wire/checksum.ts'
import { type Body, bytesOf } from './body.ts'
import type { Encryption } from './encryption.ts'
import { etagOf } from './receive-body.ts'

/** The entity tag of bytes that S3 has already. */
export async function etagOfBody(body: Body, encryption: Encryption, call: Call): Promise<string> {
  const hash = createHash('md5')
  for await (const piece of bytesOf(body)) hash.update(piece)
  return etagOf(hash.digest('hex'), encryption, call)
}

export async function checksumOfBody(body: Body, algorithm: ChecksumAlgorithm): Promise<string> {
  const checksum = await startChecksum(algorithm, body.length)
  for await (const piece of bytesOf(body)) checksum.update(piece)
  return checksum.digest()
}
