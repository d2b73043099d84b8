import type { AttachGroupPolicyRequest, AttachRolePolicyRequest, AttachUserPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { limitExceeded } from './errors.ts'
import { groups, type Kind, roles, users } from './kind.ts'
import { findAttachable } from './managed-policy.ts'
import { type PolicyAttachment, policyAttachment } from './policy-attachment.ts'
import { quotas } from './quotas.ts'
import type { Identity } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html */
export const attachUserPolicy: Operation<AttachUserPolicyRequest, object> = attachPolicy(users, ({ UserName, PolicyArn }) => [
  UserName,
  PolicyArn,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html */
export const attachGroupPolicy: Operation<AttachGroupPolicyRequest, object> = attachPolicy(groups, ({ GroupName, PolicyArn }) => [
  GroupName,
  PolicyArn,
])

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const attachRolePolicy: Operation<AttachRolePolicyRequest, object> = attachPolicy(roles, ({ RoleName, PolicyArn }) => [
  RoleName,
  PolicyArn,
])

function attachPolicy<Input>(kind: Kind<Identity>, read: PolicyAttachment<Input>['read']): Operation<Input, object> {
  return policyAttachment({
    verb: 'Attach',
    kind,
    read,
    change: ({ attached }, policyArn, call, stores) => {
      const policy = findAttachable(policyArn, call, stores)
      if (!policy.ok) return policy
      if (!attached.has(policyArn) && attached.size >= quotas.attachedPolicies)
        return err(limitExceeded(`PoliciesPer${kind.title}`, quotas.attachedPolicies))
      attached.add(policyArn)
      return ok({})
    },
  })
}
