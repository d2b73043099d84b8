import { err, ok, type Result } from '../base/result.ts'
import type { AwsError } from './error.ts'
import { type Answer, defaultRegion, type Incoming, type World } from './exchange.ts'
import { identifyS3, type Signed } from './identify-s3.ts'
import type { Call, RequestBody } from './operation.ts'
import { type Performed, perform } from './perform.ts'
import { s3Statuses } from './s3-status.ts'
import type { Service } from './services.ts'
import { createRequestBody, missingLength, planPayload } from './wire/payload.ts'
import { notImplemented } from './wire/refusal.ts'
import { readRestXml, writeRestXml, writeS3Error } from './wire/rest-xml.ts'
import { S3Routes } from './wire/route-s3.ts'
import { locateS3, type S3Location } from './wire/s3-address.ts'
import type { OperationShape } from './wire/shape.ts'
import type { ValueRecord } from './wire/value.ts'
import { utf8Header } from './wire/wire-request.ts'

/** S3 refuses documents above two mebibytes; batch deletes of long keys come close. */
const longestDocument = 2 * 1024 * 1024

let routes: S3Routes | undefined

/** Answers S3: REST bindings, streamed payloads, errors of its own. */
export async function answerS3(service: Service, incoming: Incoming, world: World, requestId: string): Promise<Answer> {
  const hostId = world.random.bytes(48).toString('base64')
  const result = await serve(service, incoming, world, requestId)
  const headers = { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId }
  if (result.ok) return withHeaders(success(service, result.value), headers)
  return withHeaders(s3Failure(service, result.error, incoming.request.method, requestId, hostId), headers)
}

const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
})

interface Served extends Performed {
  readonly shape: OperationShape
}

async function serve(service: Service, incoming: Incoming, world: World, requestId: string): Promise<Result<Served, AwsError>> {
  const location = locateS3(incoming.request.headers.get('host') ?? '', incoming.request.path)
  const header = headerReader(incoming)
  const shape = findOperation(service, incoming, location, header)
  const signed = identifyS3(incoming, world, location, shape.ok ? shape.value.name : undefined)
  if (!signed.ok) return signed
  if (!shape.ok) return shape
  const body = prepareBody(shape.value, incoming, signed.value, header)
  if (!body.ok) return body
  const text = await readDocument(shape.value, incoming, body.value)
  if (!text.ok) return text
  const labels = { Bucket: location.bucket ?? '', Key: location.key ?? '' }
  const { parameters } = incoming.request
  const input = readRestXml(shape.value, { labels, query: parameters, headers: headersFor(incoming), body: text.value })
  if (!input.ok) return input
  const call = describeCall(incoming, world, requestId, shape.value, signed.value, location, body.value)
  const performed = await perform(service, withoutCoding(input.value), call, world.stores, world.onDecision)
  return performed.ok ? ok({ ...performed.value, shape: shape.value }) : performed
}

/** A presigned request may carry `x-amz-` headers as parameters; the checksum of an empty body that SDKs put there says nothing. */
function headerReader({ request }: Incoming): (name: string) => string | undefined {
  const presigned = request.parameters.has('X-Amz-Signature')
  return (name) => {
    const sent = request.headers.get(name)
    if (sent !== undefined) return utf8Header(sent)
    return presigned && isHoistable(name) ? request.parameters.get(name) : undefined
  }
}

const isHoistable = (name: string): boolean =>
  name.startsWith('x-amz-') && !name.startsWith('x-amz-checksum-') && name !== 'x-amz-sdk-checksum-algorithm'

function headersFor({ request }: Incoming): ReadonlyMap<string, string> {
  const headers = new Map([...request.headers].map(([name, value]) => [name, utf8Header(value)] as const))
  if (!request.parameters.has('X-Amz-Signature')) return headers
  for (const [name, value] of request.parameters) {
    const lower = name.toLowerCase()
    if (isHoistable(lower) && !headers.has(lower)) headers.set(lower, value)
  }
  return headers
}

function findOperation(
  { model }: Service,
  { request }: Incoming,
  { bucket, key }: S3Location,
  header: (name: string) => string | undefined,
): Result<OperationShape, AwsError> {
  routes ??= new S3Routes(model)
  const { method, parameters } = request
  const name = routes.find({ method, bucket, key, parameters, header })
  const shape = name === undefined ? undefined : model.operation(name)
  if (shape !== undefined) return ok(shape)
  if (method === 'POST' && header('content-type')?.startsWith('multipart/form-data') === true) return err(notImplemented('PostObject'))
  return err({
    code: 'MethodNotAllowed',
    message: 'The specified method is not allowed against this resource.',
    status: 405,
    fields: { Method: method, ResourceType: key !== undefined ? 'OBJECT' : bucket !== undefined ? 'BUCKET' : 'SERVICE' },
  })
}

function prepareBody(
  shape: OperationShape,
  incoming: Incoming,
  { authorization, authenticated }: Signed,
  header: (name: string) => string | undefined,
): Result<RequestBody, AwsError> {
  const signer = authorization &&
    authenticated && {
      key: authenticated.signingKey,
      date: authorization.date,
      scope: authorization.scope.text,
      seed: authorization.signature,
    }
  const plan = planPayload(header, signer, shape.hasChecksum)
  if (!plan.ok) return plan
  if (shape.streams && plan.value.length === undefined) return err(missingLength)
  return ok(createRequestBody(plan.value, incoming.body))
}

/** The XML or JSON of an operation that does not stream, with everything about it verified. */
async function readDocument(shape: OperationShape, incoming: Incoming, body: RequestBody): Promise<Result<string, AwsError>> {
  const { method, headers } = incoming.request
  const isEmpty =
    (method === 'GET' || method === 'HEAD' || method === 'DELETE') && !headers.has('content-length') && !headers.has('transfer-encoding')
  if (shape.streams || isEmpty) return ok('')
  if ((body.length ?? 0) > longestDocument) return err(tooLong)
  const chunks: Buffer[] = []
  let length = 0
  const facts = await body.read((chunk) => {
    length += chunk.length
    if (length <= longestDocument) chunks.push(chunk)
  })
  if (!facts.ok) return facts
  return length > longestDocument ? err(tooLong) : ok(Buffer.concat(chunks).toString('utf8'))
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const tooLong: AwsError = { code: 'MaxMessageLengthExceeded', message: 'Your request was too large.', status: 400 }

function describeCall(
  { request, sourceIp, secureTransport }: Incoming,
  { now, random }: World,
  requestId: string,
  { name }: OperationShape,
  { authorization, authenticated }: Signed,
  location: S3Location,
  body: RequestBody,
): Omit<Call, 'permits'> {
  const contentSha256 = request.headers.get('x-amz-content-sha256')
  const presigned = authorization?.type === 'REST-QUERY-STRING'
  return {
    service: 's3',
    operation: name,
    caller: authenticated?.caller ?? { principal: { type: 'anonymous' } },
    region: authorization?.scope.region ?? location.region ?? defaultRegion,
    now: now(),
    requestId,
    random,
    secureTransport,
    sourceIp,
    authType: authorization?.type ?? 'anonymous',
    ...(presigned && authenticated !== undefined ? { signatureAge: authenticated.signatureAge } : {}),
    ...(contentSha256 === undefined ? {} : { contentSha256 }),
    method: request.method,
    header: headerReader({ request, sourceIp, secureTransport, body: noBody }),
    body,
  }
}

async function* noBody(): AsyncIterable<Buffer> {}

/** `aws-chunked` is how the body travels, not how the object is encoded. @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
function withoutCoding(input: ValueRecord): ValueRecord {
  const { ContentEncoding: coding, ...rest } = input
  if (typeof coding !== 'string' || !coding.includes('aws-chunked')) return input
  const left = coding
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
  return Object.assign(Object.create(null), rest, left.length === 0 ? {} : { ContentEncoding: left.join(',') })
}

function success({ model }: Service, { shape, output, status }: Served): Answer {
  const written = writeRestXml(shape, output, model.data.namespace)
  return status === undefined ? written : { ...written, status }
}

/** Answers to HEAD, and 304, have no body. */
export function s3Failure(service: Service, error: AwsError, method: string, requestId: string, hostId: string): Answer {
  const status = error.status ?? service.model.data.errors[error.code] ?? s3Statuses[error.code] ?? 400
  const empty = method === 'HEAD' || status === 304
  const body = empty ? '' : writeS3Error(error, requestId, hostId)
  return { status, headers: { ...(empty ? {} : { 'content-type': 'application/xml' }), ...error.headers }, body }
}
