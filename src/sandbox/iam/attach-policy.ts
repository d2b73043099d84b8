import type { AttachGroupPolicyRequest, AttachRolePolicyRequest, AttachUserPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { limitExceeded } from './errors.ts'
import { findModifiable, groups, type Kind, roles, subject, users } from './kind.ts'
import { checkPolicyArn, findAttachable } from './managed-policy.ts'
import { permission } from './permission.ts'
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

function attachPolicy<Input>(
  kind: Kind<Identity>,
  read: (input: Parsed<Input>) => readonly [name: string, policyArn: string],
): Operation<Input, object> {
  return {
    requires: (input, call, stores) => {
      const [name, policyArn] = read(input)
      const checked = checkPolicyArn(policyArn)
      if (!checked.ok) return checked
      const context = { 'iam:PolicyARN': policyArn }
      return ok([permission(`iam:Attach${kind.title}Policy`, subject(kind, name, call, stores), { context })])
    },
    run: (input, call, stores) => {
      const [name, policyArn] = read(input)
      const entity = findModifiable(kind, name, call, stores)
      if (!entity.ok) return entity
      const policy = findAttachable(policyArn, call, stores)
      if (!policy.ok) return policy
      const { attached } = entity.value
      if (!attached.has(policyArn) && attached.size >= quotas.attachedPolicies)
        return err(limitExceeded(`PoliciesPer${kind.title}`, quotas.attachedPolicies))
      attached.add(policyArn)
      return ok({})
    },
  }
}
