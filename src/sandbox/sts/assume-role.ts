import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Role } from '../iam/store.ts'
import type { Call, Caller, Operation, Parsed, Permission } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { issueSession } from './new-session.ts'
import { parseRoleArn, type RoleArn } from './role-arn.ts'
import { packedSize, packedTooLarge, sessionPolicies } from './session-policies.ts'
import { type SessionTags, sessionTags } from './session-tags.ts'

type Input = Parsed<AssumeRoleRequest>

const hour = 3600

/**
 * The caller's policies and the role's trust policy decide through the engine: for `sts:AssumeRole`, and for `sts:TagSession` and
 * `sts:SetSourceIdentity` where tags or a source identity are set or inherited.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole: Operation<AssumeRoleRequest, AssumeRoleResponse> = {
  requires: (input, call, stores) => {
    const asked = readRequest(input, call)
    return asked.ok ? ok(permissions(input, asked.value, call, stores)) : asked
  },
  run: (input, call, stores) => {
    const asked = readRequest(input, call)
    if (!asked.ok) return asked
    const role = stores.iam.role(asked.value.role.arn)
    if (role === undefined) throw new Error('internal error: a role that is not there trusted somebody')
    const refused = refuseDuration(input, role, call)
    return refused === undefined ? assume(input, role, asked.value.tags, call, stores) : err(refused)
  },
}

interface Asked {
  readonly role: RoleArn
  readonly tags: SessionTags
}

function readRequest(input: Input, { caller }: Call): Result<Asked, AwsError> {
  const role = parseRoleArn(input.RoleArn)
  if (!role.ok) return role
  const tags = sessionTags(input, caller.session)
  if (!tags.ok) return tags
  const unbuilt = input.ProvidedContexts === undefined ? undefined : notImplemented('ProvidedContexts of AssumeRole')
  const refused = refuseMfa(input) ?? unbuilt ?? refuseSourceIdentity(input, caller)
  return refused === undefined ? ok({ role: role.value, tags: tags.value }) : err(refused)
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

interface MfaInput {
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
}

/** The sandbox has no MFA devices, so each code is wrong. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_mfa-fido.html */
export function refuseMfa({ SerialNumber, TokenCode }: MfaInput): AwsError | undefined {
  if (SerialNumber === undefined && TokenCode === undefined) return undefined
  const message =
    SerialNumber === undefined || TokenCode === undefined
      ? 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.'
      : 'MultiFactorAuthentication failed with invalid MFA one time pass code. '
  return { code: 'AccessDenied', message, status: 403 }
}

function permissions(input: Input, { role: { arn, account }, tags }: Asked, { caller }: Call, stores: Stores): readonly Permission[] {
  const role = stores.iam.role(arn)
  const sourceIdentity = input.SourceIdentity ?? caller.session?.sourceIdentity
  const permission = (action: string): Permission => ({
    action,
    resource: arn,
    resourceAccount: account,
    requestTags: tags.tags,
    ...(role === undefined ? {} : { resourceTags: role.tags, policies: trustOf(role, stores) }),
    context: {
      'sts:ExternalId': input.ExternalId,
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:SourceIdentity': sourceIdentity,
      'sts:TransitiveTagKeys': tags.transitiveTagKeys.size === 0 ? undefined : [...tags.transitiveTagKeys],
      'sts:DurationSeconds': String(input.DurationSeconds ?? hour),
    },
  })
  return [
    permission('sts:AssumeRole'),
    ...(tags.tags.size === 0 ? [] : [permission('sts:TagSession')]),
    ...(sourceIdentity === undefined ? [] : [permission('sts:SetSourceIdentity')]),
  ]
}

/** The trust policy stands where other resources have their policy. */
export const trustOf = (role: Role, { iam }: Stores): NonNullable<Permission['policies']> => ({
  resource: { name: `trust policy of ${role.name}`, policy: role.trust.current(iam).policy },
})

/** In the order that was measured; the range of the request itself was checked before. */
function refuseDuration({ DurationSeconds = hour }: Input, role: Role, { caller }: Call): AwsError | undefined {
  if (DurationSeconds > role.maxSessionDuration) {
    return validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  if (DurationSeconds > hour && caller.session?.issuer.type === 'role') {
    return validationError('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.')
  }
  return undefined
}

const validationError = (message: string): AwsError => ({ code: 'ValidationError', message, status: 400 })

function assume(
  input: Input,
  role: Role,
  { tags, transitiveTagKeys }: SessionTags,
  call: Call,
  stores: Stores,
): Result<AssumeRoleResponse, AwsError> {
  const policies = sessionPolicies(input, role.account, stores)
  if (!policies.ok) return policies
  const packed = packedSize(input, tags)
  if (packed > 100) return err(packedTooLarge(packed, tags.size > 0 ? 'tags' : 'policy'))
  const sourceIdentity = input.SourceIdentity ?? call.caller.session?.sourceIdentity
  const session = roleSession(role, input.RoleSessionName)
  const credentials = issueSession(
    {
      ...session,
      durationSeconds: input.DurationSeconds ?? hour,
      tags,
      transitiveTagKeys,
      ...(policies.value === undefined ? {} : { policies: policies.value }),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
    call,
    stores,
  )
  return ok({
    Credentials: credentials,
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.principal.arn },
    ...(packed === 0 ? {} : { PackedPolicySize: packed }),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  })
}

/** Who a session of the role is. The ARN of the session leaves the role's path out. */
export function roleSession(role: Role, sessionName: string) {
  const { account, arn: roleArn, id: roleId, name } = role
  const arn = `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`
  return {
    account,
    userId: `${roleId}:${sessionName}`,
    issuer: { type: 'role', id: roleId, name } as const,
    principal: {
      type: 'assumedRole',
      arn,
      roleArn,
      roleId,
      sessionName,
      account,
      serviceLinked: role.serviceLinkedFor !== undefined,
    } as const,
  }
}
