import type { PutBucketWebsiteRequest, RoutingRule, WebsiteConfiguration } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { invalidArgument } from '../invalid-argument.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import { onBucket } from './on-bucket.ts'

/** Stored; the sandbox has no website endpoints. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html */
export const putBucketWebsite: Operation<PutBucketWebsiteRequest, object> = onBucket({
  action: 's3:PutBucketWebsite',
  run: (bucket, { WebsiteConfiguration: website }: Parsed<PutBucketWebsiteRequest>) => {
    const refused = refuse(website)
    if (refused !== undefined) return err(refused)
    bucket.website = website
    return ok({})
  },
})

/** The words were recorded from AWS. */
function refuse(website: Parsed<WebsiteConfiguration>): AwsError | undefined {
  const { IndexDocument: index, RedirectAllRequestsTo: redirect, ErrorDocument: error, RoutingRules: rules } = website
  if (redirect !== undefined) {
    if (isNoProtocol(redirect.Protocol)) return invalidProtocol
    const isAlone = index === undefined && error === undefined && rules === undefined
    const message = 'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.'
    return isAlone ? undefined : invalidArgument(message, 'RedirectAllRequestsTo', 'not null')
  }
  if (index === undefined) {
    return invalidArgument('A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty', 'IndexDocument', 'null')
  }
  if (index.Suffix === '' || index.Suffix.includes('/')) {
    return invalidArgument('The IndexDocument Suffix is not well formed', 'IndexDocument', index.Suffix)
  }
  if (rules !== undefined && rules.length > 50) {
    return invalidRequest(
      `${rules.length} routing rules provided, the number of routing rules in a website configuration is limited to 50.`,
    )
  }
  return (rules ?? []).map(refuseRule).find((refused) => refused !== undefined)
}

const isNoProtocol = (protocol: string | undefined): boolean => protocol !== undefined && protocol !== 'http' && protocol !== 'https'

function refuseRule({ Condition: condition, Redirect: redirect }: Parsed<RoutingRule>): AwsError | undefined {
  if (isNoProtocol(redirect.Protocol)) return invalidProtocol
  if (redirect.ReplaceKeyPrefixWith !== undefined && redirect.ReplaceKeyWith !== undefined) {
    return invalidRequest('You can only define ReplaceKeyPrefix or ReplaceKey but not both.')
  }
  const refused = refuseCodes(redirect.HttpRedirectCode, condition?.HttpErrorCodeReturnedEquals)
  if (refused !== undefined) return refused
  const isEmpty = condition !== undefined && condition.HttpErrorCodeReturnedEquals === undefined && condition.KeyPrefixEquals === undefined
  return isEmpty
    ? invalidRequest("Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.")
    : undefined
}

function refuseCodes(redirect: string | undefined, returned: string | undefined): AwsError | undefined {
  if ([redirect, returned].some((code) => code !== undefined && !/^\d+$/.test(code))) return malformedXml
  if (redirect !== undefined && !/^3(?!00)\d\d$/.test(redirect)) {
    return invalidRequest(`The provided HTTP redirect code (${redirect}) is not valid. Valid codes are 3XX except 300.`)
  }
  return returned === undefined || /^[45]\d\d$/.test(returned)
    ? undefined
    : invalidRequest(`The provided HTTP error code (${returned}) is not valid. Valid codes are 4XX or 5XX.`)
}

const invalidRequest = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })

const invalidProtocol = invalidRequest(
  'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.',
)
