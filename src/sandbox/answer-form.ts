import { err, ok, type Result } from '../base/result.ts'
import { authenticate } from './authenticate.ts'
import { describeCall } from './describe-call.ts'
import type { AwsError } from './error.ts'
import { type Answer, collectBody, type Incoming, isRegion, regionOf, type World } from './exchange.ts'
import type { AuthType, Caller } from './operation.ts'
import { refuseViolations } from './organizations/refuse-violations.ts'
import { type Performed, perform } from './perform.ts'
import { refuseSession } from './refuse-session.ts'
import type { Service } from './services.ts'
import { parseAuthorization } from './wire/authorization.ts'
import { sha256Hex } from './wire/canonical-request.ts'
import { readEc2Query, unknownParameter, writeEc2Error, writeEc2Query } from './wire/ec2-query.ts'
import { readJson, writeJson, writeJsonError } from './wire/json.ts'
import { createRequestBody, nothingPromised } from './wire/payload.ts'
import { lowerFirst, type Parameters, parseParameters, readQuery, writeQuery, writeQueryError } from './wire/query.ts'
import { refusal } from './wire/refusal.ts'
import { RestRoutes } from './wire/route-rest.ts'
import type { OperationShape } from './wire/shape.ts'
import { validate, violationsOf } from './wire/validate.ts'
import type { ValueRecord } from './wire/value.ts'

/** IAM and STS take less, KMS takes less than a tenth of it. */
const longestBody = 1024 * 1024

/** Answers the services whose whole request is one form or one JSON text: IAM, STS, EC2, KMS and Organizations. */
export async function answerForm(service: Service, incoming: Incoming, world: World, requestId: string): Promise<Answer> {
  const result = await serve(service, incoming, world, requestId)
  return result.ok ? success(service, result.value, requestId) : failure(service, result.error, requestId)
}

interface Served extends Performed {
  readonly shape: OperationShape
}

async function serve(service: Service, incoming: Incoming, world: World, requestId: string): Promise<Result<Served, AwsError>> {
  const body = await collectBody(incoming, longestBody)
  if (body === 'tooLong') return err({ code: 'RequestEntityTooLarge', message: 'Request size exceeded the limit', status: 413 })
  if (body === 'broken') return err({ code: 'IncompleteBody', message: 'The request body ended early', status: 400 })
  const parameters = service.dialect === 'json' ? undefined : parseParameters(formOf(incoming, body))
  const operation = operationName(service, incoming, parameters)
  const signed = identify(service, incoming, world, body, operation)
  if (!signed.ok) return signed
  const shape = findOperation(service, operation)
  if (!shape.ok) return shape
  const input = readInput(service, shape.value, body, parameters)
  if (!input.ok) return input
  const { caller, region, authType } = signed.value
  const call = describeCall(incoming, world, {
    service: service.name,
    operation: shape.value.name,
    requestId,
    caller,
    region,
    authType,
    header: (name) => incoming.request.headers.get(name),
    body: createRequestBody(nothingPromised, noBody),
  })
  const performed = await perform(service, input.value, call, world.stores, world.onDecision)
  return performed.ok ? ok({ ...performed.value, shape: shape.value }) : performed
}

const formOf = ({ request }: Incoming, body: Buffer): string => (request.method === 'GET' ? request.query : body.toString('utf8'))

function operationName({ model }: Service, { request }: Incoming, parameters: Parameters | undefined): string | undefined {
  if (parameters !== undefined) return parameters.parts.get('Action')?.text
  // Operations that are not built have no route, but their name is all of the path.
  if (model.data.protocol === 'rest-json') return routesOf(model).find(request.method, request.path)?.operation ?? request.path.slice(1)
  const target = request.headers.get('x-amz-target')
  return target?.startsWith(`${model.data.target}.`) === true ? target.slice(model.data.target.length + 1) : undefined
}

const routes = new WeakMap<Service['model'], RestRoutes>()

/** Lake Formation has its operations in the path. */
function routesOf(model: Service['model']): RestRoutes {
  const known = routes.get(model) ?? new RestRoutes(model)
  routes.set(model, known)
  return known
}

/** Operations that anybody may call: their input holds the proof. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const unsigned = new Set(['AssumeRoleWithWebIdentity', 'AssumeRoleWithSAML'])

function identify(
  { dialect, name }: Service,
  incoming: Incoming,
  { stores, now }: World,
  body: Buffer,
  operation: string | undefined,
): Result<{ readonly caller: Caller; readonly region: string; readonly authType: AuthType }, AwsError> {
  const { request } = incoming
  const parsed = parseAuthorization(request, dialect)
  if (!parsed.ok) return parsed
  const authorization = parsed.value
  if (authorization === undefined) {
    if (!unsigned.has(operation ?? '')) return err(refusal(dialect, 'missingToken'))
    return ok({ caller: { principal: { type: 'anonymous' } }, region: regionOfHost(request), authType: 'anonymous' })
  }
  const { scope, type, signedHeaders } = authorization
  if (!isRegion(scope.region) && stores.profile === 'current')
    return err(refusal(dialect, 'signatureMismatch', { message: 'Credential should be scoped to a valid region. ' }))
  if (scope.service !== name) {
    return err(refusal(dialect, 'signatureMismatch', { message: `Credential should be scoped to correct service: '${name}'. ` }))
  }
  if (!signedHeaders.includes('host')) {
    return err(
      refusal(dialect, 'signatureMismatch', { message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization." }),
    )
  }
  const authenticated = authenticate({ request, authorization, payloadHash: sha256Hex(body), dialect, now: now() }, stores)
  if (!authenticated.ok) return authenticated
  const { caller } = authenticated.value
  const refused = refuseSession(name, caller, operation)
  return refused === undefined ? ok({ caller, region: regionOf(scope), authType: type }) : err(refused)
}

/** Without a signature the name of the host alone says it: `sts.eu-west-1.amazonaws.com`, or `….localhost`. @see https://docs.aws.amazon.com/general/latest/gr/sts.html */
const regionOfHost = ({ headers }: Incoming['request']): string =>
  regionOf({ region: /^sts\.([^.]+)\./.exec(headers.get('host') ?? '')?.[1] ?? '' })

/** These services have no streams. */
const noBody = (): Promise<void> => Promise.resolve()

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
function findOperation({ model, dialect }: Service, name: string | undefined): Result<OperationShape, AwsError> {
  const shape = name === undefined ? undefined : model.operation(name)
  if (shape !== undefined) return ok(shape)
  if (dialect === 'json') return err({ code: 'UnknownOperationException', message: '', status: 400 })
  if (name === undefined)
    return err({ code: 'MissingAction', message: 'The request is missing an action or a required parameter.', status: 400 })
  if (dialect === 'ec2') return err({ code: 'InvalidAction', message: `The action ${name} is not valid for this web service.` })
  return err({ code: 'InvalidAction', message: `Could not find operation ${name} for version ${model.data.version}`, status: 400 })
}

function readInput(
  service: Service,
  shape: OperationShape,
  body: Buffer,
  parameters: Parameters | undefined,
): Result<ValueRecord, AwsError> {
  if (service.dialect === 'ec2' && parameters !== undefined) return readEc2Input(shape, parameters)
  const read = parameters === undefined ? readJsonInput(shape, body) : readQuery(shape, parameters)
  if (!read.ok) return read
  const refused = refuseInput(service, shape, read.value)
  return refused === undefined ? read : err(refused)
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html#CommonErrors */
function readEc2Input(shape: OperationShape, parameters: Parameters): Result<ValueRecord, AwsError> {
  const unknown = unknownParameter(shape, parameters)
  if (unknown !== undefined) return err({ code: 'UnknownParameter', message: `The parameter ${unknown} is not recognized` })
  const read = readEc2Query(shape, parameters)
  if (!read.ok) {
    const [{ path, text, type } = { path: '', text: '', type: '' }] = read.error
    return err({ code: 'InvalidParameterValue', message: `Value (${text}) for parameter ${path} is invalid. It is no ${type}.` })
  }
  const missing = shape.input.members.find(({ name, required }) => required && read.value[name] === undefined)
  if (missing === undefined) return read
  return err({ code: 'MissingParameter', message: `The request must contain the parameter ${lowerFirst(missing.wireName)}` })
}

function refuseInput({ name, dialect }: Service, { input }: OperationShape, value: ValueRecord): AwsError | undefined {
  if (name === 'organizations') return refuseViolations(violationsOf(input, value))
  const message = validate(name, input, value)
  return message === undefined ? undefined : { code: dialect === 'json' ? 'ValidationException' : 'ValidationError', message, status: 400 }
}

/** The JSON services answer what they cannot read with the words of their parser. */
function readJsonInput(shape: OperationShape, body: Buffer): Result<ValueRecord, AwsError> {
  const read = readJson(shape, body.toString('utf8'))
  if (read.ok) return read
  const [{ text, type } = { text: '', type: '' }] = read.error
  return err({ code: 'SerializationException', message: `${text} can not be converted to ${type}`, status: 400 })
}

function success({ dialect, model }: Service, { shape, output, status = 200 }: Served, requestId: string): Answer {
  const values = output as ValueRecord
  if (dialect === 'json') return { status, headers: jsonHeaders(requestId), body: writeJson(shape, values) }
  if (dialect === 'ec2')
    return { status, headers: ec2Headers(requestId), body: writeEc2Query(shape, values, model.data.namespace, requestId) }
  return { status, headers: xmlHeaders(requestId), body: writeQuery(shape, values, model.data.namespace, requestId) }
}

function failure({ dialect, model }: Service, error: AwsError, requestId: string): Answer {
  const status = error.status ?? model.data.errors[error.code] ?? 400
  if (dialect === 'ec2') return { status, headers: { ...ec2Headers(requestId), ...error.headers }, body: writeEc2Error(error, requestId) }
  if (dialect !== 'json') {
    return {
      status,
      headers: { ...xmlHeaders(requestId), ...error.headers },
      body: writeQueryError(error, status, model.data.namespace, requestId),
    }
  }
  return { status, headers: { ...jsonHeaders(requestId), 'x-amzn-errortype': error.code, ...error.headers }, body: writeJsonError(error) }
}

const xmlHeaders = (requestId: string): Readonly<Record<string, string>> => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId })
const ec2Headers = (requestId: string): Readonly<Record<string, string>> => ({
  'content-type': 'text/xml;charset=UTF-8',
  'x-amzn-requestid': requestId,
})
const jsonHeaders = (requestId: string): Readonly<Record<string, string>> => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amzn-requestid': requestId,
})

/** The envelope of an internal error. */
export const formFailure = failure
