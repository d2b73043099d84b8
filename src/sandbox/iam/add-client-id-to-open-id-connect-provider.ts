import type { AddClientIDToOpenIDConnectProviderRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { limitExceeded } from './errors.ts'
import { findProvider, providerSubject } from './open-id-connect-provider.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html */
export const addClientIdToOpenIdConnectProvider: Operation<AddClientIDToOpenIDConnectProviderRequest, object> = {
  requires: ({ OpenIDConnectProviderArn }, call, stores) =>
    ok([permission('iam:AddClientIDToOpenIDConnectProvider', providerSubject(OpenIDConnectProviderArn, call, stores))]),
  run: ({ OpenIDConnectProviderArn, ClientID }, call, stores) => {
    const provider = findProvider(OpenIDConnectProviderArn, call, stores)
    if (!provider.ok) return provider
    const { clientIds } = provider.value
    if (!clientIds.has(ClientID) && clientIds.size >= quotas.clientIdsPerProvider)
      return err(limitExceeded('ClientIdsPerOpenIdConnectProvider', quotas.clientIdsPerProvider))
    clientIds.add(ClientID)
    return ok({})
  },
}
