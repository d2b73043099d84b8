import type { UpdateAliasRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { aliasPermission, findAlias, findTarget, refuseAliasName } from './alias-permission.ts'
import { keyPermission } from './key-permission.ts'
import { refusePendingDeletion } from './key-state.ts'

/** Needs the permission on the alias, on the key that it leaves and on the key that it goes to. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html */
export const updateAlias: Operation<UpdateAliasRequest, object> = {
  requires: ({ AliasName: name, TargetKeyId: target }, call, stores) => {
    const refused = refuseAliasName(name)
    if (refused !== undefined) return err(refused)
    const alias = findAlias(name, call, stores.kms)
    const named = findTarget(target, 'kms:UpdateAlias', call, stores)
    if (!named.ok) return named
    const old = alias.ok ? stores.kms.keys.get(alias.value.target) : undefined
    return ok([
      aliasPermission('kms:UpdateAlias', name, call),
      ...(old === undefined ? [] : [keyPermission('kms:UpdateAlias', { key: old }, {}, call, stores)]),
      keyPermission('kms:UpdateAlias', named.value, {}, call, stores),
    ])
  },
  run: ({ AliasName: name, TargetKeyId: target }, call, stores) => {
    const alias = findAlias(name, call, stores.kms)
    if (!alias.ok) return alias
    const named = findTarget(target, 'kms:UpdateAlias', call, stores)
    if (!named.ok) return named
    const refused = refusePendingDeletion(named.value.key)
    if (refused !== undefined) return err(refused)
    alias.value.target = named.value.key.arn
    alias.value.lastUpdatedDate = call.now
    return ok({})
  },
}
