import { Table } from '../journal/table.ts'
import type { ImportParameters } from './import-parameters.ts'
import { type Alias, isGone, type Key, type KeyScope } from './key.ts'

/** What KMS knows. Only the operations of `kms/` write to it. */
export class KmsStore {
  /** By ARN. */
  readonly keys = new Table<string, Key>()
  /** By ARN. */
  readonly aliases = new Table<string, Alias>()

  /** The keys that a caller has been given to import with, by their token. */
  readonly importParameters = new Table<string, ImportParameters>('are replaced')

  /** The keys of an account in a Region that are not gone yet. */
  keysOf({ account, region, now }: KeyScope): Key[] {
    return [...this.keys.values()].filter((key) => key.account === account && key.region === region && !isGone(key, now))
  }

  /** A key in all its Regions: of a single-Region key itself alone. */
  related(key: Key, now: Date): Key[] {
    return key.multiRegion === undefined ? [key] : [key, ...this.replicas(key).filter((each) => !isGone(each, now))]
  }

  /** The same key in other Regions, those included that are gone. */
  replicas({ id, arn: own, account, multiRegion }: Key): Key[] {
    if (multiRegion === undefined) return []
    const others = [...this.keys.keys()].filter((arn) => arn !== own && arn.endsWith(`:${account}:key/${id}`))
    return others.flatMap((arn) => this.keys.get(arn) ?? [])
  }

  aliasesOf(key: Key): Alias[] {
    return [...this.aliases.values()].filter(({ target }) => target === key.arn)
  }
}
