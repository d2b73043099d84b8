import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type Alias, aliasArn } from './key.ts'
import type { NamedKey } from './named-key.ts'
import { findKey, scopeOf } from './on-key.ts'
import type { KmsStore } from './store.ts'

/** Aliases have no policy of their own: an IAM policy must allow the action on the alias, and the key's side on the key. @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html */
export const aliasPermission = (action: string, name: string, call: Call): Permission => {
  const { account, region } = scopeOf(call)
  return { action, resource: aliasArn(account, region, name), resourceAccount: account, context: { 'kms:CallerAccount': account } }
}

/** Recorded from AWS; names under `alias/aws/` are AWS's own. */
export function refuseAliasName(name: string): AwsError | undefined {
  if (!name.startsWith('alias/')) {
    const message =
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html'
    return { code: 'ValidationException', message }
  }
  if (name.includes(':')) return { code: 'ValidationException', message: `${name} contains invalid characters for an alias` }
  return name.startsWith('alias/aws/') ? { code: 'NotAuthorizedException', message: '', status: 400 } : undefined
}

export function findAlias(name: string, call: Call, store: KmsStore): Result<Alias, AwsError> {
  const { account, region } = scopeOf(call)
  const arn = aliasArn(account, region, name)
  const alias = store.aliases.get(arn)
  return alias === undefined ? err({ code: 'NotFoundException', message: `Alias ${arn} is not found.`, status: 400 }) : ok(alias)
}

/** The key that an alias is to stand for. The refusal is the one that moto and local-kms take from AWS. */
export function findTarget(target: string, action: string, call: Call, stores: Stores): Result<NamedKey, AwsError> {
  if (/(?:^|:)alias\//.test(target)) return err({ code: 'ValidationException', message: 'Aliases must refer to keys. Not aliases' })
  return findKey(target, { action }, call, stores)
}
