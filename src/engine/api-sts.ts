import { type ApiCall, listOf, type NeededPermission, type Needs, tagsOf, textOf } from './api-call.ts'

/**
 * STS operations. Session tags and a source identity need permissions of their own, from the trust policy too.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export const stsOperations: Readonly<Record<string, Needs>> = {
  AssumeRole: (call) => assumeRole(call, 'sts:AssumeRole'),
  AssumeRoleWithSAML: (call) => assumeRole(call, 'sts:AssumeRoleWithSAML'),
  AssumeRoleWithWebIdentity: (call) => assumeRole(call, 'sts:AssumeRoleWithWebIdentity'),
  GetFederationToken: getFederationToken,
  GetAccessKeyInfo: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
}

/** The rest has no resource: `sts:GetCallerIdentity`, `sts:GetSessionToken`, `sts:DecodeAuthorizationMessage`. */
export const stsDefault: Needs = ({ operation }) => [{ action: operation, resource: '*' }]

function assumeRole(call: ApiCall, action: string): readonly NeededPermission[] {
  const { parameters } = call
  const resource = textOf(parameters, 'RoleArn') ?? '*'
  const sourceIdentity = textOf(parameters, 'SourceIdentity')
  const keys = {
    'sts:ExternalId': textOf(parameters, 'ExternalId'),
    'sts:RoleSessionName': textOf(parameters, 'RoleSessionName'),
    'sts:SourceIdentity': sourceIdentity,
    'sts:TransitiveTagKeys': transitiveKeys(call),
  }
  const requestTags = tagsOf(parameters, 'Tags')
  const need = { resource, keys, ...(requestTags === undefined ? {} : { requestTags }) }
  return [
    { action, ...need },
    ...(requestTags === undefined ? [] : [{ action: 'sts:TagSession', ...need }]),
    ...(sourceIdentity === undefined ? [] : [{ action: 'sts:SetSourceIdentity', ...need }]),
  ]
}

function transitiveKeys({ parameters }: ApiCall): readonly string[] | undefined {
  const { TransitiveTagKeys: keys } = parameters
  return Array.isArray(keys) && keys.length > 0 ? keys.filter((key) => typeof key === 'string') : undefined
}

function getFederationToken(call: ApiCall): readonly NeededPermission[] {
  const { partition, account, parameters } = call
  const resource = `arn:${partition}:sts::${account}:federated-user/${textOf(parameters, 'Name') ?? ''}`
  const requestTags = tagsOf(parameters, 'Tags')
  const need = { resource, ...(requestTags === undefined ? {} : { requestTags }) }
  return [
    { action: 'sts:GetFederationToken', ...need },
    ...(listOf(parameters, 'Tags').length === 0 ? [] : [{ action: 'sts:TagSession', ...need }]),
  ]
}
