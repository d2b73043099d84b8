import { charactersOf } from '../../policy/refusal.ts'
import { parseDocument } from '../iam/document.ts'
import { newUser } from '../iam/new-user.ts'
import type { Account, User } from '../iam/store.ts'
import type { Random } from '../random.ts'
import type { Stores } from '../stores.ts'
import { addAccessKey } from './add-access-key.ts'
import type { UserOptions } from './seed.ts'
import { SeedError } from './seed-error.ts'

/** Puts a user in place before the first call, with the keys and policies that it was given. */
export function addUser(options: UserOptions, account: Account, stores: Stores, random: Random, now: Date): void {
  const { name, path = '/', accessKeys = [], policies = new Map<string, string>(), attached = [] } = options
  if (account.users.has(name)) throw new SeedError(`account ${account.id} has two users \`${name}\``)
  const user = newUser({ name, path, tags: new Map(), now }, account, random)
  account.users.set(name, user)
  for (const [policyName, text] of policies) addInlinePolicy(user, policyName, text)
  for (const arn of attached) {
    if (!stores.iam.awsPolicies().has(arn)) throw new SeedError(`user \`${name}\`: \`${arn}\` is no policy that AWS manages`)
    user.attached.add(arn)
  }
  for (const key of accessKeys) {
    addAccessKey({ ...key, account: account.id, userName: name, status: 'Active', createDate: now }, stores)
  }
}

function addInlinePolicy(user: User, name: string, text: string): void {
  const otherCharacters = [...user.inline.values()].reduce((sum, other) => sum + charactersOf(other.text), 0)
  const document = parseDocument(text, 'identity', { inlineOf: { kind: 'user', name: user.name, otherCharacters } })
  if (!document.ok) throw new SeedError(`user \`${user.name}\` cannot have the policy \`${name}\`: ${document.error.message}`)
  user.inline.set(name, document.value)
}
