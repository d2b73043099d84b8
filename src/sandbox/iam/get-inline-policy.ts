import type {
  GetGroupPolicyRequest,
  GetGroupPolicyResponse,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  GetUserPolicyRequest,
  GetUserPolicyResponse,
} from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { encodeDocument } from './encode-document.ts'
import { noSuchNamed } from './errors.ts'
import { inlineName } from './inline-name.ts'
import { find, groups, type Kind, roles, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import type { Identity } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html */
export const getUserPolicy = getInlinePolicy<GetUserPolicyRequest, GetUserPolicyResponse>(
  users,
  ({ UserName, PolicyName }) => ({ name: UserName, PolicyName }),
  (UserName, policy) => ({ UserName, ...policy }),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html */
export const getGroupPolicy = getInlinePolicy<GetGroupPolicyRequest, GetGroupPolicyResponse>(
  groups,
  ({ GroupName, PolicyName }) => ({ name: GroupName, PolicyName }),
  (GroupName, policy) => ({ GroupName, ...policy }),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export const getRolePolicy = getInlinePolicy<GetRolePolicyRequest, GetRolePolicyResponse>(
  roles,
  ({ RoleName, PolicyName }) => ({ name: RoleName, PolicyName }),
  (RoleName, policy) => ({ RoleName, ...policy }),
)

interface Named {
  readonly name: string
  readonly PolicyName: string
}

function getInlinePolicy<Input, Output extends object>(
  kind: Kind<Identity>,
  read: (input: Parsed<Input>) => Named,
  answer: (name: string, policy: { readonly PolicyName: string; readonly PolicyDocument: string }) => Output,
): Operation<Input, Output> {
  return {
    requires: (input, call, stores) => ok([permission(`iam:Get${kind.title}Policy`, subject(kind, read(input).name, call, stores))]),
    run: (input, call, stores) => {
      const { name, PolicyName } = read(input)
      const entity = find(kind, name, call, stores)
      if (!entity.ok) return entity
      const { inline } = entity.value
      const document = inline.get(inlineName(inline, PolicyName))
      if (document === undefined) return err(noSuchNamed(`${kind.word} policy`, PolicyName))
      return ok(answer(entity.value.name, { PolicyName, PolicyDocument: encodeDocument(document.text) }))
    },
  }
}
