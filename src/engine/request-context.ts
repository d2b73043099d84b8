import type { Principal, RequestContext } from './request.ts'

/** What is known about the caller besides its ARN. What is left out is not there: a caller without tags, an account without an organization. */
export interface CallerFacts {
  readonly principal: Principal
  /** Tags of the user or role. */
  readonly tags?: ReadonlyMap<string, string>
  /** Tags of the session; they override those of the role, ignoring case. */
  readonly sessionTags?: ReadonlyMap<string, string>
  /** Of the caller's account; the management account is a member too. */
  readonly organization?: Organization
  /** Set for temporary credentials: when they were issued, and since when an MFA device vouches for them. */
  readonly credentials?: TemporaryCredentials
}

export interface Organization {
  /** `o-a1b2c3d4e5`. */
  readonly id: string
  /** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/` */
  readonly path: string
}

export interface TemporaryCredentials {
  readonly issuedAt: Date
  readonly mfaAt?: Date
  readonly sourceIdentity?: string
  /** The identity provider behind the session: `accounts.google.com`, or the provider's ARN. */
  readonly federatedProvider?: string
  /** Of a root session: the ARN of the policy that says what it is for. */
  readonly taskPolicy?: string
}

/** How the request came. */
export type NetworkFacts = { readonly secureTransport: boolean; readonly userAgent?: string; readonly referer?: string } & (
  | { readonly from: 'internet'; readonly sourceIp: string }
  | { readonly from: 'vpcEndpoint'; readonly vpc?: string; readonly vpcEndpoint: string; readonly vpcSourceIp: string }
)

/** What the call itself says. */
export interface CallFacts {
  /** Prefix of the service, as `s3`. */
  readonly service: string
  readonly region: string
  readonly now: Date
  /** Services that call in the caller's name, first to last. */
  readonly calledVia?: readonly string[]
  /** A service calls for this resource of its customer. */
  readonly source?: { readonly arn?: string; readonly account?: string }
  readonly resourceAccount?: string
  readonly resourceOrganization?: Organization
  readonly resourceTags?: ReadonlyMap<string, string>
  readonly requestTags?: ReadonlyMap<string, string>
  /** Keys of the service, as `s3:prefix`, in any case. Undefined was not sent. */
  readonly keys?: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** A key whose value nobody gave, and what was taken instead. */
export interface Assumption {
  readonly key: string
  /** Absent: the key was taken not to be there. */
  readonly value?: string
}

export interface FilledContext {
  readonly context: RequestContext
  readonly assumed: readonly Assumption[]
}

/** What a fact is taken to be when nobody gave it. The time is given, never read. */
export interface ContextInput {
  readonly caller: CallerFacts
  readonly network?: NetworkFacts
  readonly call: Omit<CallFacts, 'region'> & { readonly region?: string }
}

const assumedRegion = 'us-east-1'

/**
 * The context keys that AWS would send with a request, by lower-cased name, and which of them had to be assumed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function fillContext({ caller, network, call }: ContextInput): FilledContext {
  const region = call.region ?? assumedRegion
  const assumed: Assumption[] = []
  if (call.region === undefined && !globalServices.has(call.service)) assumed.push({ key: 'aws:RequestedRegion', value: region })
  if (network === undefined) assumed.push({ key: 'aws:SourceIp' }, { key: 'aws:SecureTransport', value: 'true' })
  assumed.push(...unknownIds(caller.principal))
  return { context: requestContext(caller, network, { ...call, region }), assumed }
}

/** The context of a request all of whose facts are given; without network facts it is as if it came over TLS from nowhere. */
export function requestContext(caller: CallerFacts, network: NetworkFacts | undefined, call: CallFacts): RequestContext {
  const context = new Map<string, readonly string[]>()
  for (const entries of [principalKeys(caller), credentialKeys(caller, call.now), networkKeys(network, call), callKeys(call)])
    for (const [key, value] of entries) if (value !== undefined) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
  return context
}

type Entry = readonly [key: string, value: string | readonly string[] | undefined]

/** The ids in `aws:userid` are AWS's choice; where a fixture has none, the key is not sent. */
function unknownIds(principal: Principal): readonly Assumption[] {
  return (principal.type === 'user' || principal.type === 'assumedRole') && userIdOf(principal) === undefined ? [{ key: 'aws:userid' }] : []
}

/**
 * Who calls. For a session `aws:PrincipalArn` is the role, with its path. Service principals and anonymous callers lack most keys.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
function principalKeys({ principal, tags, sessionTags, organization }: CallerFacts): readonly Entry[] {
  const member = organization !== undefined && 'account' in principal
  return [
    ['aws:PrincipalArn', principalArnOf(principal)],
    ['aws:PrincipalAccount', principal.type === 'anonymous' ? 'anonymous' : 'account' in principal ? principal.account : undefined],
    ['aws:PrincipalType', principalTypes[principal.type]],
    ['aws:PrincipalIsAWSService', String(principal.type === 'service')],
    ['aws:PrincipalServiceName', principal.type === 'service' ? principal.service : undefined],
    ['aws:PrincipalServiceNamesList', principal.type === 'service' ? [principal.service] : undefined],
    ['aws:PrincipalOrgID', member ? organization.id : undefined],
    ['aws:PrincipalOrgPaths', member ? [organization.path] : undefined],
    ['aws:userid', userIdOf(principal)],
    ['aws:username', principal.type === 'user' ? principal.arn.slice(principal.arn.lastIndexOf('/') + 1) : undefined],
    ...tagEntries('aws:PrincipalTag', tags),
    ...tagEntries('aws:PrincipalTag', sessionTags),
  ]
}

/** The page of the variables has the words of users, roles and root; for services and identity providers there is none, CloudTrail's is taken (inferred). */
const principalTypes: Readonly<Record<Principal['type'], string>> = {
  root: 'Account',
  user: 'User',
  assumedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
  federated: 'FederatedUser',
  service: 'AWSService',
  anonymous: 'Anonymous',
}

function principalArnOf(principal: Principal): string | undefined {
  if (principal.type === 'assumedRole') return principal.roleArn
  return 'arn' in principal ? principal.arn : undefined
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable */
export function userIdOf(principal: Principal): string | undefined {
  switch (principal.type) {
    case 'root':
      return principal.account
    case 'user':
      return principal.id
    case 'assumedRole':
      return principal.roleId === undefined ? undefined : `${principal.roleId}:${principal.sessionName}`
    case 'federatedUser':
      return `${principal.account}:${principal.arn.slice(principal.arn.lastIndexOf('/') + 1)}`
    case 'federated':
    case 'service':
    case 'anonymous':
      return undefined
  }
}

/** Long-term keys have none of these: `aws:MultiFactorAuthPresent` is absent then, not false; `aws:AssumedRoot` is there for root sessions alone. */
function credentialKeys({ credentials }: CallerFacts, now: Date): readonly Entry[] {
  if (credentials === undefined) return []
  const { issuedAt, mfaAt, sourceIdentity, federatedProvider, taskPolicy } = credentials
  return [
    ['aws:TokenIssueTime', formatTime(issuedAt)],
    ['aws:MultiFactorAuthPresent', String(mfaAt !== undefined)],
    ['aws:MultiFactorAuthAge', mfaAt === undefined ? undefined : String(secondsOf(now) - secondsOf(mfaAt))],
    ['aws:SourceIdentity', sourceIdentity],
    ['aws:FederatedProvider', federatedProvider],
    ['aws:AssumedRoot', taskPolicy === undefined ? undefined : 'true'],
  ]
}

/** Through a VPC endpoint there is no `aws:SourceIp`; a service that calls in the caller's name does not pass the caller's address on. */
function networkKeys(network: NetworkFacts | undefined, { calledVia = [] }: CallFacts): readonly Entry[] {
  const secure: Entry = ['aws:SecureTransport', String(calledVia.length > 0 || (network?.secureTransport ?? true))]
  if (network === undefined || calledVia.length > 0) return [secure]
  const headers: readonly Entry[] = [secure, ['aws:UserAgent', network.userAgent], ['aws:Referer', network.referer]]
  if (network.from === 'internet') return [...headers, ['aws:SourceIp', network.sourceIp]]
  const { vpc, vpcEndpoint, vpcSourceIp } = network
  return [...headers, ['aws:SourceVpc', vpc], ['aws:SourceVpce', vpcEndpoint], ['aws:VpcSourceIp', vpcSourceIp]]
}

/** Services with one endpoint, in us-east-1. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion */
const globalServices: ReadonlySet<string> = new Set([
  'account',
  'cloudfront',
  'globalaccelerator',
  'iam',
  'organizations',
  'route53',
  'support',
])

/** Services that put themselves into `aws:CalledVia`. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#calledvia-services */
const calledViaServices: ReadonlySet<string> = new Set([
  'aoss.amazonaws.com',
  'athena.amazonaws.com',
  'backup.amazonaws.com',
  'cloud9.amazonaws.com',
  'cloudformation.amazonaws.com',
  'databrew.amazonaws.com',
  'dataexchange.amazonaws.com',
  'dynamodb.amazonaws.com',
  'imagebuilder.amazonaws.com',
  'kms.amazonaws.com',
  'mgn.amazonaws.com',
  'nimble.amazonaws.com',
  'omics.amazonaws.com',
  'ram.amazonaws.com',
  'robomaker.amazonaws.com',
  'servicecatalog-appregistry.amazonaws.com',
  'sqlworkbench.amazonaws.com',
  'ssm-guiconnect.amazonaws.com',
])

function callKeys(call: CallFacts): readonly Entry[] {
  const { service, region, now, calledVia = [], source, resourceAccount, resourceOrganization, resourceTags, requestTags, keys = {} } = call
  const via = calledVia.filter((name) => calledViaServices.has(name))
  return [
    ['aws:CurrentTime', formatTime(now)],
    ['aws:EpochTime', String(secondsOf(now))],
    ['aws:RequestedRegion', globalServices.has(service) ? 'us-east-1' : region],
    ['aws:ViaAWSService', String(calledVia.length > 0)],
    ['aws:CalledVia', via.length > 0 ? via : undefined],
    ['aws:CalledViaFirst', via[0]],
    ['aws:CalledViaLast', via.at(-1)],
    ['aws:SourceArn', source?.arn],
    ['aws:SourceAccount', source?.account],
    ['aws:ResourceAccount', resourceAccount],
    ['aws:ResourceOrgID', resourceOrganization?.id],
    ['aws:ResourceOrgPaths', resourceOrganization === undefined ? undefined : [resourceOrganization.path]],
    ...tagEntries('aws:ResourceTag', resourceTags),
    ...tagEntries('aws:RequestTag', requestTags),
    ['aws:TagKeys', requestTags === undefined || requestTags.size === 0 ? undefined : [...requestTags.keys()]],
    ...Object.entries(keys),
  ]
}

const tagEntries = (prefix: string, tags: ReadonlyMap<string, string> | undefined): readonly Entry[] =>
  [...(tags ?? [])].map(([key, value]) => [`${prefix}/${key}`, value])

const secondsOf = (time: Date): number => Math.floor(time.getTime() / 1000)

/** `2026-11-25T22:46:00Z` */
const formatTime = (time: Date): string => `${new Date(secondsOf(time) * 1000).toISOString().slice(0, 19)}Z`
