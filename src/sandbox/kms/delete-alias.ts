import type { DeleteAliasRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { aliasPermission, findAlias, refuseAliasName } from './alias-permission.ts'
import { keyPermission } from './key-permission.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html */
export const deleteAlias: Operation<DeleteAliasRequest, object> = {
  requires: ({ AliasName: name }, call, stores) => {
    const refused = refuseAliasName(name)
    if (refused !== undefined) return err(refused)
    const alias = findAlias(name, call, stores.kms)
    const key = alias.ok ? stores.kms.keys.get(alias.value.target) : undefined
    return ok([
      aliasPermission('kms:DeleteAlias', name, call),
      ...(key === undefined ? [] : [keyPermission('kms:DeleteAlias', { key }, {}, call, stores)]),
    ])
  },
  run: ({ AliasName: name }, call, { kms }) => {
    const alias = findAlias(name, call, kms)
    if (!alias.ok) return alias
    kms.aliases.delete(alias.value.arn)
    return ok({})
  },
}
