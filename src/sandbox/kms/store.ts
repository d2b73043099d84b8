import type { AccountId } from '../../policy/account-id.ts'
import type { Alias, Key } from './key.ts'
import { aliasArn } from './key.ts'

/** What KMS knows. Only the operations of `kms/` write to it. */
export class KmsStore {
  /** By ARN. */
  readonly keys = new Map<string, Key>()
  /** By ARN. */
  readonly aliases = new Map<string, Alias>()

  keysOf(account: AccountId, region: string): Key[] {
    return [...this.keys.values()].filter((key) => key.account === account && key.region === region)
  }

  alias(account: AccountId, region: string, name: string): Alias | undefined {
    return this.aliases.get(aliasArn(account, region, name))
  }

  aliasesOf(key: Key): Alias[] {
    return [...this.aliases.values()].filter(({ target }) => target === key.arn)
  }
}
