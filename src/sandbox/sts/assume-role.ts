import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Caller, Operation, Parsed, Permission } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { refuseInactiveRegion } from './inactive-region.ts'
import { type MfaProof, mfaContext, proveMfa, useUp } from './mfa.ts'
import { parseRoleArn, type RoleArn } from './role-arn.ts'
import { defaultDuration, openRoleSession, refuseDuration, trustOf } from './role-session.ts'
import { type SessionTags, sessionTags } from './session-tags.ts'

type Input = Parsed<AssumeRoleRequest>

/**
 * The caller's policies and the role's trust policy decide through the engine: for `sts:AssumeRole`, and for `sts:TagSession` and
 * `sts:SetSourceIdentity` where tags or a source identity are set or inherited.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole: Operation<AssumeRoleRequest, AssumeRoleResponse> = {
  requires: (input, call, stores) => {
    const asked = readRequest(input, call, stores)
    return asked.ok ? ok(permissions(input, asked.value, call, stores)) : asked
  },
  run: (input, call, stores) => {
    const asked = readRequest(input, call, stores)
    if (!asked.ok) return asked
    const role = stores.iam.role(asked.value.role.arn)
    if (role === undefined) throw new Error('internal error: a role that is not there trusted somebody')
    const refused = refuseDuration(input, role, call)
    const sourceIdentity = input.SourceIdentity ?? call.caller.session?.sourceIdentity
    if (refused !== undefined) return err(refused)
    useUp(asked.value.proof)
    return openRoleSession({ input, role, tags: asked.value.tags, sourceIdentity }, call, stores)
  },
}

interface Asked {
  readonly role: RoleArn
  readonly tags: SessionTags
  readonly proof: MfaProof | undefined
}

function readRequest(input: Input, call: Call, stores: Stores): Result<Asked, AwsError> {
  const { caller } = call
  const role = parseRoleArn(input.RoleArn)
  if (!role.ok) return role
  const inactive = refuseInactiveRegion(role.value.account, call, stores)
  if (inactive !== undefined) return err(inactive)
  const tags = sessionTags(input, caller.session)
  if (!tags.ok) return tags
  const unbuilt = input.ProvidedContexts === undefined ? undefined : notImplemented('ProvidedContexts of AssumeRole')
  const proof = proveMfa(input, call, stores)
  if (!proof.ok) return proof
  const refused = unbuilt ?? refuseSourceIdentity(input, caller)
  return refused === undefined ? ok({ role: role.value, tags: tags.value, proof: proof.value }) : err(refused)
}

/**
 * Once set, a source identity stays. The sentence is that of a trust policy that does not let it be set (inferred).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
function refuseSourceIdentity({ SourceIdentity, RoleArn }: Input, { session, principal }: Caller): AwsError | undefined {
  const kept = session?.sourceIdentity
  if (kept === undefined || SourceIdentity === undefined || SourceIdentity === kept) return undefined
  const message = `User: ${principalArn(principal)} is not authorized to perform: sts:SetSourceIdentity on resource: ${RoleArn}`
  return { code: 'AccessDenied', message, status: 403 }
}

function permissions(
  input: Input,
  { role: { arn, account }, tags, proof }: Asked,
  { caller }: Call,
  stores: Stores,
): readonly Permission[] {
  const role = stores.iam.role(arn)
  const sourceIdentity = input.SourceIdentity ?? caller.session?.sourceIdentity
  const permission = (action: string): Permission => ({
    action,
    resource: arn,
    resourceAccount: account,
    requestTags: tags.tags,
    ...(role === undefined ? {} : { resourceTags: role.tags, policies: trustOf(role, stores) }),
    context: {
      ...mfaContext(proof),
      'sts:ExternalId': input.ExternalId,
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:SourceIdentity': sourceIdentity,
      'sts:TransitiveTagKeys': tags.transitiveTagKeys.size === 0 ? undefined : [...tags.transitiveTagKeys],
      'sts:DurationSeconds': String(input.DurationSeconds ?? defaultDuration),
    },
  })
  return [
    permission('sts:AssumeRole'),
    ...(tags.tags.size === 0 ? [] : [permission('sts:TagSession')]),
    ...(sourceIdentity === undefined ? [] : [permission('sts:SetSourceIdentity')]),
  ]
}
