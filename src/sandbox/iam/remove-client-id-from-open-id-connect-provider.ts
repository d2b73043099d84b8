import type { RemoveClientIDFromOpenIDConnectProviderRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { findProvider, providerSubject } from './open-id-connect-provider.ts'
import { permission } from './permission.ts'

/** Removing what is not there succeeds. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html */
export const removeClientIdFromOpenIdConnectProvider: Operation<RemoveClientIDFromOpenIDConnectProviderRequest, object> = {
  requires: ({ OpenIDConnectProviderArn }, call, stores) =>
    ok([permission('iam:RemoveClientIDFromOpenIDConnectProvider', providerSubject(OpenIDConnectProviderArn, call, stores))]),
  run: ({ OpenIDConnectProviderArn, ClientID }, call, stores) => {
    const provider = findProvider(OpenIDConnectProviderArn, call, stores)
    if (!provider.ok) return provider
    provider.value.clientIds.delete(ClientID)
    return ok({})
  },
}
