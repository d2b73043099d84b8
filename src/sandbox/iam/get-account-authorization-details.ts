import type { GetAccountAuthorizationDetailsRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { groupDetail, policyDetail, roleDetail, userDetail } from './authorization-detail.ts'
import { callerAccount } from './caller.ts'
import { allPolicies, attachedTo, boundedBy } from './managed-policy.ts'
import { type PageFacts, page } from './page.ts'
import { permission } from './permission.ts'
import type { Account, Group, ManagedPolicy, Role, User } from './store.ts'

export interface AuthorizationDetails extends PageFacts {
  readonly UserDetailList: readonly ReturnType<typeof userDetail>[]
  readonly GroupDetailList: readonly ReturnType<typeof groupDetail>[]
  readonly RoleDetailList: readonly ReturnType<typeof roleDetail>[]
  readonly Policies: readonly ReturnType<typeof policyDetail>[]
}

/**
 * Everything that decides in an account. Of AWS's own policies it has those that are in use.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const getAccountAuthorizationDetails: Operation<GetAccountAuthorizationDetailsRequest, AuthorizationDetails> = {
  requires: () => ok([permission('iam:GetAccountAuthorizationDetails', { arn: '*' })]),
  run: ({ Filter = [], ...asked }, call, stores) => {
    const account = callerAccount(call, stores)
    const { iam } = stores
    const all = [...identities(account), ...policies(account, allPolicies(call, stores))]
    const wanted = all.filter(({ type }) => Filter.length === 0 || Filter.includes(type))
    const shown = page(wanted, ({ type, entity }) => `${type}/${entity.name.toLowerCase()}`, asked)
    if (!shown.ok) return shown
    const { items, facts } = shown.value
    return ok({
      UserDetailList: items.flatMap((item) => (item.type === 'User' ? [userDetail(item.entity, iam)] : [])),
      GroupDetailList: items.flatMap((item) => (item.type === 'Group' ? [groupDetail(item.entity, iam)] : [])),
      RoleDetailList: items.flatMap((item) => (item.type === 'Role' ? [roleDetail(item.entity, account, iam)] : [])),
      Policies: items.flatMap((item) => (isPolicy(item) ? [policyDetail(item.entity, account)] : [])),
      ...facts,
    })
  },
}

/** `type` in the words of the filter. */
type Item =
  | { readonly type: 'User'; readonly entity: User }
  | { readonly type: 'Group'; readonly entity: Group }
  | { readonly type: 'Role'; readonly entity: Role }
  | PolicyItem

interface PolicyItem {
  readonly type: 'LocalManagedPolicy' | 'AWSManagedPolicy'
  readonly entity: ManagedPolicy
}

const isPolicy = (item: Item): item is PolicyItem => item.type === 'LocalManagedPolicy' || item.type === 'AWSManagedPolicy'

const identities = ({ users, groups, roles }: Account): readonly Item[] => [
  ...[...users.values()].map((entity) => ({ type: 'User', entity }) as const),
  ...[...groups.values()].map((entity) => ({ type: 'Group', entity }) as const),
  ...[...roles.values()].map((entity) => ({ type: 'Role', entity }) as const),
]

function policies(account: Account, all: readonly ManagedPolicy[]): readonly Item[] {
  const inUse = ({ arn }: ManagedPolicy): boolean => attachedTo(arn, account).length + boundedBy(arn, account).length > 0
  return all
    .filter((policy) => policy.account !== undefined || inUse(policy))
    .map((entity) => ({ type: entity.account === undefined ? 'AWSManagedPolicy' : 'LocalManagedPolicy', entity }))
}
