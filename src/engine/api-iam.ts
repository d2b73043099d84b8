import { type ApiCall, type Needs, tagsOf, textOf } from './api-call.ts'

/** The parameter that names the resource, and the word of its type in the ARN. */
const named: readonly (readonly [parameter: string, type: string])[] = [
  ['PolicyArn', ''],
  ['InstanceProfileName', 'instance-profile'],
  ['RoleName', 'role'],
  ['UserName', 'user'],
  ['GroupName', 'group'],
  ['PolicyName', 'policy'],
  ['OpenIDConnectProviderArn', ''],
  ['SAMLProviderArn', ''],
]

/** Operations about an identity, though they have `PolicyArn` or `PolicyName` as well. */
const aboutIdentity = /(?:Role|User|Group)(?:Policy|Policies|PermissionsBoundary)$|^(?:Attach|Detach|Put|Delete|Get)(?:Role|User|Group)/

/**
 * IAM operations have actions of their own name. The resource is the entity that the parameters name; its path is known from `facts` only.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const iamDefault: Needs = (call) => {
  const { operation, parameters, facts = {} } = call
  const keys = {
    'iam:PolicyARN': textOf(parameters, 'PolicyArn'),
    'iam:PermissionsBoundary': textOf(parameters, 'PermissionsBoundary'),
    'iam:PassedToService': textOf(parameters, 'PassedToService'),
    'iam:AWSServiceName': textOf(parameters, 'AWSServiceName'),
  }
  const requestTags = tagsOf(parameters, 'Tags')
  return [
    { action: operation, resource: facts.identityArn ?? resourceOf(call), keys, ...(requestTags === undefined ? {} : { requestTags }) },
  ]
}

function resourceOf({ operation, parameters, partition, account }: ApiCall): string {
  const name = operation.slice(operation.indexOf(':') + 1)
  const candidates = aboutIdentity.test(name) ? named.filter(([parameter]) => !parameter.startsWith('Policy')) : named
  const path = (textOf(parameters, 'Path') ?? '/').replace(/^\/|\/$/g, '')
  for (const [parameter, type] of candidates) {
    const value = textOf(parameters, parameter)
    if (value !== undefined)
      return type === '' ? value : `arn:${partition}:iam::${account}:${[type, path, value].filter((part) => part !== '').join('/')}`
  }
  return '*'
}
