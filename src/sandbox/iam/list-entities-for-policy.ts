import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { checkPolicyArn, findPolicy, policySubject } from './managed-policy.ts'
import { page } from './page.ts'
import { permission } from './permission.ts'
import type { Account, Identity } from './store.ts'

/** Users, groups and roles that have the policy attached or as their boundary. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
export const listEntitiesForPolicy: Operation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse> = {
  requires: ({ PolicyArn }, call, stores) => {
    const checked = checkPolicyArn(PolicyArn)
    return checked.ok ? ok([permission('iam:ListEntitiesForPolicy', policySubject(PolicyArn, call, stores))]) : checked
  },
  run: (input, call, stores) => {
    const policy = findPolicy(input.PolicyArn, call, stores)
    if (!policy.ok) return policy
    const shown = page(entitiesOf(callerAccount(call, stores), input), ({ kind, name }) => `${kind}/${name.toLowerCase()}`, input)
    if (!shown.ok) return shown
    const of = (kind: EntityKind): readonly Entity[] => shown.value.items.filter((entity) => entity.kind === kind)
    return ok({
      PolicyGroups: of('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: of('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: of('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...shown.value.facts,
    })
  },
}

type EntityKind = 'Group' | 'User' | 'Role'

interface Entity {
  readonly kind: EntityKind
  readonly name: string
  readonly id: string
}

function entitiesOf(account: Account, asked: Parsed<ListEntitiesForPolicyRequest>): readonly Entity[] {
  const { EntityFilter, PathPrefix = '/', PolicyUsageFilter } = asked
  const uses = ({ attached, boundary }: Identity): boolean =>
    (PolicyUsageFilter !== 'PermissionsBoundary' && attached.has(asked.PolicyArn)) ||
    (PolicyUsageFilter !== 'PermissionsPolicy' && boundary === asked.PolicyArn)
  const of = (kind: EntityKind, identities: Iterable<Identity>): readonly Entity[] =>
    [...identities]
      .filter((identity) => (EntityFilter === undefined || EntityFilter === kind) && identity.path.startsWith(PathPrefix) && uses(identity))
      .map(({ name, id }) => ({ kind, name, id }))
  return [...of('Group', account.groups.values()), ...of('User', account.users.values()), ...of('Role', account.roles.values())]
}
