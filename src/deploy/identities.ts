import type { IAM } from '@aws-sdk/client-iam'
import type { Group, PolicyFile, Role, User } from '../fixture/fixture.ts'
import { AccessKey } from './access-key.ts'
import type { Call, Deploying } from './deploying.ts'
import { jsonTextWith, placeOf } from './document.ts'
import { describeError } from './failure.ts'
import { fenceOfBoundary } from './fence-of-boundary.ts'
import type { Owner } from './journal.ts'
import { boundaryArn } from './permit.ts'
import type { Tag } from './run.ts'

export const ownerOf = (type: Owner['type'], { account, name }: User | Group | Role, deploying: Deploying): Owner => ({
  type,
  account: deploying.accountId(account),
  name,
})

/** Its own tags and those of the run. */
function tagList(tags: ReadonlyMap<string, string>, deploying: Deploying): { Tags?: Tag[] } {
  const all = [...Array.from(tags, ([Key, Value]) => ({ Key, Value })), ...deploying.runTags]
  return all.length === 0 ? {} : { Tags: all }
}

/** In a run no principal is ever without a permissions boundary, not even for a moment. */
const bound = ({ account }: Owner, { target: { permit } }: Deploying): { PermissionsBoundary?: string } =>
  permit === undefined ? {} : { PermissionsBoundary: boundaryArn(permit, account) }

export async function createGroup(group: Group, deploying: Deploying): Promise<void> {
  const owner = ownerOf('group', group, deploying)
  const iam = await deploying.clients.iam(owner.account)
  const call = { operation: 'iam:CreateGroup', subject: `group ${group.name}`, at: group.at }
  const input = { GroupName: group.name, Path: group.path }
  await deploying.create(call, { kind: 'identity', ...owner }, () => iam.createGroup(input, deploying.clients.options))
}

/** A user with its access keys, in the groups that are there already. */
export async function createUser(user: User, deploying: Deploying): Promise<void> {
  const owner = ownerOf('user', user, deploying)
  const iam = await deploying.clients.iam(owner.account)
  const about = { subject: `user ${user.name}`, at: user.at }
  const input = { UserName: user.name, Path: user.path, ...tagList(user.tags, deploying), ...bound(owner, deploying) }
  await deploying.create({ operation: 'iam:CreateUser', ...about }, { kind: 'identity', ...owner }, () =>
    iam.createUser(input, deploying.clients.options),
  )
  const keys: AccessKey[] = []
  for (const { status } of user.accessKeys) keys.push(await createAccessKey(user, status, deploying))
  deploying.accessKeys.set(user.name, keys)
  for (const group of user.groups) {
    await deploying.send({ operation: 'iam:AddUserToGroup', ...about }, () =>
      iam.addUserToGroup({ UserName: user.name, GroupName: group }, deploying.clients.options),
    )
  }
}

async function createAccessKey(user: User, status: 'Active' | 'Inactive', deploying: Deploying): Promise<AccessKey> {
  const account = deploying.accountId(user.account)
  const iam = await deploying.clients.iam(account)
  const about = { subject: `access key of user ${user.name}`, at: user.at }
  const answer = await deploying.send({ operation: 'iam:CreateAccessKey', ...about }, () =>
    iam.createAccessKey({ UserName: user.name }, deploying.clients.options).catch(async (error: unknown) => {
      if (deploying.target.permit === undefined || describeError(error).code !== 'LimitExceeded') throw error
      await dropLostKeys(user, iam, deploying)
      return iam.createAccessKey({ UserName: user.name }, deploying.clients.options)
    }),
  )
  const { AccessKeyId: id = '', SecretAccessKey: secret = '' } = answer.AccessKey ?? {}
  deploying.keyIds.add(id)
  if (status === 'Inactive') {
    const input = { UserName: user.name, AccessKeyId: id, Status: status }
    await deploying.send({ operation: 'iam:UpdateAccessKey', ...about }, () => iam.updateAccessKey(input, deploying.clients.options))
  }
  return new AccessKey(id, secret, status)
}

/** An attempt whose answer was lost has created a key whose secret nobody knows, and a user may have two. */
async function dropLostKeys({ name: UserName }: User, iam: IAM, deploying: Deploying): Promise<void> {
  const { options } = deploying.clients
  const { AccessKeyMetadata = [] } = await iam.listAccessKeys({ UserName }, options)
  for (const { AccessKeyId } of AccessKeyMetadata) {
    if (AccessKeyId !== undefined && !deploying.keyIds.has(AccessKeyId)) await iam.deleteAccessKey({ UserName, AccessKeyId }, options)
  }
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
    ...tagList(role.tags, deploying),
    ...bound(owner, deploying),
  }
  await deploying.create(call, { kind: 'identity', ...owner }, () => iam.createRole(input, deploying.clients.options))
}

export async function setTrust(role: Role, deploying: Deploying): Promise<void> {
  const iam = await deploying.clients.iam(deploying.accountId(role.account))
  const call = { operation: 'iam:UpdateAssumeRolePolicy', subject: `trust policy of role ${role.name}`, at: placeOf(role.trust) }
  const input = { RoleName: role.name, PolicyDocument: deploying.document(role.trust) }
  await deploying.send(call, () => iam.updateAssumeRolePolicy(input, deploying.clients.options))
}

interface NewPolicy {
  readonly account: string
  readonly name: string
  readonly path: string
  readonly document: PolicyFile
  readonly otherVersions?: readonly PolicyFile[]
  /** It takes the place of the boundary of the run, so it must not let through more. */
  readonly fenced?: boolean
}

/** A managed policy of an account; gives its ARN. */
export async function createManagedPolicy(policy: NewPolicy, deploying: Deploying): Promise<string> {
  const account = deploying.accountId(policy.account)
  const iam = await deploying.clients.iam(account)
  const call: Call = { operation: 'iam:CreatePolicy', subject: `managed policy ${policy.name}`, at: placeOf(policy.document) }
  const fenced = policy.fenced === true && deploying.target.permit !== undefined
  const input = {
    PolicyName: policy.name,
    Path: policy.path,
    PolicyDocument: fenced ? jsonTextWith(policy.document, ...fenceOfBoundary) : deploying.document(policy.document),
    ...tagList(new Map(), deploying),
  }
  const arn = `arn:aws:iam::${account}:policy${policy.path}${policy.name}`
  await deploying.create(call, { kind: 'managedPolicy', account, arn }, () => iam.createPolicy(input, deploying.clients.options))
  for (const file of policy.otherVersions ?? []) {
    const about = { operation: 'iam:CreatePolicyVersion', subject: `a version of ${policy.name}`, at: placeOf(file) }
    const version = { PolicyArn: arn, PolicyDocument: deploying.document(file), SetAsDefault: false }
    await deploying.send(about, () => iam.createPolicyVersion(version, deploying.clients.options))
  }
  return arn
}
