import type { AccountId } from '../../policy/account-id.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
export type ResourceType =
  | 'user'
  | 'group'
  | 'role'
  | 'policy'
  | 'instance-profile'
  | 'mfa'
  | 'server-certificate'
  | 'oidc-provider'
  | 'saml-provider'

/** `path` begins and ends with a slash. */
export const iamArn = (account: AccountId | 'aws', type: ResourceType, path: string, name: string): string =>
  `arn:aws:iam::${account}:${type}${path}${name}`
