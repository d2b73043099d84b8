import { err, ok, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import { aliasArn, type Key, keyArn } from './key.ts'
import type { KmsStore } from './store.ts'

/** Where a key id without account and Region is looked up: the caller's. */
export interface KeyScope {
  readonly account: AccountId
  readonly region: string
}

/** A key as a request named it. `alias` is the alias that it used, for `kms:RequestAlias`. */
export interface NamedKey {
  readonly key: Key
  readonly alias?: string
}

const keyId = /^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|mrk-[0-9a-f]{32})$/

/**
 * Finds a key by id, key ARN, alias name or alias ARN.
 *
 * The words were recorded from AWS, but for aliases.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function resolveKey(store: KmsStore, name: string, scope: KeyScope): Result<NamedKey, AwsError> {
  if (name.startsWith('alias/')) return resolveAlias(store, aliasArn(scope.account, scope.region, name))
  if (!name.startsWith('arn:'))
    return keyId.test(name) ? find(store, keyArn(scope.account, scope.region, name)) : err(notFound(`Invalid keyId '${name}'`))
  const [, , service, region, , resource = ''] = name.split(':')
  if (service !== 'kms' || !/^(?:key|alias)\//.test(resource)) return err(notFound(`Invalid arn ${name}`))
  if (region !== scope.region) return err(notFound(`Invalid arn ${region}`))
  return resource.startsWith('alias/') ? resolveAlias(store, name) : find(store, name)
}

function resolveAlias(store: KmsStore, arn: string): Result<NamedKey, AwsError> {
  const alias = store.aliases.get(arn)
  const key = alias === undefined ? undefined : store.keys.get(alias.target)
  return alias === undefined || key === undefined ? err(notFound(`Alias ${arn} is not found.`)) : ok({ key, alias: alias.name })
}

function find(store: KmsStore, arn: string): Result<NamedKey, AwsError> {
  const key = store.keys.get(arn)
  return key === undefined ? err(notFound(`Key '${arn}' does not exist`)) : ok({ key })
}

const notFound = (message: string): AwsError => ({ code: 'NotFoundException', message })
