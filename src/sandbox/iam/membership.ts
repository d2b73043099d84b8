import { byName } from './page.ts'
import type { Account, Group, User } from './store.ts'

/** The users of a group, by name. */
export const membersOf = (group: Group, { users }: Account): readonly User[] =>
  [...users.values()].filter((user) => user.groups.has(group.name)).sort((left, right) => (byName(left) < byName(right) ? -1 : 1))

export const groupsOf = (user: User, { groups }: Account): readonly Group[] =>
  [...groups.values()].filter((group) => user.groups.has(group.name))
