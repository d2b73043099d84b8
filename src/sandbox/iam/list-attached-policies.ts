import type {
  ListAttachedGroupPoliciesRequest,
  ListAttachedGroupPoliciesResponse,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListAttachedUserPoliciesRequest,
  ListAttachedUserPoliciesResponse,
} from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { find, groups, type Kind, roles, subject, users } from './kind.ts'
import { attachedPolicy } from './managed-policy.ts'
import { byName, type PageRequest, page } from './page.ts'
import { permission } from './permission.ts'
import type { Identity } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html */
export const listAttachedUserPolicies: Operation<ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse> = listAttachedPolicies(
  users,
  ({ UserName, ...rest }) => ({ name: UserName, ...rest }),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html */
export const listAttachedGroupPolicies: Operation<ListAttachedGroupPoliciesRequest, ListAttachedGroupPoliciesResponse> =
  listAttachedPolicies(groups, ({ GroupName, ...rest }) => ({ name: GroupName, ...rest }))

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html */
export const listAttachedRolePolicies: Operation<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse> = listAttachedPolicies(
  roles,
  ({ RoleName, ...rest }) => ({ name: RoleName, ...rest }),
)

interface Read extends PageRequest {
  readonly name: string
  readonly PathPrefix?: string | undefined
}

function listAttachedPolicies<Input>(
  kind: Kind<Identity>,
  read: (input: Parsed<Input>) => Read,
): Operation<Input, ListAttachedUserPoliciesResponse> {
  return {
    requires: (input, call, stores) =>
      ok([permission(`iam:ListAttached${kind.title}Policies`, subject(kind, read(input).name, call, stores))]),
    run: (input, call, stores) => {
      const { name, PathPrefix = '/', ...asked } = read(input)
      const entity = find(kind, name, call, stores)
      if (!entity.ok) return entity
      const policies = [...entity.value.attached].map((arn) => attachedPolicy(arn, stores.iam))
      const shown = page(
        policies.filter(({ path }) => path.startsWith(PathPrefix)),
        byName,
        asked,
      )
      if (!shown.ok) return shown
      const AttachedPolicies = shown.value.items.map(({ name: PolicyName, arn: PolicyArn }) => ({ PolicyName, PolicyArn }))
      return ok({ AttachedPolicies, ...shown.value.facts })
    },
  }
}
