import type { CreateAliasRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { aliasPermission, findTarget, refuseAliasName } from './alias-permission.ts'
import { aliasArn } from './key.ts'
import { keyPermission } from './key-permission.ts'
import { refusePendingDeletion } from './key-state.ts'
import { scopeOf } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const createAlias: Operation<CreateAliasRequest, object> = {
  requires: ({ AliasName: name, TargetKeyId: target }, call, stores) => {
    const refused = refuseAliasName(name)
    if (refused !== undefined) return err(refused)
    const named = findTarget(target, 'kms:CreateAlias', call, stores)
    if (!named.ok) return named
    return ok([aliasPermission('kms:CreateAlias', name, call), keyPermission('kms:CreateAlias', named.value, {}, call, stores)])
  },
  run: ({ AliasName: name, TargetKeyId: target }, call, stores) => {
    const named = findTarget(target, 'kms:CreateAlias', call, stores)
    if (!named.ok) return named
    const { account, region } = scopeOf(call)
    const arn = aliasArn(account, region, name)
    if (stores.kms.aliases.has(arn)) return err({ code: 'AlreadyExistsException', message: `An alias with the name ${arn} already exists` })
    const refused = refusePendingDeletion(named.value.key)
    if (refused !== undefined) return err(refused)
    stores.kms.aliases.set(arn, { name, arn, creationDate: call.now, lastUpdatedDate: call.now, target: named.value.key.arn })
    return ok({})
  },
}
