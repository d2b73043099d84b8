import { answerForm, formFailure } from './answer-form.ts'
import { answerS3, s3Failure } from './answer-s3.ts'
import { type Answer, collectBody, type Incoming, type World } from './exchange.ts'
import type { ServiceName } from './operation.ts'
import type { Random } from './random.ts'
import { isServiceName, loadedService, loadService, type Service, targets, versions } from './services.ts'
import { claimedService } from './wire/authorization.ts'
import { notImplemented, refusal } from './wire/refusal.ts'
import { parseQuery, type WireRequest } from './wire/wire-request.ts'

/** Answers one request to whichever service it is for. An error of ours becomes an answer too, and is reported. */
export async function answer(incoming: Incoming, world: World, onInternalError: (error: unknown) => void): Promise<Answer> {
  const name = serviceOf(incoming.request)
  if (name === undefined) return answerUnserved(incoming, world)
  const service = loadedService(name) ?? (await loadService(name))
  const requestId = newRequestId(service.name, world.random)
  const { now, random, onDecision, hostility } = world
  const seen = { stores: hostility.seenBy(service.name, world.stores, now()), now, random, onDecision, hostility }
  try {
    return await (service.dialect === 'rest-xml' ? answerS3 : answerForm)(service, incoming, seen, requestId)
  } catch (error) {
    onInternalError(error)
    return refuse(service, 'internal', incoming, requestId)
  }
}

function refuse(service: Service, why: 'internal' | 'throttled', { request }: Incoming, requestId: string): Answer {
  const error = refusal(service.dialect, why)
  return service.dialect === 'rest-xml'
    ? s3Failure(service, error, request.method, requestId, requestId)
    : formFailure(service, error, requestId)
}

/** What a hostile sandbox says before it has looked at a request. */
export async function answerHostile(incoming: Incoming, kind: 'throttled' | 'failed', { random }: World): Promise<Answer> {
  const name = serviceOf(incoming.request)
  if (name === undefined) throw new Error('internal error: only requests to a service meet with hostility')
  return refuse(await loadService(name), kind === 'failed' ? 'internal' : 'throttled', incoming, newRequestId(name, random))
}

/**
 * The service that a request is for, where the sandbox has it. One port serves all: the scope of the signature says which service is meant. Without a signature the target of JSON services, the version of a
 * form, and else S3, which alone takes anonymous requests.
 */
export function serviceOf(request: WireRequest): ServiceName | undefined {
  const claimed = claimedService(request)
  if (claimed === undefined) return unsignedService(request)
  if (claimed === 's3' && isS3Control(request)) return 's3control'
  if (isServiceName(claimed)) return claimed
  return unserved.has(claimed) ? undefined : unsignedService(request)
}

/** S3 Control is another API behind the same signature: it says whose account is meant. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html */
const isS3Control = ({ path, headers }: WireRequest): boolean => path.startsWith('/v20180820/') && headers.has('x-amz-account-id')

/** Services of AWS that the sandbox does not have, as a signature names them. */
const unserved = new Set([
  's3express',
  's3-outposts',
  's3-object-lambda',
  'access-analyzer',
  'secretsmanager',
  'ssm',
  'lambda',
  'sqs',
  'sns',
  'dynamodb',
  'cloudformation',
  'redshift',
  'rds',
  'athena',
  'logs',
  'monitoring',
])

function unsignedService({ headers, parameters, method, path }: WireRequest): ServiceName {
  const target = headers.get('x-amz-target')?.split('.')[0]
  const named = targets.get(target ?? '') ?? versions.get(parameters.get('Version') ?? '')
  if (named !== undefined) return named
  const isForm = method === 'POST' && path === '/' && headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true
  return isForm ? 'sts' : 's3'
}

/** Names the operation, in the envelope that the service would have used. */
async function answerUnserved(incoming: Incoming, { random }: World): Promise<Answer> {
  const { request } = incoming
  const name = claimedService(request) ?? ''
  const target = request.headers.get('x-amz-target')?.split('.').at(-1)
  const operation = target ?? request.parameters.get('Action') ?? (await actionOfForm(incoming))
  const error = notImplemented(operation === undefined ? `the service ${name}` : `${name}:${operation}`)
  return formFailure(await loadService(target === undefined ? 'sts' : 'kms'), error, random.uuid())
}

async function actionOfForm(incoming: Incoming): Promise<string | undefined> {
  const form = await collectBody(incoming, 1024 * 1024)
  return typeof form === 'string' ? undefined : parseQuery(form.toString()).get('Action')
}

/** S3's are sixteen capitals and digits, the other services' are UUIDs. */
const newRequestId = (service: ServiceName, random: Random): string =>
  service === 's3' || service === 's3control' ? random.text(16, 'ABCDEFGHJKMNPQRSTVWXYZ0123456789') : random.uuid()
