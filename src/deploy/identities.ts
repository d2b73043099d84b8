import type { Group, PolicyFile, Role, User } from '../fixture/fixture.ts'
import { AccessKey } from './access-key.ts'
import type { Call, Deploying } from './deploying.ts'
import { placeOf } from './document.ts'
import type { Owner } from './journal.ts'

export const ownerOf = (type: Owner['type'], { account, name }: User | Group | Role, deploying: Deploying): Owner => ({
  type,
  account: deploying.accountId(account),
  name,
})

const tagList = (tags: ReadonlyMap<string, string>): { Tags?: { Key: string; Value: string }[] } =>
  tags.size === 0 ? {} : { Tags: Array.from(tags, ([Key, Value]) => ({ Key, Value })) }

export async function createGroup(group: Group, deploying: Deploying): Promise<void> {
  const owner = ownerOf('group', group, deploying)
  const iam = await deploying.clients.iam(owner.account)
  const call = { operation: 'iam:CreateGroup', subject: `group ${group.name}`, at: group.at }
  const input = { GroupName: group.name, Path: group.path }
  await deploying.send(call, () => iam.createGroup(input, deploying.clients.options), { kind: 'identity', ...owner })
}

/** A user with its access keys, in the groups that are there already. */
export async function createUser(user: User, deploying: Deploying): Promise<void> {
  const owner = ownerOf('user', user, deploying)
  const iam = await deploying.clients.iam(owner.account)
  const about = { subject: `user ${user.name}`, at: user.at }
  const input = { UserName: user.name, Path: user.path, ...tagList(user.tags) }
  await deploying.send({ operation: 'iam:CreateUser', ...about }, () => iam.createUser(input, deploying.clients.options), {
    kind: 'identity',
    ...owner,
  })
  const keys: AccessKey[] = []
  for (const { status } of user.accessKeys) keys.push(await createAccessKey(user, status, deploying))
  deploying.accessKeys.set(user.name, keys)
  for (const group of user.groups) {
    await deploying.send(
      { operation: 'iam:AddUserToGroup', ...about },
      () => iam.addUserToGroup({ UserName: user.name, GroupName: group }, deploying.clients.options),
      { kind: 'membership', account: owner.account, group, user: user.name },
    )
  }
}

async function createAccessKey(user: User, status: 'Active' | 'Inactive', deploying: Deploying): Promise<AccessKey> {
  const account = deploying.accountId(user.account)
  const iam = await deploying.clients.iam(account)
  const about = { subject: `access key of user ${user.name}`, at: user.at }
  const answer = await deploying.send({ operation: 'iam:CreateAccessKey', ...about }, () =>
    iam.createAccessKey({ UserName: user.name }, deploying.clients.options),
  )
  const { AccessKeyId: id = '', SecretAccessKey: secret = '' } = answer.AccessKey ?? {}
  deploying.journal.push({ kind: 'accessKey', account, user: user.name, accessKeyId: id })
  if (status === 'Inactive') {
    const input = { UserName: user.name, AccessKeyId: id, Status: status }
    await deploying.send({ operation: 'iam:UpdateAccessKey', ...about }, () => iam.updateAccessKey(input, deploying.clients.options))
  }
  return new AccessKey(id, secret, status)
}

/** Lets nobody in; stands in for a trust policy that names roles which are not there yet. */
const nobody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
})

/** A role with its trust policy, or with one that lets nobody in until `setTrust`. */
export async function createRole(role: Role, deploying: Deploying, trust: 'own' | 'nobody' = 'own'): Promise<void> {
  const owner = ownerOf('role', role, deploying)
  const iam = await deploying.clients.iam(owner.account)
  const call = { operation: 'iam:CreateRole', subject: `role ${role.name}`, at: placeOf(role.trust) }
  const input = {
    RoleName: role.name,
    Path: role.path,
    AssumeRolePolicyDocument: trust === 'own' ? deploying.document(role.trust) : nobody,
    MaxSessionDuration: role.maxSessionDuration,
    ...tagList(role.tags),
  }
  await deploying.send(call, () => iam.createRole(input, deploying.clients.options), { kind: 'identity', ...owner })
}

export async function setTrust(role: Role, deploying: Deploying): Promise<void> {
  const iam = await deploying.clients.iam(deploying.accountId(role.account))
  const call = { operation: 'iam:UpdateAssumeRolePolicy', subject: `trust policy of role ${role.name}`, at: placeOf(role.trust) }
  const input = { RoleName: role.name, PolicyDocument: deploying.document(role.trust) }
  await deploying.send(call, () => iam.updateAssumeRolePolicy(input, deploying.clients.options))
}

/** A managed policy of an account; gives its ARN. */
export async function createManagedPolicy(
  policy: { readonly account: string; readonly name: string; readonly path: string; readonly document: PolicyFile },
  deploying: Deploying,
): Promise<string> {
  const account = deploying.accountId(policy.account)
  const iam = await deploying.clients.iam(account)
  const call: Call = { operation: 'iam:CreatePolicy', subject: `managed policy ${policy.name}`, at: placeOf(policy.document) }
  const input = { PolicyName: policy.name, Path: policy.path, PolicyDocument: deploying.document(policy.document) }
  const { Policy } = await deploying.send(call, () => iam.createPolicy(input, deploying.clients.options))
  const arn = Policy?.Arn ?? `arn:aws:iam::${account}:policy${policy.path}${policy.name}`
  deploying.journal.push({ kind: 'managedPolicy', account, arn })
  return arn
}
