import type { PutKeyPolicyRequest } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { parseKeyPolicy } from './key-policy.ts'
import { refuseAwsManaged, refusePendingDeletion } from './key-state.ts'
import { refuseLockout } from './lockout.ts'
import { onKey } from './on-key.ts'

type Input = Parsed<PutKeyPolicyRequest>

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const putKeyPolicy: Operation<PutKeyPolicyRequest, object> = onKey({
  action: 'kms:PutKeyPolicy',
  use: (input: Input) => ({
    context: { 'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck ?? false) },
  }),
  run: ({ key }, input, call, stores) => {
    const policy = parseKeyPolicy(input.Policy, stores.iam)
    if (!policy.ok) return policy
    const { PolicyName: name = 'default', BypassPolicyLockoutSafetyCheck: bypasses = false } = input
    const refused =
      refuseAwsManaged(key) ??
      refusePendingDeletion(key) ??
      (name === 'default' ? undefined : { code: 'NotFoundException', message: 'No such policy exists', status: 400 }) ??
      (bypasses ? undefined : refuseLockout({ ...key, policy: policy.value }, call, stores))
    if (refused !== undefined) return err(refused)
    key.policy = policy.value
    return ok({})
  },
})
