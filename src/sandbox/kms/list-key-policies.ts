import type { ListKeyPoliciesRequest, ListKeyPoliciesResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onKey } from './on-key.ts'
import { pageOf } from './page.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html */
export const listKeyPolicies: Operation<ListKeyPoliciesRequest, ListKeyPoliciesResponse> = onKey({
  action: 'kms:ListKeyPolicies',
  run: (_named, input: Parsed<ListKeyPoliciesRequest>) => {
    const page = pageOf(['default'], input)
    return page.ok ? ok({ PolicyNames: [...page.value.items], ...page.value.output }) : page
  },
})
