import type { GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { findProvider, providerSubject } from './open-id-connect-provider.ts'
import { permission } from './permission.ts'
import { formatTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html */
export const getOpenIdConnectProvider: Operation<GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse> = {
  requires: ({ OpenIDConnectProviderArn }, call, stores) =>
    ok([permission('iam:GetOpenIDConnectProvider', providerSubject(OpenIDConnectProviderArn, call, stores))]),
  run: ({ OpenIDConnectProviderArn }, call, stores) => {
    const provider = findProvider(OpenIDConnectProviderArn, call, stores)
    if (!provider.ok) return provider
    const { url, clientIds, thumbprints, createDate, tags } = provider.value
    return ok({
      Url: url,
      ClientIDList: [...clientIds],
      ThumbprintList: [...thumbprints],
      CreateDate: createDate,
      Tags: formatTags(tags),
    })
  },
}
