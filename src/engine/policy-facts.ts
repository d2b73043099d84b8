import type { ActionName } from './action-name.ts'
import type { AttachedPolicy, PolicySet } from './policy-set.ts'

/** What a decision asks about a policy set. All have the same fields, so that they are found quickly, however the set was put together. */
export interface PolicyFacts {
  readonly resource: AttachedPolicy | undefined
  readonly hasResourceControl: boolean
  readonly hasServiceControl: boolean
  readonly hasBoundary: boolean
  readonly hasSession: boolean
  /** Whether a request that came through an endpoint came through a gateway. */
  readonly throughGateway: boolean
  readonly restrictPublicBuckets: boolean
  readonly aclGrants: boolean
  readonly keyGrant: PolicySet['keyGrant']
}

export const policyFactsOf = (policies: PolicySet, { service }: ActionName): PolicyFacts => ({
  resource: policies.resource,
  hasResourceControl: policies.resourceControl !== undefined,
  hasServiceControl: policies.serviceControl !== undefined,
  hasBoundary: policies.permissionsBoundary !== undefined,
  hasSession: policies.session !== undefined,
  throughGateway: policies.vpcEndpointType !== 'Interface' && (service === 's3' || service === 'dynamodb'),
  restrictPublicBuckets: policies.restrictPublicBuckets === true,
  aclGrants: policies.aclGrants === true,
  keyGrant: policies.keyGrant,
})
