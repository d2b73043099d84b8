import type { Problem } from '../../base/problem.ts'
import type { Fixture, Group, ManagedPolicy, Role, User } from '../../fixture/fixture.ts'

/** A fixture in which what IAM holds is that of the account, and everything else is its own. */
export interface AccountSide {
  readonly fixture: Fixture
  /** Parts of the fixture that are not in the account. */
  readonly missing: readonly Problem[]
  /** Roles and users of the account that the fixture does not speak of. */
  readonly others: number
}

/**
 * Puts what an account has in the place of what the fixture says of it: users, groups, roles and managed policies by their names. So a difference is one of
 * IAM alone, and buckets, keys and guardrails have the same say on both sides.
 */
export function withAccount(fixture: Fixture, account: string, has: Fixture): AccountSide {
  const missing: Problem[] = []
  const inAccount = <T extends Placed>(parts: ReadonlyMap<string, T>): readonly T[] =>
    [...parts.values()].filter((part) => part.account === account)
  const replaced = <T extends Placed>(kind: string, own: ReadonlyMap<string, T>, real: ReadonlyMap<string, T>): ReadonlyMap<string, T> => {
    const kept = new Map([...own].filter(([, part]) => part.account !== account))
    for (const part of inAccount(own)) {
      const found = real.get(part.name)
      if (found === undefined) missing.push(missingPart(kind, part))
      else kept.set(part.name, { ...found, account })
    }
    return kept
  }
  const users: ReadonlyMap<string, User> = replaced('user', fixture.users, has.users)
  const roles: ReadonlyMap<string, Role> = replaced('role', fixture.roles, has.roles)
  const everyGroup = withOthers<Group>(fixture.groups, has.groups, account)
  const groups = new Map([...everyGroup].filter(([name]) => has.groups.has(name) || fixture.groups.get(name)?.account !== account))
  const policies = withOthers<ManagedPolicy>(fixture.policies, has.policies, account)
  const others = [...has.users, ...has.roles].length - [...inAccount(users), ...inAccount(roles)].length
  return { fixture: { ...fixture, users, roles, groups, policies }, missing, others }
}

interface Placed {
  readonly name: string
  readonly at: Problem['at']
  readonly account: string
}

/** Those of other accounts, and all that the account has. */
const withOthers = <T extends Placed>(own: ReadonlyMap<string, T>, real: ReadonlyMap<string, T>, account: string): ReadonlyMap<string, T> =>
  new Map([
    ...[...own].filter(([, part]) => part.account !== account),
    ...[...real].map(([name, part]) => [name, { ...part, account }] as const),
  ])

const missingPart = (kind: string, { name, at }: Placed): Problem => ({
  code: 'drift/missing',
  at,
  message: `the account has no ${kind} \`${name}\``,
})
