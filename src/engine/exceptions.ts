import { supportsResourceControl } from '../policy/reference.ts'
import type { LayerName } from './decision.ts'
import { isCrossAccount, type RequestFacts } from './request-facts.ts'

/*
 * AWS's exceptions to the general rule, one predicate each. Those that a decision may name have a sentence in `exception-rules.ts`.
 */

/** Administrators cannot deny it. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentityIsAlwaysAllowed = ({ action }: RequestFacts): boolean => action === 'sts:getcalleridentity'

/** No permission is needed, but an explicit deny counts. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html */
export const getSessionTokenNeedsNoPermission = ({ action, principal }: RequestFacts): boolean =>
  action === 'sts:getsessiontoken' && (principal.type === 'user' || principal.type === 'root')

/** The root user has full access to its account without a policy. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html */
export const rootUserNeedsNoPolicy = ({ principal }: RequestFacts): boolean => principal.type === 'root'

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const rootUserCannotAssumeRoles = ({ action, principal }: RequestFacts): boolean =>
  principal.type === 'root' && action === 'sts:assumerole'

const bucketPolicyActions = new Set(['s3:deletebucketpolicy', 's3:getbucketpolicy', 's3:putbucketpolicy'])

/** A bucket policy cannot lock out the root user of the account that owns the bucket. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const rootUserKeepsTheBucketPolicy = (facts: RequestFacts): boolean =>
  facts.principal.type === 'root' && bucketPolicyActions.has(facts.action) && !isCrossAccount(facts)

const trustActions: ReadonlySet<string> = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:setsourceidentity',
  'sts:tagsession',
])

/** A role trust policy must itself allow, in the same account too. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html */
export const trustPolicyMustAllow = (facts: RequestFacts): boolean =>
  facts.service === 'sts' &&
  trustActions.has(facts.action) &&
  facts.resource?.service === 'iam' &&
  facts.resource.resource.startsWith('role/')

/** A user whom the trust policy names still needs its permissions boundary to allow the action. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html */
export const trustPolicyDoesNotPassTheBoundary = (facts: RequestFacts): boolean =>
  trustPolicyMustAllow(facts) && facts.principal.type === 'user' && facts.policies.hasBoundary

/** A key policy must itself allow the caller or its account. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html */
export const keyPolicyMustAllow = (facts: RequestFacts): boolean =>
  facts.service === 'kms' && facts.resource?.service === 'kms' && facts.resource.resource.startsWith('key/')

const crossAccountKeyActions = new Set(
  [
    'CreateGrant',
    'Decrypt',
    'DeriveSharedSecret',
    'DescribeKey',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateMac',
    'GetKeyRotationStatus',
    'GetPublicKey',
    'ListGrants',
    'ReEncryptFrom',
    'ReEncryptTo',
    'RetireGrant',
    'RevokeGrant',
    'Sign',
    'Verify',
    'VerifyMac',
  ].map((name) => `kms:${name.toLowerCase()}`),
)

/** Whether an operation, given in lower case, works on a key of another account at all. */
export const worksAcrossAccounts = (action: string): boolean => crossAccountKeyActions.has(action)

/** Other operations on a key of another account fail, whatever the policies say. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html */
export const keyOperationIsNotCrossAccount = (facts: RequestFacts): boolean =>
  keyPolicyMustAllow(facts) && isCrossAccount(facts) && !worksAcrossAccounts(facts.action)

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_compare-resource-policies.html */
export function accessNeverCrossesPartitions(facts: RequestFacts): boolean {
  if (!('arn' in facts.principal) || beginAlike(facts.principal.arn, facts.request.resource)) return false
  return facts.resource !== undefined && facts.partition !== facts.resource.partition
}

/** Whether two ARNs have the same partition, seen without taking them apart: whether they are alike from `arn:` to the next colon. */
function beginAlike(one: string, other: string): boolean {
  const colon = 58
  for (let at = 4; one.charCodeAt(at) === other.charCodeAt(at); at += 1) if (one.charCodeAt(at) === colon) return true
  return false
}

/** A GetFederationToken session without session policies has no permissions of its own. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const federatedUserNeedsSessionPolicy = ({ principal, policies }: RequestFacts): boolean =>
  principal.type === 'federatedUser' && !policies.hasSession

/** SCPs do not affect service-linked roles. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
export const serviceLinkedRoleIsExempt = ({ principal }: RequestFacts): boolean =>
  principal.type === 'assumedRole' && principal.serviceLinked === true

/** SCPs bind users, roles and root of their account: services, web identities and anonymous callers are none. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
export const callerHasNoAccount = ({ account }: RequestFacts): boolean => account === undefined

/** Of the few services that SCPs do not restrict this one has actions in IAM. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp */
export const serviceIsOutsideServiceControl = ({ service }: RequestFacts): boolean => service === 'mechanicalturk'

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services */
export const serviceIsOutsideResourceControl = ({ service }: RequestFacts): boolean => !supportsResourceControl(service)

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-control-policies.html */
export const retireGrantIsOutsideResourceControl = ({ action }: RequestFacts): boolean => action === 'kms:retiregrant'

/** `NotPrincipal` with Deny denies each principal that has a permissions boundary, whatever it lists. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export const notPrincipalDeniesBoundedPrincipals = ({ policies }: RequestFacts): boolean => policies.hasBoundary

/**
 * In the policy of a gateway endpoint (S3 and DynamoDB have them) a principal other than `*` names at most the root user of an account.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#gateway-endpoint-policies
 */
export const gatewayEndpointKnowsOnlyRoot = (layer: LayerName, { policies }: RequestFacts): boolean =>
  layer === 'vpcEndpoint' && policies.throughGateway

/** Actions in which the account that owns the object has the say, not the bucket's: the bucket owner may write, delete and restore any object. */
const objectOwnerActions = /^s3:(?:get|put)object(?:version)?(?:acl|tagging|attributes|retention|legalhold|torrent)?$/

/**
 * An object that another account owns is outside the bucket policy's Allow, yet inside its Deny.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-auth-workflow-object-operation.html
 */
export const objectBelongsToAnotherAccount = (facts: RequestFacts): boolean =>
  facts.request.objectOwner !== undefined &&
  facts.request.objectOwner !== facts.resourceAccount &&
  facts.action !== 's3:putobject' &&
  objectOwnerActions.test(facts.action)
