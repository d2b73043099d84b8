import { member, plain } from '../base/located.ts'
import { permissionsOf } from '../engine/api-permissions.ts'
import { cloudTrailParameters } from './cloudtrail-parameters.ts'
import { addError, codesOf, describeError } from './find-errors.ts'
import type { Findings } from './findings.ts'
import { has, innerDocument, type LocatedObject, objectAt, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import type { TicketError, TicketEvent } from './ticket.ts'

/**
 * Reads CloudTrail: one event, a file of `Records`, or what `aws cloudtrail lookup-events` prints. Of many events those that AWS refused count,
 * each kind once.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function readCloudTrail(piece: Piece, into: Findings): boolean {
  const { root } = piece
  const events = has(root, 'eventName', 'eventSource') ? [root] : has(root, 'Records') ? objectsAt(root, 'Records') : lookedUp(piece, into)
  if (events === undefined || !events.every((event) => has(event, 'eventName', 'eventSource'))) return false
  const refused = events.filter((event) => has(event, 'errorCode'))
  const kinds = new Map<string, { readonly event: LocatedObject; count: number }>()
  for (const event of refused) {
    const kind = kindOf(event)
    const known = kinds.get(kind)
    if (known === undefined) kinds.set(kind, { event, count: 1 })
    else known.count += 1
  }
  const told = `${events.length} ${events.length === 1 ? 'event' : 'events'}, ${refused.length} refused${kinds.size > 1 ? ` in ${kinds.size} ways` : ''}`
  into.understand(placeOf(piece, root), `CloudTrail: ${told}`, 'it has `eventSource` and `eventName`')
  const before = into.understood.length
  for (const { event, count } of kinds.values()) addError(errorOf(piece, event, count), 'CloudTrail has it', into)
  // The events were told together.
  into.understood.splice(before)
  return true
}

/** What `lookup-events` prints has each event as a text. */
function lookedUp(piece: Piece, into: Findings): readonly LocatedObject[] | undefined {
  const events = objectsAt(piece.root, 'Events').filter((event) => has(event, 'CloudTrailEvent'))
  if (events.length === 0) return undefined
  return events.flatMap((event) => {
    const inner = innerDocument(piece, member(event, 'CloudTrailEvent'), into.problems)?.value
    return inner?.kind === 'object' ? [inner] : []
  })
}

const kindOf = (event: LocatedObject): string => {
  const { bucketName, roleArn, keyId } = parametersOf(event)
  const who = textAt(objectAt(event, 'userIdentity') ?? event, 'arn')
  return JSON.stringify([
    textAt(event, 'eventName'),
    textAt(event, 'errorCode'),
    textAt(event, 'errorMessage')?.replace(/"arn:[^"]*"/, ''),
    who,
    bucketName,
    roleArn,
    keyId,
  ])
}

function parametersOf(event: LocatedObject): Readonly<Record<string, unknown>> {
  const parameters = objectAt(event, 'requestParameters')
  return parameters === undefined ? {} : Object.fromEntries(parameters.members.map(({ key, value }) => [key, plain(value)]))
}

function errorOf(piece: Piece, event: LocatedObject, count: number): TicketError {
  const service = (textAt(event, 'eventSource') ?? '').replace(/\.amazonaws\.com$/, '')
  const operation = `${service}:${textAt(event, 'eventName')}`
  const [code, message, requestId] = [textAt(event, 'errorCode'), textAt(event, 'errorMessage'), textAt(event, 'requestID')]
  const identity = objectAt(event, 'userIdentity')
  const principal = identity === undefined ? undefined : textAt(identity, 'arn')
  const told = describeError({
    at: placeOf(piece, member(event, 'errorMessage') ?? member(event, 'errorCode') ?? event),
    operation,
    ...(code === undefined ? {} : codesOf(code)),
    ...(message === undefined ? {} : { message }),
    ...(requestId === undefined ? {} : { requestId }),
    event: eventOf(event, identity, service, count),
  })
  const [needed] = permissionsOf({
    operation,
    parameters: told.event?.parameters ?? {},
    partition: 'aws',
    region: textAt(event, 'awsRegion') ?? 'us-east-1',
    account: textAt(event, 'recipientAccountId') ?? '',
  })
  return {
    ...(principal === undefined ? {} : { principal }),
    ...(needed === undefined ? {} : { action: needed.action, ...(needed.resource === '*' ? {} : { resource: needed.resource }) }),
    ...told,
  }
}

function eventOf(event: LocatedObject, identity: LocatedObject | undefined, service: string, count: number): TicketEvent {
  const session = identity === undefined ? undefined : objectAt(identity, 'sessionContext')
  const issuer = session === undefined ? undefined : objectAt(session, 'sessionIssuer')
  const roleArn = issuer === undefined ? undefined : textAt(issuer, 'arn')
  const [sourceIp, region, time] = [textAt(event, 'sourceIPAddress'), textAt(event, 'awsRegion'), textAt(event, 'eventTime')]
  const resourceAccount = objectsAt(event, 'resources').flatMap((resource) => textAt(resource, 'accountId') ?? [])[0]
  return {
    from: 'CloudTrail',
    parameters: cloudTrailParameters(event, service),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(sourceIp === undefined || !/^[\d.]+$|:/.test(sourceIp) ? {} : { sourceIp }),
    ...(region === undefined ? {} : { region }),
    ...(resourceAccount === undefined ? {} : { resourceAccount }),
    ...(time === undefined ? {} : { time }),
    count,
  }
}

/**
 * What `aws sts decode-authorization-message` prints: a text that says who was refused what.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
export function readDecodedMessage(piece: Piece, into: Findings): boolean {
  const written = member(piece.root, 'DecodedMessage')
  const inner = written === undefined ? piece.root : innerDocument(piece, written, into.problems)?.value
  if (inner?.kind !== 'object' || !has(inner, 'allowed', 'context')) return false
  const context = objectAt(inner, 'context')
  if (context === undefined) return false
  const principal = objectAt(context, 'principal')
  const [action, resource] = [textAt(context, 'action'), textAt(context, 'resource')]
  const arn = principal === undefined ? undefined : textAt(principal, 'arn')
  const explicit = plain(member(inner, 'explicitDeny') ?? inner) === true
  const error: TicketError = {
    at: placeOf(piece, written ?? piece.root),
    code: 'AccessDenied',
    ...(arn === undefined ? {} : { principal: arn }),
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
    event: { from: 'decoded message', parameters: {}, count: 1 },
    decoded: { effect: explicit ? 'explicit' : 'implicit', statements: matchedStatements(inner) },
  }
  addError(error, `it is what \`aws sts decode-authorization-message\` prints${explicit ? ', and it was an explicit deny' : ''}`, into)
  return true
}

function matchedStatements(decoded: LocatedObject): NonNullable<TicketError['decoded']>['statements'] {
  const matched = objectAt(decoded, 'matchedStatements')
  return (matched === undefined ? [] : objectsAt(matched, 'items')).map((statement) => {
    const conditions = objectAt(statement, 'conditions')
    const keys = (conditions === undefined ? [] : objectsAt(conditions, 'items')).flatMap((one) => textAt(one, 'key') ?? [])
    return { sid: textAt(statement, 'statementId') ?? '', keys }
  })
}

/** An error as an SDK or an API writes it in JSON. */
export function readErrorObject(piece: Piece, into: Findings): boolean {
  const error = objectAt(piece.root, 'Error') ?? objectAt(piece.root, 'error') ?? piece.root
  const code = textAt(error, 'Code') ?? textAt(error, 'code') ?? textAt(error, '__type') ?? textAt(error, 'name')
  const message = textAt(error, 'Message') ?? textAt(error, 'message')
  if (message === undefined || (code === undefined && !/not authorized to perform|Access ?Denied/.test(message))) return false
  const requestId = textAt(objectAt(piece.root, 'ResponseMetadata') ?? error, 'RequestId')
  const told = describeError({
    at: placeOf(piece, error),
    message,
    ...(code === undefined ? {} : codesOf(code)),
    ...(requestId === undefined ? {} : { requestId }),
  })
  addError(told, 'it has a code and a message', into)
  return true
}
