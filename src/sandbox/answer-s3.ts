import { err, ok, type Result } from '../base/result.ts'
import { answerPost } from './answer-post.ts'
import { answerPreflight, corsHeaders } from './cors.ts'
import { describeCall } from './describe-call.ts'
import type { AwsError } from './error.ts'
import { type Answer, defaultRegion, type Incoming, regionOf, type World } from './exchange.ts'
import { identifyS3, type Signed } from './identify-s3.ts'
import { locateRequest, type RequestLocation } from './locate-request.ts'
import { answerOfProfile } from './older-answers.ts'
import type { Call } from './operation.ts'
import { type Performed, perform } from './perform.ts'
import { refuseParameters } from './refuse-parameters.ts'
import { refuseThroughAccessPoint } from './s3/through-access-point.ts'
import { prepareBody, readDocument, withoutCoding } from './s3-body.ts'
import { headerReader, headersOf } from './s3-headers.ts'
import { s3Statuses } from './s3-status.ts'
import type { Service } from './services.ts'
import type { Stores } from './stores.ts'
import { notImplemented } from './wire/refusal.ts'
import { readRestXml, writeControlError, writeRestXml, writeS3Error } from './wire/rest-xml.ts'
import { RestRoutes } from './wire/route-rest.ts'
import { S3Routes } from './wire/route-s3.ts'
import { locateS3 } from './wire/s3-address.ts'
import type { OperationShape } from './wire/shape.ts'
import { isDecodable, type WireRequest } from './wire/wire-request.ts'

let routes: S3Routes | undefined
let controlRoutes: RestRoutes | undefined

/** Answers S3: REST bindings, streamed payloads, errors of its own. */
export async function answerS3(service: Service, incoming: Incoming, world: World, requestId: string): Promise<Answer> {
  const hostId = world.random.bytes(48).toString('base64')
  const headers: Record<string, string> = { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId, server: 'AmazonS3' }
  const bucket = service.name === 's3' ? bucketOfForm(incoming) : undefined
  const crossOrigin = corsHeaders(incoming.request, world.stores)
  const result =
    bucket !== undefined
      ? await answerPost(service, { bucket, incoming, requestId }, world)
      : incoming.request.method === 'OPTIONS'
        ? answerPreflight(incoming.request, world.stores)
        : await serve(service, incoming, world, requestId)
  const answered = result.ok
    ? 'shape' in result.value
      ? success(service, result.value, world.stores)
      : result.value
    : s3Failure(service, answerOfProfile(result.error, world.stores.profile), incoming.request.method, requestId, hostId)
  return withHeaders(answered, Object.assign(headers, crossOrigin))
}

/** A POST to a bucket that names no operation is a form. */
function bucketOfForm({ request }: Incoming): string | undefined {
  if (request.method !== 'POST' || request.query !== '') return undefined
  const { bucket, key } = locateS3(request.headers.get('host') ?? '', request.path)
  return key === undefined ? bucket : undefined
}

const withHeaders = ({ status, headers: own, body }: Answer, headers: Record<string, string>): Answer => ({
  status,
  headers: Object.assign(headers, own),
  body,
})

interface Served extends Performed {
  readonly shape: OperationShape
}

/** S3 Control is about an account, not about a bucket. */
const noLocation: RequestLocation = { bucket: undefined, key: undefined, region: undefined }

interface Found {
  readonly shape: OperationShape
  readonly labels: Readonly<Record<string, string>>
}

/** Keys are UTF-8. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const invalidUri = (path: string): AwsError => ({
  code: 'InvalidURI',
  message: "Couldn't parse the specified URI.",
  status: 400,
  fields: { URI: path },
})

async function serve(service: Service, incoming: Incoming, world: World, requestId: string): Promise<Result<Served, AwsError>> {
  if (!isDecodable(incoming.request.path)) return err(invalidUri(incoming.request.path))
  const isControl = service.name === 's3control'
  const location = isControl ? noLocation : locateRequest(incoming.request, world.stores)
  const header = headerReader(incoming.request)
  const found = isControl ? findControlOperation(service, incoming.request) : findOperation(service, incoming, location, header)
  const signed = identifyS3(incoming, world, location, found.ok ? found.value.shape.name : undefined)
  if (!signed.ok) return signed
  if (location.missing !== undefined) return err(location.missing)
  const misplaced = refuseParameters(incoming.request, found.ok ? found.value.shape : undefined)
  if (misplaced !== undefined) return err(misplaced)
  if (!found.ok) return found
  const { shape, labels } = found.value
  const body = prepareBody(shape, incoming, signed.value, header, world.stores)
  if (!body.ok) return body
  const text = shape.streams ? ok('') : await readDocument(shape, incoming, body.value, header)
  if (!text.ok) return text
  const { parameters } = incoming.request
  const input = readRestXml(shape, { labels, query: parameters, headers: headersOf(incoming.request), body: text.value })
  if (!input.ok) return input
  const call = callOf(incoming, world, requestId, shape, signed.value, location, { body: body.value, header })
  const refused = refuseThroughAccessPoint(call)
  if (refused !== undefined) return err(refused)
  const performed = await perform(service, withoutCoding(input.value, header), call, world.stores, world.onDecision)
  return performed.ok ? ok({ ...performed.value, shape }) : performed
}

function findOperation(
  { model }: Service,
  { request }: Incoming,
  { bucket, key }: RequestLocation,
  header: (name: string) => string | undefined,
): Result<Found, AwsError> {
  routes ??= new S3Routes(model)
  const { method, parameters } = request
  const name = routes.find({ method, bucket, key, parameters, header })
  const shape = name === undefined ? undefined : model.operation(name)
  if (shape !== undefined) return ok({ shape, labels: { Bucket: bucket ?? '', Key: key ?? '' } })
  return err({
    code: 'MethodNotAllowed',
    message: 'The specified method is not allowed against this resource.',
    status: 405,
    fields: { Method: method, ResourceType: key !== undefined ? 'OBJECT' : bucket !== undefined ? 'BUCKET' : 'SERVICE' },
  })
}

function findControlOperation({ model }: Service, { method, path }: WireRequest): Result<Found, AwsError> {
  controlRoutes ??= new RestRoutes(model)
  const route = controlRoutes.find(method, path)
  const shape = route === undefined ? undefined : model.operation(route.operation)
  return shape === undefined || route === undefined
    ? err(notImplemented(`S3 Control: ${method} ${path}`))
    : ok({ shape, labels: route.labels })
}

function callOf(
  incoming: Incoming,
  world: World,
  requestId: string,
  { name }: OperationShape,
  { authorization, authenticated, signatureVersion }: Signed,
  location: RequestLocation,
  { body, header }: Pick<Call, 'body' | 'header'>,
): Omit<Call, 'permits'> {
  const isPresigned = authorization?.type === 'REST-QUERY-STRING'
  return describeCall(incoming, world, {
    service: 's3',
    operation: name,
    requestId,
    caller: authenticated?.caller ?? { principal: { type: 'anonymous' } },
    region: authorization === undefined ? (location.region ?? defaultRegion) : regionOf(authorization.scope),
    authType: authorization?.type ?? 'anonymous',
    signatureVersion,
    signatureAge: isPresigned ? authenticated?.signatureAge : undefined,
    contentSha256: incoming.request.headers.get('x-amz-content-sha256'),
    accessPoint: location.accessPoint,
    header,
    body,
  })
}

function success({ model }: Service, { shape, output, status }: Served, stores: Stores): Answer {
  const written = writeRestXml(shape, output, model.data.namespace)
  const more = unmodelledHeaders(shape.name, output, stores)
  if (more !== undefined) return { ...written, headers: { ...written.headers, ...more } }
  return status === undefined ? written : { ...written, status }
}

/**
 * What the model does not know of. Recorded from AWS.
 *
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3.snapshot.json (test_create_bucket_head_bucket, test_bucket_name_with_dots)
 */
function unmodelledHeaders(operation: string, output: Served['output'], { s3 }: Stores): Readonly<Record<string, string>> | undefined {
  if (operation === 'HeadBucket') return { 'content-type': 'application/xml' }
  if (operation !== 'ListObjects' && operation !== 'ListObjectsV2') return undefined
  const bucket = s3.buckets.get(String(output.Name))
  return bucket === undefined ? undefined : { 'x-amz-bucket-region': bucket.region }
}

/** Answers to HEAD, and 304, have no body; those to HEAD say its type all the same. @see https://github.com/getmoto/moto/issues/6042 */
export function s3Failure(service: Service, error: AwsError, method: string, requestId: string, hostId: string): Answer {
  const status = error.status ?? service.model.data.errors[error.code] ?? s3Statuses[error.code] ?? 400
  const empty = method === 'HEAD' || status === 304
  const body = empty ? '' : (service.name === 's3control' ? writeControlError : writeS3Error)(error, requestId, hostId)
  return { status, headers: { ...(status === 304 ? {} : { 'content-type': 'application/xml' }), ...error.headers }, body }
}
