import type { AccountId } from '../../policy/account-id.ts'
import { canonicalIdOf } from '../canonical-id-of.ts'
import { Account } from '../iam/store.ts'
import { addKey, type KeyOptions } from '../kms/new-key.ts'
import type { Random } from '../random.ts'
import type { Stores } from '../stores.ts'
import { secretAccessKey, uniqueId } from '../unique-id.ts'
import { addAccessKey } from './add-access-key.ts'
import { addUser } from './add-user.ts'
import type { AccountOptions, Credentials, Seed } from './seed.ts'
import { SeedError } from './seed-error.ts'

/** Fills a new sandbox. */
export function fillStores({ accounts, keys, issuers }: Seed, stores: Stores, random: Random, now: Date): void {
  for (const account of accounts) addAccount(account, stores, random, now)
  // Policies may name users of any account.
  for (const key of keys) seedKey(key, stores, random, now)
  for (const { url, keys: issuerKeys } of issuers) stores.sts.issuerKeys.set(url.replace(/^https?:\/\//, ''), issuerKeys)
}

function addAccount(options: AccountOptions, stores: Stores, random: Random, now: Date): void {
  const { id, canonicalId = canonicalIdOf(id), displayName, email, rootCredentials = newCredentials(id, random), users = [] } = options
  if (stores.iam.accounts.has(id)) throw new SeedError(`account ${id} is given twice`)
  for (const other of stores.iam.accounts.values()) {
    if (other.canonicalId === canonicalId) throw new SeedError(`accounts ${other.id} and ${id} have the same canonical id`)
  }
  const account = new Account(id, canonicalId)
  if (displayName !== undefined) account.displayName = displayName
  if (email !== undefined) account.email = email
  stores.iam.accounts.set(id, account)
  addAccessKey({ ...rootCredentials, account: id, status: 'Active', createDate: now }, stores)
  for (const user of users) addUser(user, account, stores, random, now)
}

const newCredentials = (id: AccountId, random: Random): Credentials => ({
  accessKeyId: uniqueId('AKIA', id, random),
  secretAccessKey: secretAccessKey(random),
})

function seedKey(key: KeyOptions, stores: Stores, random: Random, now: Date): void {
  if (!stores.iam.accounts.has(key.account)) throw new SeedError(`key ${key.id} is of account ${key.account}, which is not given`)
  const refused = addKey(key, stores, random, now)
  if (refused !== undefined) throw new SeedError(`key ${key.id} cannot have its policy: ${refused}`)
}
