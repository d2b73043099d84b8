import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { BodyFacts, ChecksumAlgorithm, RequestBody } from '../operation.ts'
import { ChunkedDecoder, type ChunkFault, type ChunkSigner } from './aws-chunked.ts'
import { type Checksum, checksumAlgorithms, listedAlgorithms, startChecksum } from './checksum.ts'
import { type BeginDigest, Digest, type DigestElsewhere } from './digest.ts'

/** What the headers of a request promise about its payload. */
export interface PayloadPlan {
  /** Decoded. */
  readonly length: number | undefined
  readonly chunked: { readonly signer: ChunkSigner | undefined; readonly trailers: readonly string[] | undefined } | undefined
  /** Hexadecimal, as it was sent; absent for unsigned payloads. */
  readonly sha256: string | undefined
  /** Base64. */
  readonly md5: string | undefined
  /** `value` is absent where a trailer brings it. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined
}

export const nothingPromised: PayloadPlan = {
  length: undefined,
  chunked: undefined,
  sha256: undefined,
  md5: undefined,
  checksum: undefined,
}

type Headers = (name: string) => string | undefined

/** What the operation is asked to take. */
export interface PayloadUse {
  /** The model's `httpChecksum`: elsewhere checksum headers speak of something else, as those of CompleteMultipartUpload speak of the object. */
  readonly hasChecksum: boolean
  readonly streams: boolean
  /** Whether it takes HTTP's own `Transfer-Encoding`, as older servers do. */
  readonly takesTransferCoding?: boolean
  /** Whether the signature does not cover the payload, so that any `x-amz-content-sha256` is only compared with it: of presigned requests, and of Version 2. */
  readonly comparesHash?: boolean
  /** The names of all headers, lower-cased: among them may be a checksum that S3 does not know. */
  readonly names: Iterable<string>
}

/** `signer` is absent for anonymous requests, which cannot sign chunks. */
export function planPayload(header: Headers, signer: ChunkSigner | undefined, use: PayloadUse): Result<PayloadPlan, AwsError> {
  const hash = header('x-amz-content-sha256')
  const isStreaming = hash?.startsWith('STREAMING-') === true
  const isChunked = isStreaming && use.comparesHash !== true
  const misused = refuseCoding(header, hash, isChunked, use)
  if (misused !== undefined) return err(misused)
  const md5 = header('content-md5')
  if (md5 !== undefined && !isBase64(md5, 16)) return err(invalidDigest(md5))
  const checksum = use.hasChecksum ? planChecksum(header, use.names) : ok(undefined)
  if (!checksum.ok) return checksum
  const chunked = isChunked ? planChunks(hash, header('x-amz-trailer'), signer) : ok(undefined)
  if (!chunked.ok) return chunked
  const length = header(isStreaming ? 'x-amz-decoded-content-length' : 'content-length')
  const isLength = length !== undefined && /^\d{1,15}$/.test(length)
  if (isStreaming && !isLength) return err(missingLength)
  if (length !== undefined && !isLength) return err(badLength)
  return ok({
    length: length === undefined ? undefined : Number(length),
    chunked: chunked.value,
    sha256: isChunked || hash === 'UNSIGNED-PAYLOAD' ? undefined : hash,
    md5,
    checksum: checksum.value,
  })
}

/**
 * Codings that S3 does not take: HTTP's own, `aws-chunked` without a hash that says so, and chunks where nothing is streamed. The sentences are those
 * of https://github.com/Automattic/knox/issues/43, https://github.com/benbjohnson/litestream/pull/890 (its code is inferred) and
 * https://github.com/versity/versitygw/issues/1601.
 */
function refuseCoding(
  header: Headers,
  hash: string | undefined,
  chunked: boolean,
  { streams, takesTransferCoding = false }: PayloadUse,
): AwsError | undefined {
  if (chunked && !streams) return invalidRequest('The value of x-amz-content-sha256 header is invalid.')
  if (chunked) return undefined
  if (hash === 'UNSIGNED-PAYLOAD' && header('content-encoding')?.includes('aws-chunked') === true) {
    return invalidRequest('aws-chunked encoding is not supported when x-amz-content-sha256 UNSIGNED-PAYLOAD is supplied')
  }
  if (!streams || takesTransferCoding || header('transfer-encoding') === undefined) return undefined
  const message = 'A header you provided implies functionality that is not implemented'
  return { code: 'NotImplemented', message, status: 501, fields: { Header: 'Transfer-Encoding' } }
}

/** Of so many bytes, without a bit beside them. */
function isBase64(text: string, length: number): boolean {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === length && bytes.toString('base64') === text
}

const invalidDigest = (md5: string): AwsError => ({
  code: 'InvalidDigest',
  message: 'The Content-MD5 you specified was invalid.',
  status: 400,
  fields: { 'Content-MD5': md5 },
})

const badLength: AwsError = { code: 'InvalidArgument', message: 'Invalid Content-Length', status: 400 }

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export const missingLength: AwsError = {
  code: 'MissingContentLength',
  message: 'You must provide the Content-Length HTTP header.',
  status: 411,
}

const lengths: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  MD5: 16,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  XXHASH64: 8,
  XXHASH3: 8,
  XXHASH128: 16,
}

/** Whether it can be a checksum of this kind: base 64, and as long. */
export const isChecksum = (algorithm: ChecksumAlgorithm, value: string): boolean => isBase64(value, lengths[algorithm])

/**
 * What the checksum headers and the announced trailers promise. The refusals and their order are those of OpenStack Swift's suite, which is run against
 * S3 (test/s3api/test_input_errors.py).
 */
function planChecksum(header: Headers, names: Iterable<string>): Result<PayloadPlan['checksum'], AwsError> {
  const sent: ChecksumAlgorithm[] = []
  let isUnknown = false
  for (const name of names) {
    if (!name.startsWith('x-amz-checksum-') || otherChecksumHeaders.has(name)) continue
    const algorithm = algorithmOf.get(name)
    if (algorithm === undefined) isUnknown = true
    else sent.push(algorithm)
  }
  const trailers = trailersOf(header('x-amz-trailer'))
  const announced = trailers.filter((name) => algorithmOf.has(name))
  if (announced.length < trailers.length) return err(invalidRequest('The value specified in the x-amz-trailer header is not supported'))
  if (sent.length > 1 || announced.length > 1) return err(severalChecksums)
  if (sent.length + announced.length > 1) return err(invalidRequest('Expecting a single x-amz-checksum- header'))
  if (isUnknown) return err(invalidRequest('The algorithm type you specified in x-amz-checksum- header is invalid.'))
  const [algorithm] = sent
  const trailer = algorithmOf.get(announced[0] ?? '')
  const misnamed = refuseNamed(header('x-amz-sdk-checksum-algorithm'), algorithm ?? trailer)
  if (misnamed !== undefined) return err(misnamed)
  if (algorithm === undefined) return ok(trailer === undefined ? undefined : { algorithm: trailer, value: undefined })
  const value = header(headerOf(algorithm)) ?? ''
  return isChecksum(algorithm, value)
    ? ok({ algorithm, value })
    : err(invalidRequest(`Value for ${headerOf(algorithm)} header is invalid.`))
}

/** The algorithm that a client says it uses must be known, and be the one of the checksum. */
function refuseNamed(name: string | undefined, used: ChecksumAlgorithm | undefined): AwsError | undefined {
  const named = name?.toUpperCase()
  if (named === undefined) return undefined
  if (!isChecksumAlgorithm(named)) {
    return invalidRequest(`Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${listedAlgorithms}]`)
  }
  if (used === undefined) {
    return invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    )
  }
  return named === used ? undefined : invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.')
}

/** Nothing after the last comma is no name, nothing between two commas is one. */
function trailersOf(announced: string | undefined): readonly string[] {
  const names = announced?.toLowerCase().split(',') ?? []
  while (names.at(-1) === '') names.pop()
  return names.map((name) => name.trim())
}

const severalChecksums: AwsError = {
  code: 'InvalidRequest',
  message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
  status: 400,
}

/** Headers that speak about checksums without being one. */
const otherChecksumHeaders: ReadonlySet<string> = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-mode', 'x-amz-checksum-type'])

const headerNames = new Map(checksumAlgorithms.map((algorithm) => [algorithm, `x-amz-checksum-${algorithm.toLowerCase()}`]))
const algorithmOf = new Map(checksumAlgorithms.map((algorithm) => [`x-amz-checksum-${algorithm.toLowerCase()}`, algorithm]))
const headerOf = (algorithm: ChecksumAlgorithm): string => headerNames.get(algorithm) ?? ''
const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm => (checksumAlgorithms as readonly string[]).includes(name)
const invalidRequest = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
function planChunks(
  hash: string,
  announced: string | undefined,
  signer: ChunkSigner | undefined,
): Result<PayloadPlan['chunked'], AwsError> {
  const trailers = announced === undefined ? undefined : trailersOf(announced)
  if (hash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return ok({ signer: undefined, trailers: trailers ?? [] })
  if (signer !== undefined && hash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD') return ok({ signer, trailers: undefined })
  if (signer !== undefined && hash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER') return ok({ signer, trailers })
  return err(invalidHash(hash))
}

export const invalidHash = (hash: string): AwsError => ({
  code: 'InvalidArgument',
  message:
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
  status: 400,
  fields: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: hash },
})

/** Hands the bytes of a body over as they come. */
type Source = (onChunk: (chunk: Buffer) => void | Promise<void>) => Promise<void>

/** The payload of a request, read at most once. */
export function createRequestBody(plan: PayloadPlan, source: Source, beginElsewhere?: BeginDigest): RequestBody {
  return {
    length: plan.length,
    read: async (write, compute = []) => {
      const elsewhere = beginElsewhere?.(plan.length)
      if (elsewhere === undefined) return readPayload(plan, source, { write, md5: new Digest('md5') }, compute)
      try {
        return await readPayload(plan, source, { write, md5: elsewhere }, compute)
      } finally {
        await elsewhere.end()
      }
    },
  }
}

/** Where the decoded bytes go. */
interface Sink {
  readonly write: (chunk: Buffer) => void | Promise<void>
  readonly md5: Digest | DigestElsewhere
}

async function readPayload(
  plan: PayloadPlan,
  source: Source,
  { write, md5 }: Sink,
  compute: readonly ChecksumAlgorithm[],
): Promise<Result<BodyFacts, AwsError>> {
  const decoder = plan.chunked && new ChunkedDecoder(plan.chunked.signer, plan.chunked.trailers)
  const sha256 = plan.sha256 !== undefined && plan.chunked === undefined ? new Digest('sha256') : undefined
  const algorithms = new Set([...compute, ...(plan.checksum === undefined ? [] : [plan.checksum.algorithm])])
  const checksums: (readonly [ChecksumAlgorithm, Checksum])[] = []
  for (const algorithm of algorithms) {
    const started = startChecksum(algorithm, plan.length)
    checksums.push([algorithm, started instanceof Promise ? await started : started])
  }
  let length = 0
  // Beyond the promised length the rest is read and dropped, so that the answer can be sent.
  const take = (chunk: Buffer): void | Promise<void> => {
    length += chunk.length
    if (plan.length !== undefined && length > plan.length) return undefined
    const behind = md5.update(chunk)
    sha256?.update(chunk)
    for (const [, checksum] of checksums) checksum.update(chunk)
    const writing = write(chunk)
    return behind === undefined ? writing : Promise.all([behind, writing]).then(() => undefined)
  }
  const wrote = rememberFailure(take)
  try {
    await source(decoder === undefined ? wrote.take : (bytes) => takeAll(decoder.feed(bytes), wrote.take))
  } catch {
    if (wrote.failure !== undefined) throw wrote.failure
    return err(incompleteBody)
  }
  decoder?.end()
  const digests = new Map(checksums.map(([algorithm, checksum]) => [algorithm, checksum.digest()] as const))
  const md5Hex = md5.hex()
  const fault = verify(plan, decoder, { length, md5: typeof md5Hex === 'string' ? md5Hex : await md5Hex, sha256: sha256?.hex(), digests })
  return fault.ok ? ok(fault.value) : fault
}

type Take = (chunk: Buffer) => void | Promise<void>

/** A body that cannot be kept is not one that broke off. */
function rememberFailure(take: Take): { readonly take: Take; failure: unknown } {
  const wrote: { readonly take: Take; failure: unknown } = {
    failure: undefined,
    take: (chunk) =>
      take(chunk)?.catch((error: unknown) => {
        wrote.failure = error
        throw error
      }),
  }
  return wrote
}

/** Waits only where it is told to: a promise for each chunk would stop the socket each time. */
function takeAll(chunks: readonly Buffer[], take: Take, from = 0): void | Promise<void> {
  for (let index = from; index < chunks.length; index += 1) {
    const waiting = take(chunks[index] as Buffer)
    if (waiting !== undefined) return waiting.then(() => takeAll(chunks, take, index + 1))
  }
}

interface Digests {
  readonly length: number
  /** Hexadecimal, as the next. */
  readonly md5: string
  readonly sha256: string | undefined
  readonly digests: ReadonlyMap<ChecksumAlgorithm, string>
}

function verify(plan: PayloadPlan, decoder: ChunkedDecoder | undefined, found: Digests): Result<BodyFacts, AwsError> {
  if (decoder?.fault !== undefined) return err({ ...chunkErrors[decoder.fault], ...(decoder.detail && { fields: decoder.detail }) })
  if (plan.length !== undefined && found.length !== plan.length) {
    return err({ ...incompleteBody, fields: { NumberBytesExpected: `${plan.length}`, NumberBytesProvided: `${found.length}` } })
  }
  if (found.sha256 !== undefined && found.sha256 !== plan.sha256?.toLowerCase()) return err(hashMismatch(plan.sha256 ?? '', found.sha256))
  const md5 = plan.md5 === undefined ? undefined : Buffer.from(found.md5, 'hex').toString('base64')
  if (plan.md5 !== undefined && md5 !== undefined && plan.md5 !== md5) return err(md5Mismatch(plan.md5, md5))
  const declared = plan.checksum?.algorithm
  const expected = declared && (plan.checksum?.value ?? decoder?.trailers.get(headerOf(declared)))
  if (declared !== undefined && expected === undefined) return err(chunkErrors.malformedTrailer)
  if (declared !== undefined && expected !== undefined && !isChecksum(declared, expected)) {
    return err(invalidRequest(`Value for ${headerOf(declared)} trailing header is invalid.`))
  }
  if (declared !== undefined && expected !== found.digests.get(declared)) {
    return err({ code: 'BadDigest', message: `The ${declared} you specified did not match the calculated checksum.`, status: 400 })
  }
  return ok({
    length: found.length,
    md5: found.md5,
    checksums: found.digests,
    ...(declared === undefined ? {} : { declared }),
  })
}

const incompleteBody: AwsError = {
  code: 'IncompleteBody',
  message: 'You did not provide the number of bytes specified by the Content-Length HTTP header',
  status: 400,
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const chunkErrors: Readonly<Record<ChunkFault, AwsError>> = {
  incomplete: { ...incompleteBody, message: 'The request body terminated unexpectedly' },
  malformed: { ...incompleteBody, message: 'The request body terminated unexpectedly' },
  smallChunk: {
    code: 'InvalidChunkSizeError',
    message: 'Only the last chunk is allowed to have a size less than 8192 bytes',
    status: 403,
  },
  malformedTrailer: {
    code: 'MalformedTrailerError',
    message: 'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    status: 400,
  },
  signature: {
    code: 'SignatureDoesNotMatch',
    message: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    status: 403,
  },
}

const hashMismatch = (client: string, computed: string): AwsError => ({
  code: 'XAmzContentSHA256Mismatch',
  message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
  status: 400,
  fields: { ClientComputedContentSHA256: client, S3ComputedContentSHA256: computed },
})

/** S3 prints the expected digest in hexadecimal and the calculated one in base 64, as recorded. */
const md5Mismatch = (expected: string, calculated: string): AwsError => ({
  code: 'BadDigest',
  message: 'The Content-MD5 you specified did not match what we received.',
  status: 400,
  fields: { ExpectedDigest: Buffer.from(expected, 'base64').toString('hex'), CalculatedDigest: calculated },
})
