import type { DeleteOpenIDConnectProviderRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import { providerSubject } from './open-id-connect-provider.ts'
import { permission } from './permission.ts'

/** The page calls it idempotent; IAM was recorded to refuse a provider that is not there. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html */
export const deleteOpenIdConnectProvider: Operation<DeleteOpenIDConnectProviderRequest, object> = {
  requires: ({ OpenIDConnectProviderArn }, call, stores) =>
    ok([permission('iam:DeleteOpenIDConnectProvider', providerSubject(OpenIDConnectProviderArn, call, stores))]),
  run: ({ OpenIDConnectProviderArn: arn }, call, stores) =>
    callerAccount(call, stores).openIdConnectProviders.delete(arn)
      ? ok({})
      : err(noSuchEntity(`OpenId connect Provider ${arn} cannot be found.`)),
}
