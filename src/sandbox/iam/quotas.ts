/**
 * The default quotas of an account.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const quotas = {
  users: 5000,
  groups: 300,
  roles: 1000,
  policies: 1500,
  instanceProfiles: 1000,
  openIdConnectProviders: 100,
  samlProviders: 100,
  samlPrivateKeys: 2,
  groupsPerUser: 10,
  accessKeysPerUser: 2,
  sshPublicKeysPerUser: 5,
  signingCertificatesPerUser: 2,
  serverCertificates: 20,
  attachedPolicies: 10,
  versionsPerPolicy: 5,
  policyVersionsInUse: 10_000,
  tags: 50,
  clientIdsPerProvider: 100,
  thumbprintsPerProvider: 5,
  /** Characters of one managed policy, white space not counted. */
  policySize: 6144,
  /** Characters of all inline policies together, white space not counted. */
  inlineSize: { user: 2048, group: 5120, role: 10_240 },
  /** Characters of a trust policy, white space not counted. */
  trustSize: 2048,
} as const
