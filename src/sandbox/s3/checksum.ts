import type { ChecksumAlgorithm } from '../operation.ts'
import type { Checksum } from './object-version.ts'

/** The member of requests and answers that holds the value of an algorithm. */
export interface ChecksumMembers {
  ChecksumCRC32?: string
  ChecksumCRC32C?: string
  ChecksumCRC64NVME?: string
  ChecksumSHA1?: string
  ChecksumSHA256?: string
  ChecksumMD5?: string
  ChecksumSHA512?: string
  ChecksumXXHASH64?: string
  ChecksumXXHASH3?: string
  ChecksumXXHASH128?: string
}

const members = {
  CRC32: 'ChecksumCRC32',
  CRC32C: 'ChecksumCRC32C',
  CRC64NVME: 'ChecksumCRC64NVME',
  SHA1: 'ChecksumSHA1',
  SHA256: 'ChecksumSHA256',
  MD5: 'ChecksumMD5',
  SHA512: 'ChecksumSHA512',
  XXHASH64: 'ChecksumXXHASH64',
  XXHASH3: 'ChecksumXXHASH3',
  XXHASH128: 'ChecksumXXHASH128',
} as const satisfies Readonly<Record<ChecksumAlgorithm, keyof ChecksumMembers>>

export const checksumMember = (algorithm: ChecksumAlgorithm): keyof ChecksumMembers => members[algorithm]

export const checksumMembers = ({ algorithm, value }: Omit<Checksum, 'type'>): ChecksumMembers => ({ [checksumMember(algorithm)]: value })

export const checksumOutput = (checksum: Checksum): ChecksumMembers & { ChecksumType: Checksum['type'] } => ({
  ...checksumMembers(checksum),
  ChecksumType: checksum.type,
})

/** What S3 computes where a client sends nothing. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export const defaultAlgorithm = 'CRC64NVME' satisfies ChecksumAlgorithm
