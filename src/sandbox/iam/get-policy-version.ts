import type { GetPolicyVersionRequest, GetPolicyVersionResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { checkPolicyArn, findVersion, policySubject } from './managed-policy.ts'
import { permission } from './permission.ts'
import { fullVersionOutput } from './policy-output.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
export const getPolicyVersion: Operation<GetPolicyVersionRequest, GetPolicyVersionResponse> = {
  requires: ({ PolicyArn }, call, stores) => {
    const checked = checkPolicyArn(PolicyArn)
    return checked.ok ? ok([permission('iam:GetPolicyVersion', policySubject(PolicyArn, call, stores))]) : checked
  },
  run: ({ PolicyArn, VersionId }, call, stores) => {
    const found = findVersion(PolicyArn, VersionId, call, stores)
    return found.ok ? ok({ PolicyVersion: fullVersionOutput(...found.value) }) : found
  },
}
