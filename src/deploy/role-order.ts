import type { Fixture, Role, User } from '../fixture/fixture.ts'

/**
 * Roles in the order in which they can be created: AWS refuses a trust policy that names a role which is not there yet. Roles of one stage do
 * not name each other. `circular` name themselves or each other, and get their trust policy when all of them are there.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export interface RoleOrder {
  readonly stages: readonly (readonly Role[])[]
  readonly circular: readonly Role[]
}

export function orderRoles(fixture: Fixture): RoleOrder {
  const stages: Role[][] = []
  let waiting = [...fixture.roles.values()]
  while (waiting.length > 0) {
    const names = new Set(waiting.map((role) => identityArn('role', role, fixture)))
    const ready = waiting.filter((role) => !trustedArns(role).some((arn) => names.has(arn)))
    if (ready.length === 0) break
    stages.push(ready)
    waiting = waiting.filter((role) => !ready.includes(role))
  }
  return { stages, circular: waiting }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
export const identityArn = (type: 'user' | 'role', { account, path, name }: User | Role, { accounts }: Fixture): string =>
  `arn:aws:iam::${accounts.get(account)?.id}:${type}${path}${name}`

const trustedArns = ({ trust }: Role): readonly string[] =>
  trust.policy.statements.flatMap(({ principal }) => principal?.patterns.map(({ text }) => text) ?? [])
