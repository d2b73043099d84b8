import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { iamArn } from './arn.ts'
import type { ByName } from './by-name.ts'
import { callerAccount } from './caller.ts'
import { noSuchNamed, unmodifiable } from './errors.ts'
import type { Subject } from './permission.ts'
import type { Account, Group, Identity, Role, User } from './store.ts'

/** What the operations that users, groups and roles share need to know of each. */
export interface Kind<T extends Identity> {
  /** In IAM's sentences and ARNs. */
  readonly word: 'user' | 'group' | 'role'
  /** In names of operations and quotas: `PutUserPolicy`, `PoliciesPerUser`. */
  readonly title: 'User' | 'Group' | 'Role'
  readonly all: (account: Account) => ByName<T>
}

export const users: Kind<User> = { word: 'user', title: 'User', all: (account) => account.users }

export const groups: Kind<Group> = { word: 'group', title: 'Group', all: (account) => account.groups }

export const roles: Kind<Role> = { word: 'role', title: 'Role', all: (account) => account.roles }

/** The user, group or role of this name in the caller's account. */
export function find<T extends Identity>(kind: Kind<T>, name: string, call: Call, stores: Stores): Result<T, AwsError> {
  const entity = kind.all(callerAccount(call, stores)).get(name)
  return entity === undefined ? err(noSuchNamed(kind.word, name)) : ok(entity)
}

/** As `find`, for changes: a role that belongs to a service is changed by that service alone. */
export function findModifiable<T extends Identity>(kind: Kind<T>, name: string, call: Call, stores: Stores): Result<T, AwsError> {
  const found = find(kind, name, call, stores)
  return found.ok && isServiceLinked(found.value) ? err(unmodifiable(found.value.name)) : found
}

/** What a permission on it is about. A name that nobody has stands for itself: whether it exists is told only to those who may ask. */
export function subject(kind: Kind<Identity>, name: string, call: Call, stores: Stores): Subject {
  const account = callerAccount(call, stores)
  const entity = kind.all(account).get(name)
  const named = `${kind.word} ${name}`
  if (entity === undefined) return { arn: iamArn(account.id, kind.word, '/', name), named }
  return { arn: entity.arn, named, boundary: entity.boundary, tags: entity.tags }
}

const isServiceLinked = (entity: Identity): boolean => 'serviceLinkedFor' in entity && entity.serviceLinkedFor !== undefined
