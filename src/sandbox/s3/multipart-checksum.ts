import type { CompletedPart, CompleteMultipartUploadRequest } from '@aws-sdk/client-s3'
import type { AwsError } from '../error.ts'
import type { ChecksumAlgorithm, Parsed } from '../operation.ts'
import type { Profiled } from '../profile.ts'
import { checksumAlgorithms, checksumOf } from '../wire/checksum.ts'
import { isChecksum } from '../wire/payload.ts'
import { checksumMember, defaultAlgorithm } from './checksum.ts'
import { combineCrc } from './combine-crc.ts'
import { invalidPart } from './invalid-part.ts'
import type { Checksum } from './object-version.ts'
import type { Upload, UploadedPart } from './upload.ts'

/** The checksum of the object: of all its bytes, or of its parts' checksums. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export function checksumOfParts({ checksum }: Upload, parts: readonly UploadedPart[]): Checksum {
  const { algorithm, type } = checksum ?? { algorithm: defaultAlgorithm, type: 'FULL_OBJECT' }
  const values = parts.map(({ checksums, body }) => ({ value: partValue(checksums, algorithm), length: body.length }))
  if (type === 'FULL_OBJECT') return { algorithm, type, value: combineCrc(algorithm, values) }
  const composite = checksumOf(
    algorithm,
    values.map(({ value }) => Buffer.from(value, 'base64')),
  )
  return { algorithm, type, value: `${composite}-${parts.length}` }
}

function partValue(checksums: ReadonlyMap<ChecksumAlgorithm, string>, algorithm: ChecksumAlgorithm): string {
  const value = checksums.get(algorithm)
  if (value === undefined) throw new Error(`internal error: a part has no ${algorithm}`)
  return value
}

type Input = Parsed<CompleteMultipartUploadRequest>

/** Holds what the request says of checksums against what was uploaded. The words were recorded from AWS. */
export function refuseChecksums(input: Input, upload: Upload, parts: readonly UploadedPart[], { profile }: Profiled): AwsError | undefined {
  const isLenient = profile === 'legacy-s3'
  return (
    refuseType(input, upload) ??
    refusePartChecksums(input, upload, parts, isLenient) ??
    (isLenient ? undefined : refuseSpelling(input)) ??
    refuseObjectChecksum(input, upload, parts, isLenient)
  )
}

function refuseType({ ChecksumType: type }: Input, { checksum }: Upload): AwsError | undefined {
  if (type === undefined || type === checksum?.type) return undefined
  if (type !== 'COMPOSITE' && type !== 'FULL_OBJECT') return invalidHeader('x-amz-checksum-type')
  const mode = checksum?.type ?? 'null'
  return invalid(`The upload was created using the ${mode} checksum mode. The complete request must use the same checksum mode.`)
}

function refusePartChecksums(input: Input, upload: Upload, parts: readonly UploadedPart[], isLenient: boolean): AwsError | undefined {
  for (const [index, part] of parts.entries()) {
    const refused = refusePartChecksum(input.MultipartUpload?.Parts?.[index] ?? {}, part, { ...upload, id: input.UploadId }, isLenient)
    if (refused !== undefined) return refused
  }
  return undefined
}

/**
 * A part with another checksum than that of its upload is not found (by the suite of versity/versitygw, tests/integration/CompleteMultipartUpload.go, as the
 * sentence on base 64).
 */
function refusePartChecksum(
  listed: Parsed<CompletedPart>,
  { partNumber, checksums }: UploadedPart,
  { checksum, id }: Pick<Upload, 'checksum' | 'id'>,
  isLenient: boolean,
): AwsError | undefined {
  const [named, ...others] = checksumAlgorithms.filter((algorithm) => listed[checksumMember(algorithm)] !== undefined)
  if (named === undefined) {
    if (checksum?.type !== 'COMPOSITE' || isLenient) return undefined
    return invalid(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${partNumber} in the request.`,
    )
  }
  const value = listed[checksumMember(named)] ?? ''
  if (others.length > 0 || !isChecksum(named, value)) return notOneChecksum
  if (checksums.get(named) === value) return undefined
  if (named === checksum?.algorithm) return invalidPart(listed, id)
  return badDigest(`The ${named.toLowerCase()} you specified for part ${partNumber} did not match what we received.`)
}

const notOneChecksum: AwsError = {
  code: 'InvalidArgument',
  message: 'Invalid Base64 or multiple checksums present in request',
  status: 400,
  fields: { ArgumentName: 'Checksum' },
}

/** One checksum, in base 64, of a composite one with the number of its parts. Recorded by justincormack/argmin, but for several of them, as above. */
function refuseSpelling(input: Input): AwsError | undefined {
  const [named, ...others] = checksumAlgorithms.filter((algorithm) => input[checksumMember(algorithm)] !== undefined)
  if (named === undefined) return undefined
  if (others.length > 0) return invalid('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  const value = (input[checksumMember(named)] ?? '').replace(/-\d+$/, '')
  return isChecksum(named, value) ? undefined : invalidHeader(`x-amz-checksum-${named.toLowerCase()}`)
}

/** Without a type, a checksum that could be of either kind is taken for a composite one; older servers take it for the upload's. */
function refuseObjectChecksum(input: Input, upload: Upload, parts: readonly UploadedPart[], isLenient: boolean): AwsError | undefined {
  const algorithm = checksumAlgorithms.find((candidate) => input[checksumMember(candidate)] !== undefined)
  if (algorithm === undefined) return undefined
  const actual = checksumOfParts(upload, parts)
  const type = input.ChecksumType ?? (isLenient ? actual.type : algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE')
  const named = input[checksumMember(algorithm)]
  const matches = algorithm === actual.algorithm && type === actual.type && (named === actual.value || named === withoutCount(actual))
  return matches ? undefined : badDigest(`The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`)
}

/** Clients name a composite checksum with the number of its parts, and, as MinIO's does, without. */
const withoutCount = ({ type, value }: Checksum): string => (type === 'COMPOSITE' ? value.replace(/-\d+$/, '') : value)

const invalid = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })
const invalidHeader = (header: string): AwsError => invalid(`Value for ${header} header is invalid.`)
const badDigest = (message: string): AwsError => ({ code: 'BadDigest', message, status: 400 })
