import type {
  ListGroupPoliciesRequest,
  ListGroupPoliciesResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  ListUserPoliciesRequest,
  ListUserPoliciesResponse,
} from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { find, groups, type Kind, roles, subject, users } from './kind.ts'
import { type PageRequest, page } from './page.ts'
import { permission } from './permission.ts'
import type { Identity } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html */
export const listUserPolicies: Operation<ListUserPoliciesRequest, ListUserPoliciesResponse> = listInlinePolicies(
  users,
  ({ UserName, ...rest }) => ({ name: UserName, ...rest }),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupPolicies.html */
export const listGroupPolicies: Operation<ListGroupPoliciesRequest, ListGroupPoliciesResponse> = listInlinePolicies(
  groups,
  ({ GroupName, ...rest }) => ({ name: GroupName, ...rest }),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html */
export const listRolePolicies: Operation<ListRolePoliciesRequest, ListRolePoliciesResponse> = listInlinePolicies(
  roles,
  ({ RoleName, ...rest }) => ({ name: RoleName, ...rest }),
)

function listInlinePolicies<Input>(
  kind: Kind<Identity>,
  read: (input: Parsed<Input>) => PageRequest & { readonly name: string },
): Operation<Input, ListUserPoliciesResponse> {
  return {
    requires: (input, call, stores) => ok([permission(`iam:List${kind.title}Policies`, subject(kind, read(input).name, call, stores))]),
    run: (input, call, stores) => {
      const entity = find(kind, read(input).name, call, stores)
      if (!entity.ok) return entity
      const names = page(entity.value.inline.keys(), (name) => name, read(input))
      return names.ok ? ok({ PolicyNames: [...names.value.items], ...names.value.facts }) : names
    },
  }
}
