import type { UpdateOpenIDConnectProviderThumbprintRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { checkThumbprints, findProvider, providerSubject } from './open-id-connect-provider.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html */
export const updateOpenIdConnectProviderThumbprint: Operation<UpdateOpenIDConnectProviderThumbprintRequest, object> = {
  requires: ({ OpenIDConnectProviderArn }, call, stores) =>
    ok([permission('iam:UpdateOpenIDConnectProviderThumbprint', providerSubject(OpenIDConnectProviderArn, call, stores))]),
  run: ({ OpenIDConnectProviderArn, ThumbprintList }, call, stores) => {
    const provider = findProvider(OpenIDConnectProviderArn, call, stores)
    if (!provider.ok) return provider
    const checked = checkThumbprints(ThumbprintList)
    if (!checked.ok) return checked
    provider.value.thumbprints = ThumbprintList
    return ok({})
  },
}
