import { Table } from '../journal/table.ts'
import type { Alias, Key, KeyScope } from './key.ts'

/** What KMS knows. Only the operations of `kms/` write to it. */
export class KmsStore {
  /** By ARN. */
  readonly keys = new Table<string, Key>()
  /** By ARN. */
  readonly aliases = new Table<string, Alias>()

  /** The keys of an account in a Region that are not gone yet. */
  keysOf({ account, region, now }: KeyScope): Key[] {
    return [...this.keys.values()].filter(
      (key) => key.account === account && key.region === region && !(key.deletion !== undefined && key.deletion.date <= now),
    )
  }

  aliasesOf(key: Key): Alias[] {
    return [...this.aliases.values()].filter(({ target }) => target === key.arn)
  }
}
