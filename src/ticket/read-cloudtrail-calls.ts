import { type Located, member } from '../base/located.ts'
import { parseJson } from '../base/parse-json.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Span } from '../base/span.ts'
import type { ApiCall } from '../engine/api-call.ts'
import { principalOfArn } from '../engine/principal-of-arn.ts'
import type { Principal } from '../engine/request.ts'
import type { NetworkFacts, TemporaryCredentials } from '../engine/request-context.ts'
import { cloudTrailParameters } from './cloudtrail-parameters.ts'
import { has, type LocatedObject, objectAt, objectsAt, textAt } from './piece.ts'

/** One event of CloudTrail as the call that it records: who called what, from where and when. */
export interface CloudTrailCall {
  readonly at: Span
  /** Undefined where the event does not say: the log of another account has no ARN of the caller. */
  readonly principal?: Principal
  readonly credentials?: TemporaryCredentials
  readonly network?: NetworkFacts
  readonly calledVia?: readonly string[]
  readonly call: ApiCall
  readonly time: Date
  /** What AWS answered, where it refused. */
  readonly recorded?: { readonly code: string; readonly message?: string }
}

/**
 * Reads CloudTrail: one event, a file of `Records`, or what `aws cloudtrail lookup-events` prints.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function readCloudTrailCalls(text: string, file: string): Result<readonly CloudTrailCall[], readonly Problem[]> {
  const parsed = parseJson(text, file)
  if (!parsed.ok) return parsed
  const events = eventsOf(parsed.value)
  const problems = events.flatMap(checkEvent)
  if (events.length === 0) problems.push(problem('no-event', parsed.value.at, 'this is no CloudTrail event', expected))
  return problems.length > 0 ? err(problems) : ok(events.map(callOf))
}

const expected = 'an event has `eventSource`, `eventName` and `userIdentity`; a log file has a list of them in `Records`'

const problem = (code: string, at: Span, message: string, help: string): Problem => ({ code: `cloudtrail/${code}`, at, message, help })

function eventsOf(root: Located): readonly LocatedObject[] {
  if (root.kind === 'array') return root.items.filter((item) => item.kind === 'object')
  if (root.kind !== 'object') return []
  if (has(root, 'Records')) return objectsAt(root, 'Records')
  if (has(root, 'Events')) return objectsAt(root, 'Events').flatMap(innerEvent)
  return has(root, 'eventName') ? [root] : []
}

/** `lookup-events` has each event as a text; its places are those of the text's own lines. */
function innerEvent(event: LocatedObject): readonly LocatedObject[] {
  const text = textAt(event, 'CloudTrailEvent')
  const inner = text === undefined ? undefined : parseJson(text, event.at.file)
  return inner?.ok === true && inner.value.kind === 'object' ? [{ ...inner.value, at: event.at }] : []
}

function checkEvent(event: LocatedObject): readonly Problem[] {
  const missing = ['eventSource', 'eventName', 'userIdentity', 'eventTime'].filter((key) => !has(event, key))
  if (missing.length > 0) {
    const names = missing.map((key) => `\`${key}\``).join(', ')
    return [
      problem('incomplete-event', event.at, `this event lacks ${names}`, 'give the whole event: of a part of it no request can be made'),
    ]
  }
  const time = member(event, 'eventTime')
  return time === undefined || Number.isFinite(timeOf(event).getTime())
    ? []
    : [problem('event-time', time.at, '`eventTime` is no time', 'CloudTrail writes it as `2026-11-25T12:00:00Z`')]
}

const timeOf = (event: LocatedObject): Date => new Date(textAt(event, 'eventTime') ?? '')

function callOf(event: LocatedObject): CloudTrailCall {
  const identity = objectAt(event, 'userIdentity') ?? event
  const [principal, credentials, network] = [principalOf(identity), credentialsOf(identity), networkOf(event)]
  const [code, message] = [textAt(event, 'errorCode'), textAt(event, 'errorMessage')]
  const invokedBy = textAt(identity, 'invokedBy')
  return {
    at: event.at,
    ...(principal === undefined ? {} : { principal }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(network === undefined ? {} : { network }),
    ...(invokedBy === undefined || principal?.type === 'service' ? {} : { calledVia: [invokedBy] }),
    call: apiCallOf(event),
    time: timeOf(event),
    ...(code === undefined ? {} : { recorded: { code, ...(message === undefined ? {} : { message }) } }),
  }
}

function apiCallOf(event: LocatedObject): ApiCall {
  const service = (textAt(event, 'eventSource') ?? '').replace(/\.amazonaws\.com$/, '')
  const resources = objectsAt(event, 'resources')
  const owner = resources.flatMap((resource) => textAt(resource, 'accountId') ?? [])[0]
  const key = resources.flatMap((resource) => textAt(resource, 'ARN') ?? []).find((arn) => /^arn:[^:]*:kms:.*:key\//.test(arn))
  return {
    operation: `${service}:${textAt(event, 'eventName') ?? ''}`,
    parameters: cloudTrailParameters(event, service),
    partition: partitionOf(textAt(event, 'awsRegion')),
    region: textAt(event, 'awsRegion') ?? 'us-east-1',
    account: owner ?? textAt(event, 'recipientAccountId') ?? '',
    ...(key === undefined ? {} : { facts: { encryptionKey: key } }),
  }
}

/** @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
function partitionOf(region: string | undefined): string {
  if (region?.startsWith('cn-') === true) return 'aws-cn'
  return region?.startsWith('us-gov-') === true ? 'aws-us-gov' : 'aws'
}

/**
 * Who called. For a session the role behind it is known with its path.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
function principalOf(identity: LocatedObject): Principal | undefined {
  const [type, arn, invokedBy] = [textAt(identity, 'type'), textAt(identity, 'arn'), textAt(identity, 'invokedBy')]
  if (type === 'AWSService') return invokedBy === undefined ? undefined : { type: 'service', service: invokedBy }
  if (type === 'WebIdentityUser' || type === 'SAMLUser') return { type: 'federated', provider: textAt(identity, 'identityProvider') ?? '' }
  // An unsigned request is of an account without a name.
  if (type === 'AWSAccount' && textAt(identity, 'accountId') === 'ANONYMOUS_PRINCIPAL') return { type: 'anonymous' }
  const principal = arn === undefined ? undefined : principalOfArn(arn, 'sallyport')
  const id = textAt(identity, 'principalId')?.split(':')[0]
  const issuer = objectAt(objectAt(identity, 'sessionContext') ?? identity, 'sessionIssuer')
  if (principal?.type === 'user') return { ...principal, ...(id === undefined ? {} : { id }) }
  if (principal?.type === 'assumedRole') {
    const roleArn = issuer === undefined ? undefined : textAt(issuer, 'arn')
    return { ...principal, ...(roleArn === undefined ? {} : { roleArn }), ...(id === undefined ? {} : { roleId: id }) }
  }
  return principal
}

function credentialsOf(identity: LocatedObject): TemporaryCredentials | undefined {
  const session = objectAt(identity, 'sessionContext')
  const attributes = session === undefined ? undefined : objectAt(session, 'attributes')
  const created = attributes === undefined ? undefined : textAt(attributes, 'creationDate')
  const issuedAt = new Date(created ?? '')
  if (session === undefined || attributes === undefined || Number.isNaN(issuedAt.getTime())) return undefined
  const sourceIdentity = textAt(session, 'sourceIdentity')
  const web = objectAt(session, 'webIdFederationData')
  const federatedProvider = web === undefined ? undefined : textAt(web, 'federatedProvider')
  return {
    issuedAt,
    ...(textAt(attributes, 'mfaAuthenticated') === 'true' ? { mfaAt: issuedAt } : {}),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(federatedProvider === undefined ? {} : { federatedProvider }),
  }
}

/** A call that a service makes in the caller's name has the service for its address, and no network of the caller's. */
function networkOf(event: LocatedObject): NetworkFacts | undefined {
  const [address, endpoint, userAgent] = [
    textAt(event, 'sourceIPAddress'),
    textAt(event, 'vpcEndpointId'),
    textAt(event, 'userAgent')?.replace(/^\[(.*)\]$/, '$1'),
  ]
  if (address === undefined || !/^[\d.]+$|:/.test(address)) return undefined
  const common = { secureTransport: true, ...(userAgent === undefined ? {} : { userAgent }) }
  return endpoint === undefined
    ? { ...common, from: 'internet', sourceIp: address }
    : { ...common, from: 'vpcEndpoint', vpcEndpoint: endpoint, vpcSourceIp: address }
}
