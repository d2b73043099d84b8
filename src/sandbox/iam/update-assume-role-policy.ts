import type { UpdateAssumeRolePolicyRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { findModifiable, roles, subject } from './kind.ts'
import { permission } from './permission.ts'
import { parseTrustPolicy } from './trust-policy.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
export const updateAssumeRolePolicy: Operation<UpdateAssumeRolePolicyRequest, object> = {
  requires: ({ RoleName }, call, stores) => ok([permission('iam:UpdateAssumeRolePolicy', subject(roles, RoleName, call, stores))]),
  run: ({ RoleName, PolicyDocument }, call, stores) => {
    const role = findModifiable(roles, RoleName, call, stores)
    if (!role.ok) return role
    const trust = parseTrustPolicy(PolicyDocument, stores.iam)
    if (!trust.ok) return trust
    role.value.trust = trust.value
    return ok({})
  },
}
