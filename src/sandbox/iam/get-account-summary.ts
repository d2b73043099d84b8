import type { GetAccountSummaryResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'
import type { Account, IamStore } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export const getAccountSummary: Operation<object, GetAccountSummaryResponse> = {
  requires: () => ok([permission('iam:GetAccountSummary', { arn: '*' })]),
  run: (_input, call, stores) => {
    const account = callerAccount(call, stores)
    return ok({ SummaryMap: { ...counts(account, stores.iam), ...limits } })
  },
}

function counts(account: Account, { accessKeys }: IamStore): Record<string, number> {
  const policies = [...account.policies.values()]
  const rootKeys = [...accessKeys.values()].filter((key) => key.account === account.id && key.userName === undefined)
  return {
    AccountAccessKeysPresent: rootKeys.length > 0 ? 1 : 0,
    AccountMFAEnabled: 0,
    AccountPasswordPresent: account.loginProfile === undefined ? 0 : 1,
    AccountSigningCertificatesPresent: [...account.signingCertificates.values()].some(({ userName }) => userName === undefined) ? 1 : 0,
    GlobalEndpointTokenVersion: account.globalEndpointTokens === 'v2Token' ? 2 : 1,
    Groups: account.groups.size,
    InstanceProfiles: account.instanceProfiles.size,
    MFADevices: account.mfaDevices.size,
    MFADevicesInUse: [...account.mfaDevices.values()].filter(({ userName }) => userName !== undefined).length,
    Policies: policies.length,
    PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.size, 0),
    Providers: account.openIdConnectProviders.size + account.samlProviders.size,
    Roles: account.roles.size,
    ServerCertificates: account.serverCertificates.size,
    Users: account.users.size,
  }
}

const limits = {
  AccessKeysPerUserQuota: quotas.accessKeysPerUser,
  AssumeRolePolicySizeQuota: quotas.trustSize,
  AttachedPoliciesPerGroupQuota: quotas.attachedPolicies,
  AttachedPoliciesPerRoleQuota: quotas.attachedPolicies,
  AttachedPoliciesPerUserQuota: quotas.attachedPolicies,
  GroupPolicySizeQuota: quotas.inlineSize.group,
  GroupsPerUserQuota: quotas.groupsPerUser,
  GroupsQuota: quotas.groups,
  InstanceProfilesQuota: quotas.instanceProfiles,
  PoliciesQuota: quotas.policies,
  PolicySizeQuota: quotas.policySize,
  PolicyVersionsInUseQuota: quotas.policyVersionsInUse,
  RolePolicySizeQuota: quotas.inlineSize.role,
  RolesQuota: quotas.roles,
  ServerCertificatesQuota: quotas.serverCertificates,
  SigningCertificatesPerUserQuota: quotas.signingCertificatesPerUser,
  UserPolicySizeQuota: quotas.inlineSize.user,
  UsersQuota: quotas.users,
  VersionsPerPolicyQuota: quotas.versionsPerPolicy,
} as const
