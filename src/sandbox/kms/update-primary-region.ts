import type { UpdatePrimaryRegionRequest } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type Key, keyArn, multiRegionType } from './key.ts'
import { keyPermission } from './key-permission.ts'
import { notPrimary, refusePendingDeletion } from './key-state.ts'
import { findKey } from './on-key.ts'
import { notFound, resolveKey } from './resolve-key.ts'

type Input = Parsed<UpdatePrimaryRegionRequest>

const action = 'kms:UpdatePrimaryRegion'

/** Needs the permission on both keys, each in its Region. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html */
export const updatePrimaryRegion: Operation<UpdatePrimaryRegionRequest, object> = {
  requires: (input, call, stores) => {
    const keys = find(input, call, stores)
    if (!keys.ok) return keys
    const { primary, replica } = keys.value
    const context = { 'kms:PrimaryRegion': input.PrimaryRegion }
    const there = { ...context, 'aws:RequestedRegion': input.PrimaryRegion }
    const others = replica === undefined ? [] : [keyPermission(action, { key: replica }, { context: there }, call, stores)]
    return ok([keyPermission(action, { key: primary }, { context }, call, stores), ...others])
  },
  run: (input, call, stores) => {
    const keys = find(input, call, stores)
    if (!keys.ok) return keys
    const { primary, replica } = keys.value
    if (multiRegionType(primary) !== 'PRIMARY') return err(notPrimary(primary))
    if (replica === undefined) return err(notFound(`Key '${keyArn(primary.account, input.PrimaryRegion, primary.id)}' does not exist`))
    const refused = refusePendingDeletion(primary) ?? refusePendingDeletion(replica)
    if (refused !== undefined) return err(refused)
    for (const each of stores.kms.related(primary, call.now)) each.multiRegion = { primaryRegion: input.PrimaryRegion }
    return ok({})
  },
}

interface Keys {
  readonly primary: Key
  readonly replica?: Key
}

function find({ KeyId, PrimaryRegion: region }: Input, call: Call, stores: Stores): Result<Keys, AwsError> {
  const named = findKey(KeyId, { action }, call, stores)
  if (!named.ok) return named
  const { key } = named.value
  const there = resolveKey(keyArn(key.account, region, key.id), { account: key.account, region, now: call.now }, stores)
  return ok({ primary: key, ...(there.ok && region !== key.region ? { replica: there.value.key } : {}) })
}
