import type { IamStore } from '../iam/store.ts'
import type { Key } from './key.ts'
import type { KmsStore } from './store.ts'

/** What is known of keys and of those whom their policies name. */
export interface KeyWorld {
  readonly kms: KmsStore
  readonly iam: IamStore
}

/** A key as a request named it. `alias` is the alias that it used, for `kms:RequestAlias`. */
export interface NamedKey {
  readonly key: Key
  readonly alias?: string
}
