import type { DeletePolicyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { deleteConflict } from './errors.ts'
import { attachedTo, boundedBy, checkPolicyArn, findOwnPolicy, policySubject } from './managed-policy.ts'
import { permission } from './permission.ts'
import type { Account, ManagedPolicy } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export const deletePolicy: Operation<DeletePolicyRequest, object> = {
  requires: ({ PolicyArn }, call, stores) => {
    const checked = checkPolicyArn(PolicyArn)
    return checked.ok ? ok([permission('iam:DeletePolicy', policySubject(PolicyArn, call, stores))]) : checked
  },
  run: ({ PolicyArn }, call, stores) => {
    const account = callerAccount(call, stores)
    const policy = findOwnPolicy(PolicyArn, call, stores)
    if (!policy.ok) return policy
    const held = whatHolds(policy.value, account)
    if (held !== undefined) return err(held)
    account.policies.delete(policy.value.name)
    return ok({})
  },
}

/** A policy that is a permissions boundary counts as attached: github.com/gruntwork-io/cloud-nuke/issues/972 shows it. */
function whatHolds({ arn, versions }: ManagedPolicy, account: Account): AwsError | undefined {
  if (attachedTo(arn, account).length + boundedBy(arn, account).length > 0)
    return deleteConflict('Cannot delete a policy attached to entities.')
  if (versions.size > 1)
    return deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    )
  return undefined
}
