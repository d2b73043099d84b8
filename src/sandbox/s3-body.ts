import { err, ok, type Result } from '../base/result.ts'
import type { AwsError } from './error.ts'
import { type Incoming, join } from './exchange.ts'
import type { Signed } from './identify-s3.ts'
import type { RequestBody } from './operation.ts'
import type { Profiled } from './profile.ts'
import { documentTooLong, longestDocument, refuseUnvouched } from './s3-documents.ts'
import { createRequestBody, missingLength, planPayload } from './wire/payload.ts'
import type { OperationShape } from './wire/shape.ts'
import { emptyRecord, type ValueRecord } from './wire/value.ts'

/** The payload of a request, with what its headers promise about it. */
export function prepareBody(
  shape: OperationShape,
  incoming: Incoming,
  { authorization, authenticated, signatureVersion }: Signed,
  header: (name: string) => string | undefined,
  { profile }: Profiled,
): Result<RequestBody, AwsError> {
  const signer = authorization &&
    authenticated && {
      key: authenticated.signingKey,
      date: authorization.date,
      scope: authorization.scope.text,
      seed: authorization.signature,
    }
  const plan = planPayload(header, signer, {
    hasChecksum: shape.hasChecksum,
    streams: shape.streams,
    takesTransferCoding: profile === 'legacy-s3',
    comparesHash: signatureVersion === 'AWS' || authorization?.type === 'REST-QUERY-STRING',
    names: incoming.request.headers.keys(),
  })
  if (!plan.ok) return plan
  const isMeasured = plan.value.length !== undefined || (profile === 'legacy-s3' && header('transfer-encoding') !== undefined)
  if (shape.streams && !isMeasured) return err(missingLength)
  return ok(createRequestBody(plan.value, incoming.read, incoming.beginDigest))
}

/** The XML or JSON of an operation that does not stream, with everything about it verified. */
export async function readDocument(
  shape: OperationShape,
  incoming: Incoming,
  body: RequestBody,
  header: (name: string) => string | undefined,
): Promise<Result<string, AwsError>> {
  const { method, headers } = incoming.request
  const isEmpty =
    (method === 'GET' || method === 'HEAD' || method === 'DELETE') && !headers.has('content-length') && !headers.has('transfer-encoding')
  if (isEmpty) return ok('')
  const unvouched = refuseUnvouched(shape.name, header)
  if (unvouched !== undefined) return err(unvouched)
  const longest = longestDocument(shape.name)
  if ((body.length ?? 0) > longest) return err(documentTooLong(shape.name))
  const chunks: Buffer[] = []
  let length = 0
  const facts = await body.read((chunk) => {
    length += chunk.length
    if (length <= longest) chunks.push(chunk)
  })
  if (!facts.ok) return facts
  return length > longest ? err(documentTooLong(shape.name)) : ok(join(chunks).toString('utf8'))
}

/** `aws-chunked` is how the body travels, not how the object is encoded. @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
export function withoutCoding(input: ValueRecord, header: (name: string) => string | undefined): ValueRecord {
  const { ContentEncoding: sent } = input
  if (typeof sent !== 'string' || !sent.includes('aws-chunked')) return input
  if (header('x-amz-content-sha256')?.startsWith('STREAMING-') !== true) return input
  const left = sent.split(',').filter((coding) => coding.trim() !== 'aws-chunked')
  const encoding = left.join(',').trim()
  return Object.assign(emptyRecord(), input, { ContentEncoding: encoding === '' ? undefined : encoding })
}
