import type { CreateKeyRequest, CreateKeyResponse } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Key } from './key.ts'
import { keyMetadata } from './key-metadata.ts'
import { defaultKeyPolicy, parseKeyPolicy } from './key-policy.ts'
import { refuseLockout } from './lockout.ts'
import { newKey } from './new-key.ts'
import { scopeOf } from './on-key.ts'
import { parseTags } from './tags.ts'

type Input = Parsed<CreateKeyRequest>

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const createKey: Operation<CreateKeyRequest, CreateKeyResponse> = {
  requires: (input, call) => {
    const refused = refuseUnbuilt(input)
    if (refused !== undefined) return err(refused)
    const tags = parseTags(input.Tags ?? [])
    if (!tags.ok) return tags
    const context = contextOf(call)
    const bypass = { 'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck ?? false) }
    const create = { action: 'kms:CreateKey', resource: '*', context: { ...context, ...bypass }, requestTags: tags.value }
    return ok([create, ...(tags.value.size > 0 ? [{ action: 'kms:TagResource', resource: '*', context, requestTags: tags.value }] : [])])
  },
  run: (input, call, stores) => {
    const tags = parseTags(input.Tags ?? [])
    if (!tags.ok) return tags
    const policy = parseKeyPolicy(input.Policy ?? defaultKeyPolicy(scopeOf(call).account), stores.iam)
    if (!policy.ok) return policy
    const facts = { id: call.random.uuid(), ...scopeOf(call), policy: policy.value, tags: tags.value, description: input.Description ?? '' }
    return create(newKey(facts, call.random), input, call, stores)
  },
}

const contextOf = ({ caller }: Call) => ({
  'kms:CallerAccount': caller.account,
  'kms:KeyOrigin': 'AWS_KMS',
  'kms:KeySpec': 'SYMMETRIC_DEFAULT',
  'kms:KeyUsage': 'ENCRYPT_DECRYPT',
  'kms:MultiRegion': 'false',
})

/** Other kinds of keys than symmetric ones that KMS made. */
function refuseUnbuilt(input: Input): AwsError | undefined {
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
  if (spec !== 'SYMMETRIC_DEFAULT' && input.KeyUsage === undefined) {
    return {
      code: 'ValidationException',
      message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    }
  }
  if (spec !== 'SYMMETRIC_DEFAULT') return unsupported(`keys of spec ${spec}`)
  if (input.KeyUsage !== undefined && input.KeyUsage !== 'ENCRYPT_DECRYPT') {
    return { code: 'ValidationException', message: `KeyUsage ${input.KeyUsage} is not compatible with KeySpec ${spec}` }
  }
  if (input.Origin !== undefined && input.Origin !== 'AWS_KMS') return unsupported(`keys of origin ${input.Origin}`)
  if (input.CustomKeyStoreId !== undefined || input.XksKeyId !== undefined) return unsupported('custom key stores')
  return input.MultiRegion === true ? unsupported('multi-Region keys') : undefined
}

const unsupported = (what: string): AwsError => ({
  code: 'UnsupportedOperationException',
  message: `${what} are not implemented by the Sallyport sandbox`,
})

function create(key: Key, input: Input, call: Call, stores: Stores): Result<CreateKeyResponse, AwsError> {
  const refused = input.BypassPolicyLockoutSafetyCheck === true ? undefined : refuseLockout(key, call, stores)
  if (refused !== undefined) return err(refused)
  stores.kms.keys.set(key.arn, key)
  return ok({ KeyMetadata: keyMetadata(key) })
}
