import { didYouMean } from '../../base/suggest.ts'
import { requestsOf } from '../../engine/api-request.ts'
import { principalOfArn } from '../../engine/principal-of-arn.ts'
import type { Principal } from '../../engine/request.ts'
import { fillContext } from '../../engine/request-context.ts'
import { accountIdOf, ask, findRole, type Question, roleArn, sayOf, userArn } from '../../fixture/decide.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import type { Identity, Need } from '../../fixture/need.ts'
import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import { parseArn } from '../../policy/arn.ts'
import type { CloudTrailCall } from '../../ticket/read-cloudtrail-calls.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

/** One request, as the command line has it. */
export interface AskedRequest {
  readonly as: string
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string>>
  readonly resourceAccount?: string
}

/** Documentation addresses (RFC 5737): where the request comes from unless `--context aws:SourceIp=…` says. */
const assumedSourceIp = '203.0.113.10'

const sessionName = 'sallyport'

/** The request of the command line, with the fixture's policies where there is one. */
export function askOne(fixture: Fixture | undefined, asked: AskedRequest, now: Date): Question {
  checkRequest(asked)
  const question = fixture === undefined ? undefined : askFixture(fixture, asked, now)
  return question ?? askAlone(asked, now)
}

function checkRequest({ action, resource, resourceAccount }: AskedRequest): void {
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    throw new CommandFailure(exitCode.input, `\`${action}\` is no action`, 'an action is SERVICE:NAME without wildcards, as s3:GetObject')
  }
  if (resource !== '*' && parseArn(resource) === undefined) {
    const help = 'for example arn:aws:s3:::bucket/key, or * for an action without resources'
    throw new CommandFailure(exitCode.input, `\`${resource}\` is no ARN`, help)
  }
  if (resourceAccount !== undefined && !parseAccountId(resourceAccount).ok) {
    throw new CommandFailure(exitCode.input, `\`${resourceAccount}\` is no account id`, 'it has twelve digits')
  }
}

function askFixture(fixture: Fixture, asked: AskedRequest, now: Date): Question | undefined {
  const { action, resource, context } = asked
  const by = readIdentity(fixture, asked.as)
  const need: Need = { step: 'explain', by, action, resource, context, expected: 'allowed' }
  return ask(fixture, need, { now, sourceIp: assumedSourceIp })
}

function readIdentity(fixture: Fixture, as: string): Identity {
  const known = identityOf(fixture, as)
  if (known !== undefined) return known
  const names = [...fixture.users.keys(), ...fixture.roles.keys()]
  const { help } = didYouMean(as, names)
  throw new CommandFailure(
    exitCode.input,
    `the fixture has no user or role \`${as}\``,
    help ?? `it has ${names.map((name) => `\`${name}\``).join(', ')}`,
  )
}

/** A user or role by its name in the fixture, or by its ARN. */
function identityOf(fixture: Fixture, as: string): Identity | undefined {
  if (as === 'anonymous') return { type: 'anonymous' }
  const user = [...fixture.users.values()].find((candidate) => candidate.name === as || userArn(fixture, candidate) === as)
  if (user !== undefined) return { type: 'user', name: user.name }
  const role = fixture.roles.get(as) ?? findRole(fixture, as)
  return role === undefined ? undefined : { type: 'role', arn: roleArn(fixture, role), sessionName }
}

/** A request without a fixture: who asks is an ARN. */
function askAlone({ as, action, resource, context, resourceAccount }: AskedRequest, now: Date): Question {
  const principal = readPrincipal(as)
  const owner = ownerOf(resource, resourceAccount, principal)
  const filled = fillContext({
    caller: { principal, ...(principal.type === 'assumedRole' ? { credentials: { issuedAt: now } } : {}) },
    network: { from: 'internet', sourceIp: assumedSourceIp, secureTransport: true },
    call: {
      service: action.slice(0, action.indexOf(':')),
      now,
      ...(owner === undefined ? {} : { resourceAccount: owner }),
      keys: context,
    },
  })
  return {
    request: { principal, action, resource, ...(owner === undefined ? {} : { resourceAccount: owner }), context: filled.context },
    policies: { identity: [] },
    unread: [],
    assumed: filled.assumed.filter(({ key }) => context[key.toLowerCase()] === undefined),
  }
}

function readPrincipal(as: string): Principal {
  const principal = principalOfArn(as, sessionName)
  if (principal !== undefined) return principal
  throw new CommandFailure(
    exitCode.input,
    `\`${as}\` is no principal`,
    'without a fixture it is the ARN of a user, role, session or root user, a service as s3.amazonaws.com, or anonymous',
  )
}

/** The account in the ARN, or the one that the command line gives; S3 ARNs have none, and then it is the caller's. */
function ownerOf(resource: string, given: string | undefined, principal: Principal): AccountId | undefined {
  const owner = parseAccountId(given ?? (parseArn(resource)?.account || ''))
  if (owner.ok) return owner.value
  return 'account' in principal ? principal.account : undefined
}

/** The requests of an event of CloudTrail: one for each permission that its call needs. `as` says who called where the event does not. */
export function askEvent(fixture: Fixture | undefined, event: CloudTrailCall, as: string | undefined): readonly Question[] {
  const by = fixture === undefined ? undefined : callerIn(fixture, event, as)
  const principal = by === undefined || fixture === undefined ? callerOf(event, as) : principalIn(fixture, by, event)
  const caller = {
    principal,
    ...(by === undefined || fixture === undefined ? {} : { tags: sayOf(fixture, by, '*')?.tags ?? new Map() }),
    ...(event.credentials === undefined ? {} : { credentials: event.credentials }),
  }
  const { network, calledVia, time } = event
  const call = fixture === undefined ? event.call : { ...event.call, account: bucketOwner(fixture, event) ?? event.call.account }
  const setting = { caller, now: time, ...(network === undefined ? {} : { network }), ...(calledVia === undefined ? {} : { calledVia }) }
  const { requests, assumed } = requestsOf(call, setting)
  return requests.map((request) => {
    const say = by === undefined || fixture === undefined ? undefined : sayOf(fixture, by, request.resource)
    return { request: { ...request, ...say?.owner }, policies: say?.policies ?? { identity: [] }, unread: say?.unread ?? [], assumed }
  })
}

function callerOf({ principal }: CloudTrailCall, as: string | undefined): Principal {
  if (as !== undefined) return readPrincipal(as)
  if (principal !== undefined) return principal
  throw new CommandFailure(exitCode.input, 'the event does not say who called', 'give the ARN of the caller with --as')
}

function callerIn(fixture: Fixture, { principal }: CloudTrailCall, as: string | undefined): Identity {
  if (as !== undefined) return readIdentity(fixture, as)
  if (principal?.type === 'user') return readIdentity(fixture, principal.arn)
  if (principal?.type === 'assumedRole') return readIdentity(fixture, principal.roleArn)
  if (principal?.type === 'anonymous') return { type: 'anonymous' }
  throw new CommandFailure(exitCode.input, 'the event does not say which user or role of the fixture called', 'give its name with --as')
}

/** The caller in the fixture, with the session's name and the ids that the event has. */
function principalIn(fixture: Fixture, by: Identity, { principal }: CloudTrailCall): Principal {
  const known = sayOf(fixture, by, '*')?.principal ?? { type: 'anonymous' as const }
  return principal !== undefined && principal.type === known.type ? principal : known
}

function bucketOwner(fixture: Fixture, { call }: CloudTrailCall): AccountId | undefined {
  const { Bucket: name } = call.parameters
  const bucket = typeof name === 'string' ? fixture.buckets.get(name) : undefined
  return bucket === undefined ? undefined : accountIdOf(fixture, bucket.account)
}
