import type { GroupDetail, ManagedPolicyDetail, RoleDetail, UserDetail } from '@aws-sdk/client-iam'
import { encodeDocument } from './encode-document.ts'
import { groupOutput } from './group-output.ts'
import { instanceProfileOutput } from './instance-profile.ts'
import { attachedPolicy } from './managed-policy.ts'
import { type BoundaryOutput, boundaryOutput } from './permissions-boundary.ts'
import { fullVersionOutput, policyOutput } from './policy-output.ts'
import { briefRoleOutput, lastUsedOutput } from './role-output.ts'
import type { Account, Group, IamStore, Identity, ManagedPolicy, Role, User } from './store.ts'
import { formatTags } from './tags.ts'
import { userOutput } from './user-output.ts'

// The shapes of `GetAccountAuthorizationDetails`, recorded from IAM: a user without inline policies has no list of them, a group or role an empty one.

type Bounded<T> = Omit<T, 'PermissionsBoundary'> & { readonly PermissionsBoundary?: BoundaryOutput | undefined }

export function userDetail(user: User, iam: IamStore): Bounded<UserDetail> {
  const { PasswordLastUsed: _unused, ...shown } = userOutput(user)
  return {
    ...shown,
    UserPolicyList: user.inline.size === 0 ? undefined : inlinePolicies(user),
    GroupList: [...user.groups],
    AttachedManagedPolicies: attachedPolicies(user, iam),
    PermissionsBoundary: boundaryOutput(user.boundary),
    Tags: formatTags(user.tags),
  }
}

export const groupDetail = (group: Group, iam: IamStore): GroupDetail => ({
  ...groupOutput(group),
  GroupPolicyList: inlinePolicies(group),
  AttachedManagedPolicies: attachedPolicies(group, iam),
})

export const roleDetail = (role: Role, account: Account, iam: IamStore): Bounded<RoleDetail> => ({
  ...briefRoleOutput(role, iam),
  InstanceProfileList: [...account.instanceProfiles.values()]
    .filter((profile) => profile.role === role.name)
    .map((profile) => instanceProfileOutput(profile, account, iam)),
  RolePolicyList: inlinePolicies(role),
  AttachedManagedPolicies: attachedPolicies(role, iam),
  PermissionsBoundary: boundaryOutput(role.boundary),
  Tags: formatTags(role.tags),
  RoleLastUsed: lastUsedOutput(role),
})

export const policyDetail = (policy: ManagedPolicy, account: Account): ManagedPolicyDetail => ({
  ...policyOutput(policy, account),
  Description: policy.description,
  PolicyVersionList: [...policy.versions.values()].reverse().map((version) => fullVersionOutput(policy, version)),
})

const inlinePolicies = ({ inline }: Identity): { PolicyName: string; PolicyDocument: string }[] =>
  [...inline].map(([PolicyName, { text }]) => ({ PolicyName, PolicyDocument: encodeDocument(text) }))

const attachedPolicies = ({ attached }: Identity, iam: IamStore): { PolicyName: string; PolicyArn: string }[] =>
  [...attached].map((PolicyArn) => ({ PolicyName: attachedPolicy(PolicyArn, iam).name, PolicyArn }))
