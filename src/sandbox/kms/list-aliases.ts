import type { AliasListEntry, ListAliasesRequest, ListAliasesResponse } from '@aws-sdk/client-kms'
import { ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Alias } from './key.ts'
import { findKey, scopeOf } from './on-key.ts'
import { pageOf } from './page.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export const listAliases: Operation<ListAliasesRequest, ListAliasesResponse> = {
  requires: () => ok([{ action: 'kms:ListAliases', resource: '*' }]),
  run: (input, call, stores) => {
    const aliases = select(input, call, stores)
    if (!aliases.ok) return aliases
    const page = pageOf(aliases.value, input)
    return page.ok ? ok({ Aliases: page.value.items.map(listed), ...page.value.output }) : page
  },
}

/** Those of one key, or of all keys of the account and Region. */
function select({ KeyId: keyId }: Parsed<ListAliasesRequest>, call: Call, stores: Stores): Result<readonly Alias[], AwsError> {
  const { account, region } = scopeOf(call)
  const byName = (left: Alias, right: Alias): number => (left.name < right.name ? -1 : 1)
  if (keyId === undefined) {
    const scope = `arn:aws:kms:${region}:${account}:`
    return ok([...stores.kms.aliases.values()].filter(({ arn }) => arn.startsWith(scope)).sort(byName))
  }
  const named = findKey(keyId, { action: 'kms:ListAliases' }, call, stores)
  return named.ok ? ok(stores.kms.aliasesOf(named.value.key).sort(byName)) : named
}

const listed = ({ name, arn, creationDate, lastUpdatedDate, target }: Alias): AliasListEntry => ({
  AliasName: name,
  AliasArn: arn,
  TargetKeyId: target.slice(target.indexOf('/') + 1),
  CreationDate: creationDate,
  LastUpdatedDate: lastUpdatedDate,
})
