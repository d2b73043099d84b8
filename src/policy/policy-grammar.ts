import type { PolicyType } from './policy.ts'

/** Whether a statement of a policy type has an element: `yes` when it must. */
export type Presence = 'yes' | 'no' | 'maybe'

export interface StatementGrammar {
  /** How a sentence calls a policy of this type. */
  readonly name: string
  readonly principal: Presence
  readonly notPrincipal: Exclude<Presence, 'yes'>
  readonly resource: Presence
}

const withoutPrincipal = { principal: 'no', notPrincipal: 'no', resource: 'yes' } as const
const withPrincipal = { principal: 'yes', notPrincipal: 'maybe', resource: 'yes' } as const

/**
 * Which elements the statements of each policy type have. Policies of some services (ECR repositories) have no Resource.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export const policyGrammar = {
  identity: { name: 'an identity policy', ...withoutPrincipal },
  managed: { name: 'a managed policy', ...withoutPrincipal },
  permissionsBoundary: { name: 'a permissions boundary', ...withoutPrincipal },
  session: { name: 'a session policy', ...withoutPrincipal },
  trust: { name: 'a role trust policy', principal: 'yes', notPrincipal: 'no', resource: 'no' },
  bucket: { name: 'a bucket policy', ...withPrincipal },
  key: { name: 'a key policy', ...withPrincipal },
  resource: { name: 'a resource policy', ...withPrincipal, resource: 'maybe' },
  serviceControl: { name: 'a service control policy', ...withoutPrincipal },
  resourceControl: { name: 'a resource control policy', ...withPrincipal, notPrincipal: 'no' },
  vpcEndpoint: { name: 'a VPC endpoint policy', ...withPrincipal },
} as const satisfies Record<PolicyType, StatementGrammar>
