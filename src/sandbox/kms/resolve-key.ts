import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { awsManagedKey } from './aws-managed-key.ts'
import { aliasArn, isGone, type KeyScope, keyArn } from './key.ts'
import type { KeyWorld, NamedKey } from './named-key.ts'
import { settleKey } from './settle-key.ts'

const keyId = /^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|mrk-[0-9a-f]{32})$/

/**
 * Finds a key by id, key ARN, alias name or alias ARN.
 *
 * The words were recorded from AWS, but for aliases.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function resolveKey(name: string, scope: KeyScope, world: KeyWorld): Result<NamedKey, AwsError> {
  if (name.startsWith('alias/')) return resolveAlias(aliasArn(scope.account, scope.region, name), scope, world)
  if (!name.startsWith('arn:')) {
    const arn = keyArn(scope.account, scope.region, name)
    // Keys that are there from the start may have ids of any form.
    return keyId.test(name) || world.kms.keys.has(arn) ? find(arn, scope, world) : err(notFound(`Invalid keyId '${name}'`))
  }
  const [, , service, region, , resource = ''] = name.split(':')
  if (service !== 'kms' || !/^(?:key|alias)\//.test(resource)) return err(notFound(`Invalid arn ${name}`))
  if (region !== scope.region) return err(notFound(`Invalid arn ${region}`))
  return resource.startsWith('alias/') ? resolveAlias(name, scope, world) : find(name, scope, world)
}

function resolveAlias(arn: string, scope: KeyScope, world: KeyWorld): Result<NamedKey, AwsError> {
  const alias = world.kms.aliases.get(arn)
  if (alias !== undefined) {
    const found = find(alias.target, scope, world)
    return found.ok ? ok({ ...found.value, alias: alias.name }) : found
  }
  // The key that AWS manages for S3 is made when it is first asked for.
  if (arn === aliasArn(scope.account, scope.region, 'alias/aws/s3')) return ok(awsManagedKey('s3', scope, world))
  return err(notFound(`Alias ${arn} is not found.`))
}

function find(arn: string, { now }: KeyScope, { kms }: KeyWorld): Result<NamedKey, AwsError> {
  const key = kms.keys.get(arn)
  if (key !== undefined) settleKey(key, now, kms)
  return key === undefined || isGone(key, now) ? err(notFound(`Key '${arn}' does not exist`)) : ok({ key })
}

export const notFound = (message: string): AwsError => ({ code: 'NotFoundException', message, status: 400 })

/** Whether a name is of another account, which does not tell whether the key is there. */
export const isForeign = (name: string, { account }: KeyScope): boolean => name.startsWith('arn:') && name.split(':')[4] !== account
