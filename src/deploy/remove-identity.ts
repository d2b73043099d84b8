import type { IAM } from '@aws-sdk/client-iam'
import type { Clients } from './clients.ts'
import type { Owner } from './journal.ts'
import { whileThere } from './while-there.ts'

/**
 * Removes an identity with everything that IAM wants gone before it: access keys first, for they can sign.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html
 */
export async function removeIdentity({ type, account, name }: Owner, clients: Clients): Promise<void> {
  const iam = await clients.iam(account)
  if (type === 'user') await removeUser(name, iam, clients)
  else if (type === 'role') await removeRole(name, iam, clients)
  else await removeGroup(name, iam, clients)
}

async function removeUser(UserName: string, iam: IAM, clients: Clients): Promise<void> {
  const { AccessKeyMetadata = [] } = await iam.listAccessKeys({ UserName }, clients.options)
  await each(AccessKeyMetadata, ({ AccessKeyId }) => iam.deleteAccessKey({ UserName, AccessKeyId }, clients.options))
  const { PolicyNames = [] } = await iam.listUserPolicies({ UserName }, clients.options)
  await each(PolicyNames, (PolicyName) => iam.deleteUserPolicy({ UserName, PolicyName }, clients.options))
  const { AttachedPolicies = [] } = await iam.listAttachedUserPolicies({ UserName }, clients.options)
  await each(AttachedPolicies, ({ PolicyArn }) => iam.detachUserPolicy({ UserName, PolicyArn }, clients.options))
  const { Groups = [] } = await iam.listGroupsForUser({ UserName }, clients.options)
  await each(Groups, ({ GroupName }) => iam.removeUserFromGroup({ UserName, GroupName }, clients.options))
  await iam.deleteUser({ UserName }, clients.options)
}

async function removeRole(RoleName: string, iam: IAM, clients: Clients): Promise<void> {
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName }, clients.options)
  await each(PolicyNames, (PolicyName) => iam.deleteRolePolicy({ RoleName, PolicyName }, clients.options))
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName }, clients.options)
  await each(AttachedPolicies, ({ PolicyArn }) => iam.detachRolePolicy({ RoleName, PolicyArn }, clients.options))
  await iam.deleteRole({ RoleName }, clients.options)
}

async function removeGroup(GroupName: string, iam: IAM, clients: Clients): Promise<void> {
  const { PolicyNames = [] } = await iam.listGroupPolicies({ GroupName }, clients.options)
  await each(PolicyNames, (PolicyName) => iam.deleteGroupPolicy({ GroupName, PolicyName }, clients.options))
  const { AttachedPolicies = [] } = await iam.listAttachedGroupPolicies({ GroupName }, clients.options)
  await each(AttachedPolicies, ({ PolicyArn }) => iam.detachGroupPolicy({ GroupName, PolicyArn }, clients.options))
  await iam.deleteGroup({ GroupName }, clients.options)
}

/** A part that has gone meanwhile is as good as removed. */
async function each<T>(parts: readonly T[], remove: (part: T) => Promise<unknown>): Promise<void> {
  await Promise.all(parts.map((part) => whileThere(() => remove(part))))
}
