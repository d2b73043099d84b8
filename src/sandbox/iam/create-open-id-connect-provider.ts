import type { CreateOpenIDConnectProviderRequest, CreateOpenIDConnectProviderResponse } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists, limitExceeded, validationError } from './errors.ts'
import { checkThumbprints } from './open-id-connect-provider.ts'
import { permission, type Subject } from './permission.ts'
import { quotas } from './quotas.ts'
import { parseTags, tagsOutput } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
export const createOpenIdConnectProvider: Operation<CreateOpenIDConnectProviderRequest, CreateOpenIDConnectProviderResponse> = {
  requires: (input, call, stores) => {
    const tags = parseTags(input.Tags, 'exact')
    if (!tags.ok) return tags
    const subject = newProvider(input, call, stores)
    if (!subject.ok) return subject
    const more = { requestTags: tags.value }
    const create = permission('iam:CreateOpenIDConnectProvider', subject.value, more)
    return ok(tags.value.size === 0 ? [create] : [create, permission('iam:TagOpenIDConnectProvider', subject.value, more)])
  },
  run: (input, call, stores) => {
    const { Url, ClientIDList = [], ThumbprintList = [] } = input
    const { openIdConnectProviders } = callerAccount(call, stores)
    const tags = parseTags(input.Tags, 'exact')
    if (!tags.ok) return tags
    const provider = newProvider(input, call, stores)
    if (!provider.ok) return provider
    const { arn } = provider.value
    const checked = checkThumbprints(ThumbprintList)
    if (!checked.ok) return checked
    if (ClientIDList.length > quotas.clientIdsPerProvider)
      return err(limitExceeded('ClientIdsPerOpenIdConnectProvider', quotas.clientIdsPerProvider))
    if (openIdConnectProviders.has(arn)) return err(entityAlreadyExists(`Provider with url ${Url} already exists.`))
    if (openIdConnectProviders.size >= quotas.openIdConnectProviders)
      return err(limitExceeded('OpenIdConnectProvidersPerAccount', quotas.openIdConnectProviders))
    openIdConnectProviders.set(arn, {
      arn,
      url: hostAndPath(Url),
      clientIds: new Set(ClientIDList),
      thumbprints: ThumbprintList,
      createDate: call.now,
      tags: tags.value,
    })
    return ok({ OpenIDConnectProviderArn: arn, Tags: tagsOutput(tags.value) })
  },
}

function newProvider({ Url }: Parsed<CreateOpenIDConnectProviderRequest>, call: Call, stores: Stores): Result<Subject, AwsError> {
  const begins = stores.profile === 'legacy-s3' ? /^https?:\/\/[A-Za-z0-9]/ : /^https:\/\/[A-Za-z0-9]/
  if (!begins.test(Url) || !URL.canParse(Url)) return err(validationError('Invalid Open ID Connect Provider URL'))
  return ok({ arn: iamArn(callerAccount(call, stores).id, 'oidc-provider', '/', hostAndPath(Url).replace('http://', '')) })
}

const hostAndPath = (url: string): string => url.replace('https://', '')
