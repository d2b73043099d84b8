import type { AssumeRoleResponse } from '@aws-sdk/client-sts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Role } from '../iam/store.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { issueSession } from './new-session.ts'
import { packedSize, packedTooLarge, sessionPolicies } from './session-policies.ts'
import type { SessionTags } from './session-tags.ts'

/** What the operations that assume a role have in common in their input. */
interface RoleInput {
  readonly RoleSessionName: string
  readonly DurationSeconds?: number | undefined
  readonly MinimumSessionTokenSize?: number | undefined
  readonly Policy?: string | undefined
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined
}

/** One hour, in seconds: what a session lasts unless asked otherwise, and at most when roles are chained. */
export const defaultDuration = 3600

/** The trust policy stands where other resources have their policy. */
export const trustOf = (role: Role, { iam }: Stores): NonNullable<Permission['policies']> => ({
  resource: { name: `trust policy of ${role.name}`, policy: role.trust.current(iam).policy },
})

/** In the order that was measured; the range of the request itself was checked before. */
export function refuseDuration(
  { DurationSeconds = defaultDuration }: Pick<RoleInput, 'DurationSeconds'>,
  role: Role,
  { caller }: Call,
): AwsError | undefined {
  if (DurationSeconds > role.maxSessionDuration) {
    return validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  if (DurationSeconds > defaultDuration && caller.session?.issuer.type === 'role') {
    return validationError('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.')
  }
  return undefined
}

const validationError = (message: string): AwsError => ({ code: 'ValidationError', message, status: 400 })

export interface OpenedSession {
  readonly input: RoleInput
  readonly role: Role
  readonly tags: SessionTags
  readonly sourceIdentity: string | undefined
  /** The identity provider that vouched for the caller. */
  readonly federatedProvider?: string
}

/** Opens a session of a role that trusts the caller, limited by the policies that were passed. */
export function openRoleSession(
  { input, role, tags: { tags, transitiveTagKeys }, sourceIdentity, federatedProvider }: OpenedSession,
  call: Call,
  stores: Stores,
): Result<AssumeRoleResponse, AwsError> {
  const policies = sessionPolicies(input, role.account, stores)
  if (!policies.ok) return policies
  const packed = packedSize(input, tags)
  if (packed > 100) return err(packedTooLarge(packed, tags.size > 0 ? 'tags' : 'policy'))
  const session = sessionOf(role, input.RoleSessionName)
  const credentials = issueSession(
    {
      ...session,
      durationSeconds: input.DurationSeconds ?? defaultDuration,
      minimumTokenSize: input.MinimumSessionTokenSize,
      tags,
      transitiveTagKeys,
      ...(policies.value === undefined ? {} : { policies: policies.value }),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      ...(federatedProvider === undefined ? {} : { federatedProvider }),
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
export function sessionOf(role: Role, sessionName: string) {
  const { account, arn: roleArn, id: roleId, name } = role
  const arn = `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`
  const serviceLinked = role.serviceLinkedFor !== undefined
  return {
    account,
    userId: `${roleId}:${sessionName}`,
    issuer: { type: 'role', id: roleId, name } as const,
    principal: { type: 'assumedRole', arn, roleArn, roleId, sessionName, account, serviceLinked } as const,
  }
}
