import type { GetPolicyRequest, GetPolicyResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { checkPolicyArn, findPolicy, policySubject } from './managed-policy.ts'
import { permission } from './permission.ts'
import { policyOutput } from './policy-output.ts'
import { formatTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export const getPolicy: Operation<GetPolicyRequest, GetPolicyResponse> = {
  requires: ({ PolicyArn }, call, stores) => {
    const checked = checkPolicyArn(PolicyArn)
    return checked.ok ? ok([permission('iam:GetPolicy', policySubject(PolicyArn, call, stores))]) : checked
  },
  run: ({ PolicyArn }, call, stores) => {
    const found = findPolicy(PolicyArn, call, stores)
    if (!found.ok) return found
    const { description, tags } = found.value
    const Policy = { ...policyOutput(found.value, callerAccount(call, stores)), Description: description, Tags: formatTags(tags) }
    return ok({ Policy })
  },
}
