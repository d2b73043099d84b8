import type { SetDefaultPolicyVersionRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { checkPolicyArn, findOwnVersion, policySubject } from './managed-policy.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html */
export const setDefaultPolicyVersion: Operation<SetDefaultPolicyVersionRequest, object> = {
  requires: ({ PolicyArn }, call, stores) => {
    const checked = checkPolicyArn(PolicyArn)
    return checked.ok ? ok([permission('iam:SetDefaultPolicyVersion', policySubject(PolicyArn, call, stores))]) : checked
  },
  run: ({ PolicyArn, VersionId }, call, stores) => {
    const found = findOwnVersion(PolicyArn, VersionId, call, stores)
    if (!found.ok) return found
    const [policy, version] = found.value
    policy.defaultVersionId = version.id
    policy.updateDate = call.now
    return ok({})
  },
}
