import type { ListOpenIDConnectProvidersRequest, ListOpenIDConnectProvidersResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html */
export const listOpenIdConnectProviders: Operation<ListOpenIDConnectProvidersRequest, ListOpenIDConnectProvidersResponse> = {
  requires: (_input, call, stores) =>
    ok([permission('iam:ListOpenIDConnectProviders', { arn: iamArn(callerAccount(call, stores).id, 'oidc-provider', '/', '') })]),
  run: (_input, call, stores) => {
    const arns = [...callerAccount(call, stores).openIdConnectProviders.keys()]
    return ok({ OpenIDConnectProviderList: arns.map((Arn) => ({ Arn })) })
  },
}
