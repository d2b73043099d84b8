import type { EncryptionContext } from '../../engine/grant-constraints.ts'
import { covers, type KeyGrant, reachOfGrants } from '../../engine/key-grant.ts'
import type { PolicySet } from '../../engine/policy-set.ts'
import type { Call, ContextKeys, Permission } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import { grantsOf } from './grant-principal.ts'
import { multiRegionType } from './key.ts'
import { daysWithoutUse } from './last-use.ts'
import type { KeyWorld, NamedKey } from './named-key.ts'

/** What a request says about its use of the key. */
export interface KeyUse {
  readonly encryptionContext?: EncryptionContext | undefined
  /** Keys of the operation: `{ 'kms:BypassPolicyLockoutSafetyCheck': 'true' }`. */
  readonly context?: ContextKeys
  /** The service that calls KMS in the caller's name: `s3.us-east-1.amazonaws.com`. */
  readonly via?: string
}

/**
 * The permission for `action` on a key: key policy, grants, and the condition keys that KMS supplies.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
export function keyPermission(action: string, { key, alias }: NamedKey, use: KeyUse, call: Call, { kms, iam }: KeyWorld): Permission {
  const encryptionContext = use.encryptionContext ?? {}
  return {
    action,
    resource: key.arn,
    resourceAccount: key.account,
    resourceTags: key.tags,
    context: {
      'kms:CallerAccount': call.caller.account,
      'kms:EncryptionAlgorithm': cryptographic.has(action) ? 'SYMMETRIC_DEFAULT' : undefined,
      'kms:KeyOrigin': key.origin,
      'kms:KeySpec': key.spec,
      'kms:KeyUsage': key.usage,
      'kms:MultiRegion': String(key.multiRegion !== undefined),
      'kms:MultiRegionKeyType': multiRegionType(key),
      'kms:RequestAlias': alias,
      'kms:TrailingDaysWithoutKeyUsage': ending.has(action) ? String(daysWithoutUse(key, call.now)) : undefined,
      'kms:ResourceAliases': kms.aliasesOf(key).map(({ name }) => name),
      ...contextKeys(encryptionContext),
      ...viaKeys(use.via),
      ...use.context,
    },
    policies: {
      resource: { name: 'default', policy: key.policy.current(iam).policy },
      ...grantedBy(
        grantsOf(key, iam).filter((grant) => covers(grant, call.caller.principal, action, encryptionContext)),
        call,
      ),
    },
  }
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-algorithm */
const cryptographic = new Set([
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
])

/** What grants that cover the caller come to. */
export function grantedBy(grants: readonly KeyGrant[], { caller: { principal } }: Call): Pick<PolicySet, 'keyGrant'> {
  const keyGrant = reachOfGrants(grants, principal)
  return keyGrant === undefined ? {} : { keyGrant }
}

const ending = new Set(['kms:DisableKey', 'kms:ScheduleKeyDeletion'])

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context */
function contextKeys(context: EncryptionContext): ContextKeys {
  const pairs = Object.entries(context)
  if (pairs.length === 0) return {}
  return {
    ...Object.fromEntries(pairs.map(([key, value]) => [`kms:EncryptionContext:${key}`, value])),
    'kms:EncryptionContextKeys': pairs.map(([key]) => key),
  }
}

/** An address of the service, whichever it is: a policy that admits the caller's addresses alone does not admit it. */
const serviceAddress = '52.216.0.1'

/**
 * A service that calls in the caller's name does so from its own address.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html
 */
function viaKeys(via: string | undefined): ContextKeys {
  if (via === undefined) return {}
  const service = `${via.split('.')[0]}.amazonaws.com`
  return {
    'kms:ViaService': via,
    'aws:SourceIp': serviceAddress,
    'aws:ViaAWSService': 'true',
    'aws:CalledVia': [service],
    'aws:CalledViaFirst': service,
    'aws:CalledViaLast': service,
  }
}

/** The refusal for a key of another account that does not exist, or that its policy withholds. */
export const hidden = (action: string, { caller }: Call): string =>
  `User: ${principalArn(caller.principal) ?? 'anonymous'} is not authorized to perform: ${action} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`
