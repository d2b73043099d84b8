import type { DeleteGroupPolicyRequest, DeleteRolePolicyRequest, DeleteUserPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { noSuchNamed } from './errors.ts'
import { inlineName } from './inline-name.ts'
import { findModifiable, groups, type Kind, roles, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import type { Identity } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html */
export const deleteUserPolicy: Operation<DeleteUserPolicyRequest, object> = deleteInlinePolicy(users, ({ UserName, PolicyName }) => [
  UserName,
  PolicyName,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html */
export const deleteGroupPolicy: Operation<DeleteGroupPolicyRequest, object> = deleteInlinePolicy(groups, ({ GroupName, PolicyName }) => [
  GroupName,
  PolicyName,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html */
export const deleteRolePolicy: Operation<DeleteRolePolicyRequest, object> = deleteInlinePolicy(roles, ({ RoleName, PolicyName }) => [
  RoleName,
  PolicyName,
])

function deleteInlinePolicy<Input>(
  kind: Kind<Identity>,
  read: (input: Parsed<Input>) => readonly [name: string, policyName: string],
): Operation<Input, object> {
  return {
    requires: (input, call, stores) => ok([permission(`iam:Delete${kind.title}Policy`, subject(kind, read(input)[0], call, stores))]),
    run: (input, call, stores) => {
      const [name, policyName] = read(input)
      const entity = findModifiable(kind, name, call, stores)
      if (!entity.ok) return entity
      const { inline } = entity.value
      return inline.delete(inlineName(inline, policyName)) ? ok({}) : err(noSuchNamed(`${kind.word} policy`, policyName))
    },
  }
}
