import { err, ok, type Result } from '../base/result.ts'
import { answerPost } from './answer-post.ts'
import { answerPreflight, corsHeaders } from './cors.ts'
import type { AwsError } from './error.ts'
import { type Answer, defaultRegion, type Incoming, regionOf, type World } from './exchange.ts'
import { identifyS3, type Signed } from './identify-s3.ts'
import { answerOfProfile } from './older-answers.ts'
import type { Call, RequestBody } from './operation.ts'
import { type Performed, perform } from './perform.ts'
import { prepareBody, readDocument, withoutCoding } from './s3-body.ts'
import { controlService, findControlOperation, isS3Control } from './s3-control.ts'
import { headerReader, headersOf } from './s3-headers.ts'
import { s3Statuses } from './s3-status.ts'
import type { Service } from './services.ts'
import { readRestXml, writeRestXml, writeS3Error } from './wire/rest-xml.ts'
import { S3Routes } from './wire/route-s3.ts'
import { locateS3, type S3Location } from './wire/s3-address.ts'
import type { OperationShape } from './wire/shape.ts'
import type { WireRequest } from './wire/wire-request.ts'

let routes: S3Routes | undefined

/** Answers S3: REST bindings, streamed payloads, errors of its own. */
export async function answerS3(service: Service, incoming: Incoming, world: World, requestId: string): Promise<Answer> {
  const hostId = world.random.bytes(48).toString('base64')
  const headers = { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId, server: 'AmazonS3' }
  const bucket = bucketOfForm(incoming)
  const crossOrigin = corsHeaders(incoming.request, world.stores)
  const result =
    bucket !== undefined
      ? await answerPost(service, { bucket, incoming, requestId }, world)
      : incoming.request.method === 'OPTIONS'
        ? answerPreflight(incoming.request, world.stores)
        : await serve(service, incoming, world, requestId)
  const answered = result.ok
    ? 'shape' in result.value
      ? success(service, result.value)
      : result.value
    : s3Failure(service, answerOfProfile(result.error, world.stores.profile), incoming.request.method, requestId, hostId)
  return withHeaders(answered, { ...headers, ...crossOrigin })
}

/** A POST to a bucket that names no operation is a form. */
function bucketOfForm({ request }: Incoming): string | undefined {
  if (request.method !== 'POST' || request.query !== '') return undefined
  const { bucket, key } = locateS3(request.headers.get('host') ?? '', request.path)
  return key === undefined ? bucket : undefined
}

const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
})

interface Served extends Performed {
  readonly shape: OperationShape
}

/** The account that S3 Control is about stands where the other operations have their bucket. */
const accountLocation = ({ headers }: WireRequest): S3Location => ({
  bucket: headers.get('x-amz-account-id'),
  key: undefined,
  region: undefined,
})

async function serve(s3: Service, incoming: Incoming, world: World, requestId: string): Promise<Result<Served, AwsError>> {
  const isControl = isS3Control(incoming.request)
  const service = isControl ? controlService(s3) : s3
  const location = isControl
    ? accountLocation(incoming.request)
    : locateS3(incoming.request.headers.get('host') ?? '', incoming.request.path)
  const header = headerReader(incoming.request)
  const shape = isControl ? findControlOperation(service, incoming.request) : findOperation(service, incoming, location, header)
  const signed = identifyS3(incoming, world, location, shape.ok ? shape.value.name : undefined)
  if (!signed.ok) return signed
  if (!shape.ok) return shape
  const body = prepareBody(shape.value, incoming, signed.value, header, world.stores)
  if (!body.ok) return body
  const text = await readDocument(shape.value, incoming, body.value)
  if (!text.ok) return text
  const labels = { Bucket: location.bucket ?? '', Key: location.key ?? '' }
  const { parameters } = incoming.request
  const input = readRestXml(shape.value, { labels, query: parameters, headers: headersOf(incoming.request), body: text.value })
  if (!input.ok) return input
  const call = describeCall(incoming, world, requestId, shape.value, signed.value, location, body.value)
  const performed = await perform(service, withoutCoding(input.value), call, world.stores, world.onDecision)
  return performed.ok ? ok({ ...performed.value, shape: shape.value }) : performed
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
  return err({
    code: 'MethodNotAllowed',
    message: 'The specified method is not allowed against this resource.',
    status: 405,
    fields: { Method: method, ResourceType: key !== undefined ? 'OBJECT' : bucket !== undefined ? 'BUCKET' : 'SERVICE' },
  })
}

function describeCall(
  { request, sourceIp, way, secureTransport, tlsVersion }: Incoming,
  { now, random }: World,
  requestId: string,
  { name }: OperationShape,
  { authorization, authenticated, signatureVersion }: Signed,
  location: S3Location,
  body: RequestBody,
): Omit<Call, 'permits'> {
  const contentSha256 = request.headers.get('x-amz-content-sha256')
  const presigned = authorization?.type === 'REST-QUERY-STRING'
  return {
    service: 's3',
    operation: name,
    caller: authenticated?.caller ?? { principal: { type: 'anonymous' } },
    region: authorization === undefined ? (location.region ?? defaultRegion) : regionOf(authorization.scope),
    now: now(),
    requestId,
    random,
    secureTransport,
    tlsVersion,
    sourceIp,
    ...(way === undefined ? {} : { way }),
    authType: authorization?.type ?? 'anonymous',
    ...(signatureVersion === undefined ? {} : { signatureVersion }),
    ...(presigned && authenticated !== undefined ? { signatureAge: authenticated.signatureAge } : {}),
    ...(contentSha256 === undefined ? {} : { contentSha256 }),
    method: request.method,
    header: headerReader(request),
    body,
  }
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
