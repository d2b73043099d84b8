import type { Principal, RequestContext } from '../engine/request.ts'
import type { Call, ContextKeys, Permission } from './operation.ts'
import { principalArn } from './principal-arn.ts'
import type { Stores } from './stores.ts'

/**
 * The global and S3 condition keys that every request of a call carries.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
 */
export function callContext(call: Omit<Call, 'permits'>, stores: Stores): RequestContext {
  const { caller, now } = call
  const { session } = caller
  const keys: ContextKeys = {
    'aws:PrincipalArn': principalKey(caller.principal),
    'aws:PrincipalAccount': caller.account,
    'aws:PrincipalType': principalTypes[caller.principal.type],
    'aws:userid': caller.userId ?? (caller.principal.type === 'anonymous' ? 'anonymous' : undefined),
    'aws:username': caller.principal.type === 'user' ? caller.principal.arn.split('/').at(-1) : undefined,
    'aws:PrincipalIsAWSService': 'false',
    'aws:ViaAWSService': 'false',
    'aws:SourceIp': call.sourceIp,
    'aws:SecureTransport': String(call.secureTransport),
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:RequestedRegion': call.region,
    'aws:UserAgent': call.header('user-agent'),
    'aws:referer': call.header('referer'),
    'aws:TokenIssueTime': session?.issuedAt.toISOString(),
    'aws:MultiFactorAuthPresent': session === undefined ? undefined : 'false',
    'aws:SourceIdentity': session?.sourceIdentity,
    'aws:FederatedProvider': session?.federatedProvider,
    ...(call.service === 's3' ? s3Keys(call) : {}),
  }
  const context = toContext(keys)
  for (const [key, value] of principalTags(call, stores)) context.set(`aws:principaltag/${key.toLowerCase()}`, [value])
  return context
}

const principalTypes: Readonly<Record<Principal['type'], string | undefined>> = {
  root: 'Account',
  user: 'User',
  assumedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
  anonymous: 'Anonymous',
  federated: undefined,
  service: undefined,
}

/** For a session `aws:PrincipalArn` is the role. */
const principalKey = (principal: Principal): string | undefined =>
  principal.type === 'assumedRole' ? principal.roleArn : principalArn(principal)

const s3Keys = (call: Omit<Call, 'permits'>): ContextKeys => ({
  's3:authType': call.authType === 'anonymous' ? undefined : call.authType,
  's3:signatureversion': call.authType === 'anonymous' ? undefined : 'AWS4-HMAC-SHA256',
  's3:signatureAge': call.signatureAge === undefined ? undefined : String(call.signatureAge),
  's3:x-amz-content-sha256': call.contentSha256,
  's3:TlsVersion': call.secureTransport ? '1.3' : undefined,
})

/** Tags of the session come before those of its user or role. */
function principalTags({ caller }: Omit<Call, 'permits'>, { iam }: Stores): ReadonlyMap<string, string> {
  const { principal, session, account } = caller
  if (account === undefined) return new Map()
  const { users, roles } = iam.account(account)
  const name =
    session !== undefined && 'name' in session.issuer
      ? session.issuer.name
      : principal.type === 'user'
        ? principal.arn.split('/').at(-1)
        : undefined
  const own = session?.issuer.type === 'role' ? roles.get(name ?? '')?.tags : users.get(name ?? '')?.tags
  return new Map([...(own ?? []), ...(session?.tags ?? [])])
}

/** The context of one permission: that of the call, and what the operation adds. */
export function permissionContext(base: RequestContext, permission: Permission): RequestContext {
  const { context = {}, resourceTags, requestTags, resourceAccount, action } = permission
  const service = action.slice(0, action.indexOf(':')).toLowerCase()
  const added = toContext(context)
  for (const [key, value] of resourceTags ?? []) {
    added.set(`aws:resourcetag/${key.toLowerCase()}`, [value])
    added.set(`${service}:resourcetag/${key.toLowerCase()}`, [value])
  }
  for (const [key, value] of requestTags ?? []) added.set(`aws:requesttag/${key.toLowerCase()}`, [value])
  if (requestTags !== undefined && requestTags.size > 0) added.set('aws:tagkeys', [...requestTags.keys()])
  const owner = resourceAccount ?? base.get('aws:principalaccount')?.[0]
  if (owner !== undefined) added.set('aws:resourceaccount', [owner])
  return added.size === 0 ? base : new Map([...base, ...added])
}

function toContext(keys: ContextKeys): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>()
  for (const [key, value] of Object.entries(keys)) {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
  }
  return context
}
