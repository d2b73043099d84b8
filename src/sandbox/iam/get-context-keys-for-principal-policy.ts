import type { GetContextKeysForPolicyResponse, GetContextKeysForPrincipalPolicyRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { contextKeysOf } from './context-keys.ts'
import { permission } from './permission.ts'
import { findPolicySource, policySourceSubject } from './simulated-principal.ts'
import { parseInputs } from './simulation-input.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html */
export const getContextKeysForPrincipalPolicy: Operation<GetContextKeysForPrincipalPolicyRequest, GetContextKeysForPolicyResponse> = {
  requires: ({ PolicySourceArn }, call, stores) => {
    const source = policySourceSubject(PolicySourceArn, call, stores)
    return source.ok ? ok([permission('iam:GetContextKeysForPrincipalPolicy', source.value)]) : source
  },
  run: ({ PolicySourceArn, PolicyInputList = [] }, call, stores) => {
    const source = findPolicySource(PolicySourceArn, call, stores)
    if (!source.ok) return source
    const added = parseInputs(PolicyInputList, 'PolicyInputList', 'identity')
    if (!added.ok) return added
    return ok({ ContextKeyNames: contextKeysOf([...source.value.policies, ...added.value].map(({ policy }) => policy)) })
  },
}
