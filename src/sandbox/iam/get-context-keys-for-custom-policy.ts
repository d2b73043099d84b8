import type { GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { contextKeysOf } from './context-keys.ts'
import { permission } from './permission.ts'
import { parseInputs } from './simulation-input.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html */
export const getContextKeysForCustomPolicy: Operation<GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse> = {
  requires: () => ok([permission('iam:GetContextKeysForCustomPolicy', { arn: '*' })]),
  run: ({ PolicyInputList }) => {
    const policies = parseInputs(PolicyInputList, 'PolicyInputList', 'identity')
    return policies.ok ? ok({ ContextKeyNames: contextKeysOf(policies.value.map(({ policy }) => policy)) }) : policies
  },
}
