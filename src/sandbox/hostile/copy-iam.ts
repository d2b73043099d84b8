import { Account, type Group, IamStore, type Role, type User } from '../iam/store.ts'

/** What IAM knows at this moment, so far as it decides who may do what. Parsed documents are never changed, so they are shared. */
export function copyIam(iam: IamStore): IamStore {
  const copy = new IamStore(iam.awsPolicies, iam.profile)
  for (const [id, account] of iam.accounts) copy.accounts.set(id, copyAccount(account))
  for (const [id, key] of iam.accessKeys) copy.accessKeys.set(id, { ...key })
  return copy
}

function copyAccount(account: Account): Account {
  const copy = new Account(account.id, account.canonicalId)
  if (account.displayName !== undefined) copy.displayName = account.displayName
  if (account.alias !== undefined) copy.alias = account.alias
  for (const user of account.users.values()) copy.users.set(user.name, { ...copyIdentity(user), groups: new Set(user.groups) })
  for (const group of account.groups.values()) copy.groups.set(group.name, copyIdentity(group))
  for (const role of account.roles.values()) copy.roles.set(role.name, copyIdentity(role))
  for (const policy of account.policies.values()) copy.policies.set(policy.name, { ...policy, versions: new Map(policy.versions) })
  for (const [arn, provider] of account.openIdConnectProviders) copy.openIdConnectProviders.set(arn, provider)
  for (const [serialNumber, device] of account.mfaDevices) copy.mfaDevices.set(serialNumber, device)
  return copy
}

const copyIdentity = <T extends User | Group | Role>(identity: T): T => ({
  ...identity,
  inline: new Map(identity.inline),
  attached: new Set(identity.attached),
})
