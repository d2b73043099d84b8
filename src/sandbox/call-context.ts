import type { RequestContext } from '../engine/request.ts'
import { type CallerFacts, type NetworkFacts, type Organization, requestContext } from '../engine/request-context.ts'
import type { AccountId } from '../policy/account-id.ts'
import type { Call, Caller, ContextKeys, Permission } from './operation.ts'
import type { Stores } from './stores.ts'

export type UnauthorizedCall = Omit<Call, 'permits'>

/** The context of one permission: the facts of the call, and what its operation adds. */
export function callContext(call: UnauthorizedCall, caller: CallerFacts, permission: Permission, stores: Stores): RequestContext {
  const { action, resource, resourceTags, requestTags } = permission
  const service = action.slice(0, action.indexOf(':'))
  const resourceAccount = permission.resourceAccount ?? call.caller.account
  const resourceOrganization = organizationOf(resourceAccount, stores)
  return requestContext(caller, networkFacts(call), {
    service,
    region: call.region,
    now: call.now,
    ...(service === call.service ? {} : { calledVia: [`${call.service}.amazonaws.com`] }),
    ...(resourceAccount === undefined ? {} : { resourceAccount }),
    ...(resourceOrganization === undefined ? {} : { resourceOrganization }),
    ...(resourceTags === undefined ? {} : { resourceTags }),
    ...(requestTags === undefined ? {} : { requestTags }),
    keys: { ...(service === 's3' ? s3Keys(call, resourceAccount) : {}), ...identityTagKeys(resource, resourceTags), ...permission.context },
  })
}

function networkFacts({ secureTransport, sourceIp, way, header }: UnauthorizedCall): NetworkFacts {
  const [userAgent, referer] = [header('user-agent'), header('referer')]
  const place =
    way?.from === 'vpcEndpoint'
      ? { from: 'vpcEndpoint' as const, vpc: way.vpc, vpcEndpoint: way.vpcEndpoint, vpcSourceIp: way.vpcSourceIp }
      : { from: 'internet' as const, sourceIp }
  return {
    ...place,
    secureTransport,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(referer === undefined ? {} : { referer }),
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html */
const s3Keys = (call: UnauthorizedCall, resourceAccount: AccountId | undefined): ContextKeys => ({
  's3:ResourceAccount': resourceAccount,
  's3:authType': call.authType === 'anonymous' ? undefined : call.authType,
  's3:signatureversion': call.authType === 'anonymous' ? undefined : (call.signatureVersion ?? 'AWS4-HMAC-SHA256'),
  's3:signatureAge': call.signatureAge === undefined ? undefined : String(call.signatureAge),
  's3:x-amz-content-sha256': call.contentSha256,
  's3:TlsVersion': call.tlsVersion,
})

/** Users and roles, and nothing else of IAM, have their tags under IAM's own key too. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
const identityTagKeys = (resource: string, tags: ReadonlyMap<string, string> | undefined): ContextKeys =>
  /^arn:[^:]*:iam::\d*:(?:user|role)\//.test(resource)
    ? Object.fromEntries([...(tags ?? [])].map(([key, value]) => [`iam:ResourceTag/${key}`, value]))
    : {}

/** What is known of the caller: its tags, and of temporary credentials where they come from. */
export function callerFacts({ principal, session, account }: Caller, stores: Stores): CallerFacts {
  const { iam } = stores
  const organization = organizationOf(account, stores)
  const tags = ownTags({ principal, ...(session === undefined ? {} : { session }) }, iam)
  return {
    principal,
    ...(tags === undefined ? {} : { tags }),
    ...(organization === undefined ? {} : { organization }),
    ...(session === undefined ? {} : { sessionTags: session.tags, credentials: session }),
  }
}

/** Of the role or user; a federated user has none but those of its session. */
function ownTags({ principal, session }: Caller, iam: Stores['iam']): ReadonlyMap<string, string> | undefined {
  if (principal.type === 'user') return iam.user(principal.arn)?.tags
  return session?.issuer.type === 'role' ? iam.account(session.account).roles.get(session.issuer.name)?.tags : undefined
}

/** What condition keys tell of the organization of an account. */
function organizationOf(account: AccountId | undefined, { organizations }: Stores): Organization | undefined {
  const organization = organizations.of(account)
  if (organization === undefined || account === undefined) return undefined
  return { id: organization.id, path: organization.pathOf(account) }
}
