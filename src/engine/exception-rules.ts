/** AWS's exceptions that a decision may name, each in a sentence, with the page that has it. */
export const exceptionRules = {
  accessNeverCrossesPartitions: {
    says: 'access never crosses partitions',
    link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_compare-resource-policies.html',
  },
  aclGrants: {
    says: 'an access control list of S3 grants it',
    link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html',
  },
  callerHasNoAccount: {
    says: 'the caller belongs to no account, so that only the policy of the resource counts',
    link: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
  },
  directGrantIsNotLimited: {
    says: 'a resource policy that names the user or the session is not limited by a permissions boundary or session policy that lacks an Allow',
    link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html',
  },
  federatedUserNeedsSessionPolicy: {
    says: 'a GetFederationToken session without a session policy has no permissions of its own',
    link: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
  },
  getCallerIdentityIsAlwaysAllowed: {
    says: 'GetCallerIdentity is always allowed',
    link: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
  },
  getSessionTokenNeedsNoPermission: {
    says: 'GetSessionToken needs no permission',
    link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html',
  },
  keyGrantAllows: {
    says: 'a grant of the KMS key allows it',
    link: 'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html',
  },
  keyOperationIsNotCrossAccount: {
    says: 'the operation does not work on a KMS key of another account',
    link: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  },
  keyPolicyMustAllow: {
    says: 'a key policy must itself allow the caller or its account',
    link: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  },
  objectBelongsToAnotherAccount: {
    says: "the object belongs to another account than the bucket, and the bucket policy's Allow does not reach it",
    link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-auth-workflow-object-operation.html',
  },
  publicPolicyIsCutOff: {
    says: 'RestrictPublicBuckets is on and the bucket policy is public: only the own account and AWS services get in',
    link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  },
  retireGrantIsOutsideResourceControl: {
    says: 'resource control policies do not affect kms:RetireGrant',
    link: 'https://docs.aws.amazon.com/kms/latest/developerguide/resource-control-policies.html',
  },
  rootUserCannotAssumeRoles: {
    says: 'the root user cannot assume roles',
    link: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  },
  rootUserNeedsNoPolicy: {
    says: 'the root user needs no policy in its own account',
    link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html',
  },
  serviceIsOutsideResourceControl: {
    says: 'resource control policies do not bind the resources of this service',
    link: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services',
  },
  serviceIsOutsideServiceControl: {
    says: 'service control policies do not restrict this service',
    link: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp',
  },
  serviceLinkedRoleIsExempt: {
    says: 'policies of the organization do not bind service-linked roles',
    link: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
  },
  trustPolicyDoesNotPassTheBoundary: {
    says: 'a user whom the trust policy names still needs its permissions boundary to allow it',
    link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html',
  },
  trustPolicyMustAllow: {
    says: 'a role trust policy must itself allow the caller',
    link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html',
  },
} as const satisfies Record<string, { readonly says: string; readonly link: string }>

export type ExceptionName = keyof typeof exceptionRules
