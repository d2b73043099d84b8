import { worker } from '../connectors/s3-needs.ts'
import { findRole, userArn } from '../fixture/decide.ts'
import type { Fixture, Group, Role, User } from '../fixture/fixture.ts'
import type { Identity } from '../fixture/need.ts'
import type { Holder } from './placed-document.ts'
import type { SetUp } from './set-up.ts'

/** The user or role of the fixture behind an identity. */
export function holderOf(fixture: Fixture, by: Identity): Holder | undefined {
  switch (by.type) {
    case 'user':
      return fixture.users.has(by.name) ? { type: 'user', name: by.name } : undefined
    case 'role': {
      const role = findRole(fixture, by.arn)
      return role === undefined ? undefined : { type: 'role', name: role.name }
    }
    case 'anonymous':
      return undefined
  }
}

/** What the fixture knows of a holder. */
export function holderIn(fixture: Fixture, { type, name }: Holder): User | Role | Group | undefined {
  return { user: fixture.users, role: fixture.roles, group: fixture.groups }[type].get(name)
}

/** The holder itself, and the groups it is in: everybody whose policies count for it. */
export function carriersOf(fixture: Fixture, holder: Holder): readonly Holder[] {
  const identity = holderIn(fixture, holder)
  const groups = identity !== undefined && 'groups' in identity ? identity.groups : []
  return [holder, ...groups.map((name) => ({ type: 'group', name }) as const)]
}

/** The ARN by which a policy names whoever needs something. */
export function principalArnOf(fixture: Fixture, by: Identity): string {
  if (by.type === 'role') return by.arn
  const user = by.type === 'user' ? fixture.users.get(by.name) : undefined
  return user === undefined ? '*' : userArn(fixture, user)
}

/** The account of whoever works with the bucket. */
export const accountOfWorker = ({ fixture, connection }: SetUp): string => principalArnOf(fixture, worker(connection)).split(':')[4] ?? ''
