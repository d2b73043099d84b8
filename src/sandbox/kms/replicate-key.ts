import type { ReplicateKeyRequest, ReplicateKeyResponse } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed, Permission } from '../operation.ts'
import { parseRegion } from '../s3/region.ts'
import type { Stores } from '../stores.ts'
import { isGone, type Key, keyArn, multiRegionType } from './key.ts'
import { keyMetadata } from './key-metadata.ts'
import { keyPermission } from './key-permission.ts'
import { defaultKeyPolicy, parseKeyPolicy } from './key-policy.ts'
import { notPrimary, refuseAwsManaged, refuseKeyState, refusePendingImport } from './key-state.ts'
import { refuseLockout } from './lockout.ts'
import { findKey } from './on-key.ts'
import { withoutBytes } from './settle-key.ts'
import { parseTags } from './tags.ts'

type Input = Parsed<ReplicateKeyRequest>

const action = 'kms:ReplicateKey'

/** Needs a permission on the primary key, and in the other Region those of a new key. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html */
export const replicateKey: Operation<ReplicateKeyRequest, ReplicateKeyResponse> = {
  requires: (input, call, stores) => {
    const named = findKey(input.KeyId, { action }, call, stores)
    if (!named.ok) return named
    const tags = parseTags(input.Tags ?? [])
    if (!tags.ok) return tags
    const on = keyPermission(action, named.value, { context: { 'kms:ReplicaRegion': input.ReplicaRegion } }, call, stores)
    return ok([on, ...newKeyPermissions(input, named.value.key, tags.value, call)])
  },
  run: (input, call, stores) => {
    const named = findKey(input.KeyId, { action }, call, stores)
    if (!named.ok) return named
    const refused = refuse(input, named.value.key, call, stores)
    if (refused !== undefined) return err(refused)
    const replica = makeReplica(input, named.value.key, call, stores)
    if (!replica.ok) return replica
    const lockout = input.BypassPolicyLockoutSafetyCheck === true ? undefined : refuseLockout(replica.value, call, stores)
    if (lockout !== undefined) return err(lockout)
    stores.kms.keys.set(replica.value.arn, replica.value)
    return ok(outputOf(replica.value, call, stores))
  },
}

/** Asked in the Region of the replica. */
function newKeyPermissions(
  { ReplicaRegion, ...input }: Input,
  key: Key,
  requestTags: ReadonlyMap<string, string>,
  call: Call,
): Permission[] {
  const context = {
    'aws:RequestedRegion': ReplicaRegion,
    'kms:CallerAccount': call.caller.account,
    'kms:KeyOrigin': key.origin,
    'kms:KeySpec': key.spec,
    'kms:KeyUsage': key.usage,
    'kms:MultiRegion': 'true',
    'kms:MultiRegionKeyType': 'REPLICA',
  }
  const bypass = { 'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck ?? false) }
  const create = { action: 'kms:CreateKey', resource: '*', context: { ...context, ...bypass }, requestTags }
  return [create, ...(requestTags.size > 0 ? [{ action: 'kms:TagResource', resource: '*', context, requestTags }] : [])]
}

/** The words for what is no primary key were recorded from AWS, those of the other two are inferred. */
function refuse({ ReplicaRegion: region }: Input, key: Key, { now }: Call, { kms }: Stores): AwsError | undefined {
  const refused = refuseAwsManaged(key) ?? (multiRegionType(key) === 'PRIMARY' ? undefined : notPrimary(key))
  if (refused !== undefined) return refused
  if (refusePendingImport(key) === undefined && refuseKeyState(key) !== undefined) return refuseKeyState(key)
  if (parseRegion(region) === undefined) return { code: 'UnsupportedOperationException', message: `Invalid Region ${region}`, status: 400 }
  const arn = keyArn(key.account, region, key.id)
  const existing = kms.keys.get(arn)
  return existing === undefined || isGone(existing, now) ? undefined : { code: 'AlreadyExistsException', message: `${arn} already exists.` }
}

/** Shares with its primary key what all Regions share; imported material has to be imported there once more. */
function makeReplica(input: Input, key: Key, call: Call, { iam }: Stores): Result<Key, AwsError> {
  const { ReplicaRegion: region, Policy = defaultKeyPolicy(key.account), Description: description = '', Tags = [] } = input
  const policy = parseKeyPolicy(Policy, iam)
  if (!policy.ok) return policy
  const tags = parseTags(Tags)
  if (!tags.ok) return tags
  const { id, account, manager, spec, usage, origin, multiRegion, rotation } = key
  return ok({
    id,
    arn: keyArn(account, region, id),
    account,
    region,
    creationDate: call.now,
    manager,
    spec,
    usage,
    origin,
    description,
    materials: origin === 'EXTERNAL' ? key.materials.map(withoutBytes) : key.materials,
    ...(multiRegion === undefined ? {} : { multiRegion }),
    ...(rotation === undefined ? {} : { rotation }),
    tags: new Map(tags.value),
    grants: new Map(),
    policy: policy.value,
    state: origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
  })
}

/** The answer has the state in which AWS creates a replica; the next one has that which it then has. */
const outputOf = (replica: Key, { now }: Call, { kms, iam }: Stores): ReplicateKeyResponse => ({
  ReplicaKeyMetadata: { ...keyMetadata(replica, kms, now), KeyState: 'Creating', Enabled: false },
  ReplicaPolicy: replica.policy.current(iam).text,
  ReplicaTags: [...replica.tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
})
