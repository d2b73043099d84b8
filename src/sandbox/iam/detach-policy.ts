import type { DetachGroupPolicyRequest, DetachRolePolicyRequest, DetachUserPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { noSuchPolicy } from './errors.ts'
import { groups, type Kind, roles, users } from './kind.ts'
import { type PolicyAttachment, policyAttachment } from './policy-attachment.ts'
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

function detachPolicy<Input>(kind: Kind<Identity>, read: PolicyAttachment<Input>['read']): Operation<Input, object> {
  return policyAttachment({
    verb: 'Detach',
    kind,
    read,
    change: ({ attached }, policyArn) => (attached.delete(policyArn) ? ok({}) : err(noSuchPolicy(policyArn))),
  })
}
