import type { Policy } from '../policy/policy.ts'
import type { KeyGrantReach } from './key-grant.ts'

/** A policy where it is attached: its name as the console shows it, and its ARN when it is a managed policy. */
export interface AttachedPolicy {
  readonly name: string
  readonly arn?: string
  readonly policy: Policy
}

/**
 * Everything that has a say in one request. An absent guardrail is not attached and does not limit; an empty list is attached and allows nothing
 * (a deleted boundary).
 */
export interface PolicySet {
  /** Inline and managed policies of the user and its groups, or of the role. */
  readonly identity: readonly AttachedPolicy[]
  /** The policy of the resource: bucket policy, key policy, role trust policy, queue policy … Absent when the resource has none. */
  readonly resource?: AttachedPolicy
  readonly permissionsBoundary?: AttachedPolicy | 'deleted'
  /** Session policies passed to AssumeRole or GetFederationToken, inline and managed; their allows count together. */
  readonly session?: readonly AttachedPolicy[]
  /** One list a level, from the organization's root through each OU to the account. Absent outside an organization and for the management account. */
  readonly serviceControl?: readonly (readonly AttachedPolicy[])[]
  /** As `serviceControl`, of the account that owns the resource. */
  readonly resourceControl?: readonly (readonly AttachedPolicy[])[]
  /** Of the VPC endpoint through which the request came. */
  readonly vpcEndpoint?: AttachedPolicy
  /** Which kind of endpoint that is; S3 and DynamoDB have both, and their endpoints are taken for gateways unless this says otherwise. */
  readonly vpcEndpointType?: 'Gateway' | 'Interface'
  /** `RestrictPublicBuckets` is on at the bucket, its access point or the account; the engine finds out whether the bucket policy is public. */
  readonly restrictPublicBuckets?: boolean
  /** The resource is granted to the caller by an ACL; ACLs only grant. */
  readonly aclGrants?: boolean
  /** A KMS grant covers the caller, the operation and the encryption context. */
  readonly keyGrant?: KeyGrantReach
}
