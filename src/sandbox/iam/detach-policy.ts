import type { DetachGroupPolicyRequest, DetachRolePolicyRequest, DetachUserPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { noSuchPolicy } from './errors.ts'
import { findModifiable, groups, type Kind, roles, subject, users } from './kind.ts'
import { checkPolicyArn } from './managed-policy.ts'
import { permission } from './permission.ts'
import type { Identity } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html */
export const detachUserPolicy: Operation<DetachUserPolicyRequest, object> = detachPolicy(users, ({ UserName, PolicyArn }) => [
  UserName,
  PolicyArn,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html */
export const detachGroupPolicy: Operation<DetachGroupPolicyRequest, object> = detachPolicy(groups, ({ GroupName, PolicyArn }) => [
  GroupName,
  PolicyArn,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html */
export const detachRolePolicy: Operation<DetachRolePolicyRequest, object> = detachPolicy(roles, ({ RoleName, PolicyArn }) => [
  RoleName,
  PolicyArn,
])

function detachPolicy<Input>(
  kind: Kind<Identity>,
  read: (input: Parsed<Input>) => readonly [name: string, policyArn: string],
): Operation<Input, object> {
  return {
    requires: (input, call, stores) => {
      const [name, policyArn] = read(input)
      const checked = checkPolicyArn(policyArn)
      if (!checked.ok) return checked
      const context = { 'iam:PolicyARN': policyArn }
      return ok([permission(`iam:Detach${kind.title}Policy`, subject(kind, name, call, stores), { context })])
    },
    run: (input, call, stores) => {
      const [name, policyArn] = read(input)
      const entity = findModifiable(kind, name, call, stores)
      if (!entity.ok) return entity
      return entity.value.attached.delete(policyArn) ? ok({}) : err(noSuchPolicy(policyArn))
    },
  }
}
