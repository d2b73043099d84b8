import type { Random } from '../random.ts'
import { uniqueId } from '../unique-id.ts'
import { iamArn } from './arn.ts'
import type { Account, User } from './store.ts'

export interface NewUser {
  readonly name: string
  readonly path: string
  readonly tags: ReadonlyMap<string, string>
  readonly now: Date
}

/** A user of an account, without any permission. */
export const newUser = ({ name, path, tags, now }: NewUser, account: Account, random: Random): User => ({
  name,
  path,
  arn: iamArn(account.id, 'user', path, name),
  id: uniqueId('AIDA', account.id, random),
  account: account.id,
  createDate: now,
  inline: new Map(),
  attached: new Set(),
  groups: new Set(),
  tags,
})
