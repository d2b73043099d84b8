import type { AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse } from '@aws-sdk/client-sts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { OpenIdConnectProvider } from '../iam/store.ts'
import type { Call, Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { refuseInactiveRegion } from './inactive-region.ts'
import { parseRoleArn, type RoleArn } from './role-arn.ts'
import { defaultDuration, openRoleSession, refuseDuration, trustOf } from './role-session.ts'
import { type SessionTags, sessionTags } from './session-tags.ts'
import { verifyWebIdentity, type WebIdentity } from './web-identity.ts'

type Input = Parsed<AssumeRoleWithWebIdentityRequest>

/**
 * Nobody signs: the ID token is the proof, and the trust policy alone decides. Tokens are verified with the keys that the sandbox was given.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export const assumeRoleWithWebIdentity: Operation<AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse> = {
  requires: (input, call, stores) => {
    const asked = readRequest(input, call, stores)
    return asked.ok ? ok(permissions(input, asked.value, stores)) : asked
  },
  run: (input, call, stores) => {
    const asked = readRequest(input, call, stores)
    if (!asked.ok) return asked
    const { identity, provider, tags, sourceIdentity } = asked.value
    const role = stores.iam.role(asked.value.role.arn)
    if (role === undefined) throw new Error('internal error: a role that is not there trusted somebody')
    const refused = refuseDuration(input, role, call)
    if (refused !== undefined) return err(refused)
    const opened = openRoleSession({ input, role, tags, sourceIdentity, federatedProvider: provider.arn }, call, stores)
    if (!opened.ok) return opened
    return ok({
      ...opened.value,
      SubjectFromWebIdentityToken: identity.subject,
      Provider: provider.arn,
      Audience: identity.audience,
    })
  },
}

interface Asked {
  readonly role: RoleArn
  readonly provider: OpenIdConnectProvider
  readonly identity: WebIdentity
  readonly tags: SessionTags
  readonly sourceIdentity: string | undefined
}

function readRequest(input: Input, call: Call, stores: Stores): Result<Asked, AwsError> {
  // The providers of OAuth 2.0 that came before OpenID Connect: their access tokens can only be checked by asking them.
  if (input.ProviderId !== undefined) return err(notImplemented('ProviderId of AssumeRoleWithWebIdentity'))
  const role = parseRoleArn(input.RoleArn)
  if (!role.ok) return role
  const inactive = refuseInactiveRegion(role.value.account, call, stores)
  if (inactive !== undefined) return err(inactive)
  const { now } = call
  const { iam, sts } = stores
  const providers = iam.accounts.get(role.value.account)?.openIdConnectProviders
  const provider = (issuer: string): OpenIdConnectProvider | undefined =>
    [...(providers?.values() ?? [])].find(({ url }) => url.replace(/^http:\/\/|\/$/g, '') === issuer.replace(/\/$/, ''))
  const identity = verifyWebIdentity({ token: input.WebIdentityToken, now, provider, keys: (issuer) => sts.issuerKeys.get(issuer) })
  if (!identity.ok) return identity
  const registered = provider(identity.value.issuer)
  if (registered === undefined) throw new Error('internal error: a provider that is not there was verified')
  const tags = sessionTags(taggingClaims(identity.value), undefined)
  if (!tags.ok) return tags
  const sourceIdentity = identity.value.claims['https://aws.amazon.com/source_identity']
  return ok({
    role: role.value,
    provider: registered,
    identity: identity.value,
    tags: tags.value,
    sourceIdentity: typeof sourceIdentity === 'string' ? sourceIdentity : undefined,
  })
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp */
function taggingClaims({ claims }: WebIdentity): Parameters<typeof sessionTags>[0] {
  const claim = claims['https://aws.amazon.com/tags']
  if (typeof claim !== 'object' || claim === null) return {}
  const tags = 'principal_tags' in claim && typeof claim.principal_tags === 'object' ? Object.entries(claim.principal_tags ?? {}) : []
  const keys = 'transitive_tag_keys' in claim && Array.isArray(claim.transitive_tag_keys) ? claim.transitive_tag_keys : []
  return {
    Tags: tags.map(([Key, values]: [string, unknown]) => ({ Key, Value: String(Array.isArray(values) ? values[0] : values) })),
    TransitiveTagKeys: keys.map(String),
  }
}

function permissions(
  input: Input,
  { role: { arn, account }, provider, identity, tags, sourceIdentity }: Asked,
  stores: Stores,
): readonly Permission[] {
  const role = stores.iam.role(arn)
  const permission = (action: string): Permission => ({
    action,
    resource: arn,
    resourceAccount: account,
    principal: { type: 'federated', provider: provider.arn },
    requestTags: tags.tags,
    ...(role === undefined ? {} : { resourceTags: role.tags, policies: trustOf(role, stores) }),
    context: {
      ...claimKeys(identity),
      'aws:FederatedProvider': provider.arn,
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:SourceIdentity': sourceIdentity,
      'sts:DurationSeconds': String(input.DurationSeconds ?? defaultDuration),
    },
  })
  return [
    permission('sts:AssumeRoleWithWebIdentity'),
    ...(tags.tags.size === 0 ? [] : [permission('sts:TagSession')]),
    ...(sourceIdentity === undefined ? [] : [permission('sts:SetSourceIdentity')]),
  ]
}

/** `token.actions.githubusercontent.com:sub` … @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
function claimKeys({ issuer, subject, audience, claims }: WebIdentity): NonNullable<Permission['context']> {
  const { amr, email } = claims
  const methods = Array.isArray(amr) ? amr.map(String) : undefined
  return {
    [`${issuer}:aud`]: audience,
    [`${issuer}:sub`]: subject,
    [`${issuer}:amr`]: methods,
    [`${issuer}:email`]: typeof email === 'string' ? email : undefined,
  }
}
