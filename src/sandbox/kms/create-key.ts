import type { CreateKeyRequest, CreateKeyResponse } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Key } from './key.ts'
import { newMaterial } from './key-material.ts'
import { keyMetadata } from './key-metadata.ts'
import { defaultKeyPolicy, parseKeyPolicy } from './key-policy.ts'
import { isKeySpec, type KeySpec, type KeyUsage, keySpecs } from './key-spec.ts'
import { refuseLockout } from './lockout.ts'
import { newKey } from './new-key.ts'
import { scopeOf } from './on-key.ts'
import { parseTags } from './tags.ts'

type Input = Parsed<CreateKeyRequest>

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const createKey: Operation<CreateKeyRequest, CreateKeyResponse> = {
  requires: (input, call) => {
    const kind = kindOf(input)
    if (!kind.ok) return kind
    const tags = parseTags(input.Tags ?? [])
    if (!tags.ok) return tags
    const context = contextOf(call, kind.value)
    const bypass = { 'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck ?? false) }
    const create = { action: 'kms:CreateKey', resource: '*', context: { ...context, ...bypass }, requestTags: tags.value }
    const tag = tags.value.size > 0 ? [{ action: 'kms:TagResource', resource: '*', context, requestTags: tags.value }] : []
    return ok([create, ...tag, ...(kind.value.multiRegion ? [synchronizingRole(call)] : [])])
  },
  run: async (input, call, stores) => {
    const kind = kindOf(input)
    if (!kind.ok) return kind
    const { spec, usage, origin, multiRegion } = kind.value
    const id = multiRegion ? `mrk-${call.random.uuid().replaceAll('-', '')}` : call.random.uuid()
    const material = origin === 'EXTERNAL' ? {} : { material: await newMaterial(spec, call.random) }
    const tags = parseTags(input.Tags ?? [])
    if (!tags.ok) return tags
    const policy = parseKeyPolicy(input.Policy ?? defaultKeyPolicy(scopeOf(call).account), stores.iam)
    if (!policy.ok) return policy
    const facts = { id, ...scopeOf(call), policy: policy.value, tags: tags.value, description: input.Description ?? '' }
    const regions = multiRegion ? { multiRegion: { primaryRegion: call.region } } : {}
    return create(newKey({ ...facts, spec, usage, ...material, ...regions }), input, call, stores)
  },
}

const contextOf = ({ caller }: Call, { spec, usage, origin, multiRegion }: Kind): ContextKeys => ({
  'kms:CallerAccount': caller.account,
  'kms:KeyOrigin': origin,
  'kms:KeySpec': spec,
  'kms:KeyUsage': usage,
  'kms:MultiRegion': String(multiRegion),
  'kms:MultiRegionKeyType': multiRegion ? 'PRIMARY' : undefined,
})

/** Related keys are kept alike by a role of KMS, which whoever makes a multi-Region key must be allowed to make. @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-auth-slr.html */
const synchronizingRole = (call: Call): Permission => ({
  action: 'iam:CreateServiceLinkedRole',
  resource: `arn:aws:iam::${scopeOf(call).account}:role/aws-service-role/mrk.kms.amazonaws.com/AWSServiceRoleForKeyManagementServiceMultiRegionKeys`,
  context: { 'iam:AWSServiceName': 'mrk.kms.amazonaws.com' },
})

interface Kind {
  readonly spec: KeySpec
  readonly usage: KeyUsage
  readonly origin: Key['origin']
  readonly multiRegion: boolean
}

/** What kind of key is asked for. */
function kindOf(input: Input): Result<Kind, AwsError> {
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
  const { KeyUsage = spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : undefined } = input
  if (KeyUsage === undefined) {
    return err({
      code: 'ValidationException',
      message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    })
  }
  const { Origin: origin = 'AWS_KMS', MultiRegion: multiRegion = false } = input
  if (origin !== 'AWS_KMS' && origin !== 'EXTERNAL') return err(unsupported(`keys of origin ${origin}`))
  if (input.CustomKeyStoreId !== undefined || input.XksKeyId !== undefined) return err(unsupported('custom key stores'))
  if (!isKeySpec(spec)) return err(unsupported(`keys of spec ${spec}`))
  if (KeyUsage === 'ENCAPSULATE_DECAPSULATE') return err(unsupported(`keys of usage ${KeyUsage}`))
  const usages: readonly KeyUsage[] = keySpecs[spec].usages
  if (usages.includes(KeyUsage)) return ok({ spec, usage: KeyUsage, origin, multiRegion })
  return err({ code: 'ValidationException', message: `KeyUsage ${KeyUsage} is not compatible with KeySpec ${spec}` })
}

const unsupported = (what: string): AwsError => ({
  code: 'UnsupportedOperationException',
  message: `${what} are not implemented by the Sallyport sandbox`,
})

function create(key: Key, input: Input, call: Call, stores: Stores): Result<CreateKeyResponse, AwsError> {
  const refused = input.BypassPolicyLockoutSafetyCheck === true ? undefined : refuseLockout(key, call, stores)
  if (refused !== undefined) return err(refused)
  stores.kms.keys.set(key.arn, key)
  return ok({ KeyMetadata: keyMetadata(key, stores.kms, call.now) })
}
