import type { IAM } from '@aws-sdk/client-iam'
import { parseArn } from '../../policy/arn.ts'
import { clientsOf } from '../clients.ts'
import type { Json, Reader } from './reader.ts'

/** The IAM calls that differ by whose policies are read. */
interface Calls {
  readonly noun: 'role' | 'user' | 'group'
  readonly get: (iam: IAM, name: string) => Promise<Json | undefined>
  readonly names: (iam: IAM, name: string) => Promise<readonly string[]>
  readonly inline: (iam: IAM, name: string, policy: string) => Promise<unknown>
  readonly attached: (
    iam: IAM,
    name: string,
  ) => Promise<readonly { readonly PolicyName?: string | undefined; readonly PolicyArn?: string | undefined }[]>
}

/** More than IAM lets anybody have. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MaxItems = 1000

const roleCalls: Calls = {
  noun: 'role',
  get: async (iam, RoleName) => ({ ...(await iam.getRole({ RoleName })).Role }),
  names: async (iam, RoleName) => (await iam.listRolePolicies({ RoleName, MaxItems })).PolicyNames ?? [],
  inline: async (iam, RoleName, PolicyName) => (await iam.getRolePolicy({ RoleName, PolicyName })).PolicyDocument,
  attached: async (iam, RoleName) => (await iam.listAttachedRolePolicies({ RoleName, MaxItems })).AttachedPolicies ?? [],
}
const userCalls: Calls = {
  noun: 'user',
  get: async (iam, UserName) => ({ ...(await iam.getUser({ UserName })).User }),
  names: async (iam, UserName) => (await iam.listUserPolicies({ UserName, MaxItems })).PolicyNames ?? [],
  inline: async (iam, UserName, PolicyName) => (await iam.getUserPolicy({ UserName, PolicyName })).PolicyDocument,
  attached: async (iam, UserName) => (await iam.listAttachedUserPolicies({ UserName, MaxItems })).AttachedPolicies ?? [],
}
const groupCalls: Calls = {
  noun: 'group',
  get: async (iam, GroupName) => ({ ...(await iam.getGroup({ GroupName, MaxItems: 1 })).Group }),
  names: async (iam, GroupName) => (await iam.listGroupPolicies({ GroupName, MaxItems })).PolicyNames ?? [],
  inline: async (iam, GroupName, PolicyName) => (await iam.getGroupPolicy({ GroupName, PolicyName })).PolicyDocument,
  attached: async (iam, GroupName) => (await iam.listAttachedGroupPolicies({ GroupName, MaxItems })).AttachedPolicies ?? [],
}

/** Reads the policies of a role, or of a user with its groups and the state of its keys. */
export async function inspectIdentity(reader: Reader, arn: string): Promise<void> {
  const { account = '', resource = '' } = parseArn(arn) ?? {}
  const name = resource.replace(/^.*\//, '')
  const isUser = resource.startsWith('user/')
  const [noun, action] = isUser ? (['user', 'iam:GetUser'] as const) : (['role', 'iam:GetRole'] as const)
  if (!reader.has(account, { command: `aws iam get-${noun} --${noun}-name ${name}`, action })) return
  const iam = await clientsOf(reader.target).iam(account)
  if (!isUser) return inspectHolder(reader, iam, roleCalls, name)
  await inspectHolder(reader, iam, userCalls, name)
  const groups = await reader.ask({ command: `aws iam list-groups-for-user --user-name ${name}`, action: 'iam:ListGroupsForUser' }, () =>
    iam.listGroupsForUser({ UserName: name }),
  )
  for (const { GroupName = '' } of groups?.Groups ?? []) await inspectHolder(reader, iam, groupCalls, GroupName)
  const keys = { command: `aws iam list-access-keys --user-name ${name}`, action: 'iam:ListAccessKeys' }
  await reader.keep(keys, 'AccessKeyMetadata', () => iam.listAccessKeys({ UserName: name }))
}

/** All in one where all could be read, else each as its command prints it: then nobody takes it for all there is. */
async function inspectHolder(reader: Reader, iam: IAM, calls: Calls, name: string): Promise<void> {
  const { noun } = calls
  const Title = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`
  const option = `--${noun}-name ${name}`
  const before = reader.refused.length
  const holder = await reader.ask({ command: `aws iam get-${noun} ${option}`, action: `iam:Get${Title}` }, () => calls.get(iam, name))
  // What is not there has no policies either.
  if (holder === undefined && reader.refused.at(-1)?.code === 'NoSuchEntity') return
  const list = { command: `aws iam list-${noun}-policies ${option}`, action: `iam:List${Title}Policies` }
  const inline: Json[] = []
  for (const PolicyName of (await reader.ask(list, () => calls.names(iam, name))) ?? []) {
    const read = { command: `aws iam get-${noun}-policy ${option} --policy-name ${PolicyName}`, action: `iam:Get${Title}Policy` }
    const PolicyDocument = await reader.ask(read, () => calls.inline(iam, name, PolicyName))
    if (PolicyDocument !== undefined) inline.push({ PolicyName, PolicyDocument })
  }
  const listAttached = { command: `aws iam list-attached-${noun}-policies ${option}`, action: `iam:ListAttached${Title}Policies` }
  const attached = (await reader.ask(listAttached, () => calls.attached(iam, name))) ?? []
  const boundary = boundaryOf(holder)
  const managed: Json[] = []
  for (const arn of [...attached.map(({ PolicyArn = '' }) => PolicyArn), ...(boundary === undefined ? [] : [boundary])]) {
    const policy = arn.includes(':iam::aws:') ? undefined : await inspectManaged(reader, iam, arn)
    if (policy !== undefined) managed.push(policy)
  }
  if (reader.refused.length === before) {
    const details = { ...holder, [`${Title}PolicyList`]: inline, AttachedManagedPolicies: attached }
    const file = `aws iam get-account-authorization-details (${noun} ${name})`
    return reader.answer(file, { RoleDetailList: [], [`${Title}DetailList`]: [details], Policies: managed })
  }
  if (holder !== undefined) reader.answer(`aws iam get-${noun} ${option}`, { [Title]: holder })
  for (const policy of inline)
    reader.answer(`aws iam get-${noun}-policy ${option} --policy-name ${String(policy.PolicyName)}`, { [`${Title}Name`]: name, ...policy })
  if (attached.length > 0) reader.answer(`aws iam list-attached-${noun}-policies ${option}`, { AttachedPolicies: attached })
  for (const { Arn, PolicyVersionList } of managed) {
    const [PolicyVersion] = Array.isArray(PolicyVersionList) ? PolicyVersionList : []
    reader.answer(`aws iam get-policy-version --policy-arn ${String(Arn)}`, { PolicyVersion })
  }
}

/** With the version in force first; a better one may have been saved that is not. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
async function inspectManaged(reader: Reader, iam: IAM, PolicyArn: string): Promise<Json | undefined> {
  const option = `--policy-arn ${PolicyArn}`
  const policy = await reader.ask({ command: `aws iam get-policy ${option}`, action: 'iam:GetPolicy' }, () => iam.getPolicy({ PolicyArn }))
  const inForce = policy?.Policy?.DefaultVersionId
  if (inForce === undefined) return undefined
  const listed = await reader.ask({ command: `aws iam list-policy-versions ${option}`, action: 'iam:ListPolicyVersions' }, () =>
    iam.listPolicyVersions({ PolicyArn, MaxItems }),
  )
  const others = (listed?.Versions ?? []).flatMap(({ VersionId = '' }) => (VersionId === inForce ? [] : [VersionId]))
  const versions: unknown[] = []
  for (const VersionId of [inForce, ...others]) {
    const read = { command: `aws iam get-policy-version ${option} --version-id ${VersionId}`, action: 'iam:GetPolicyVersion' }
    const version = await reader.ask(read, () => iam.getPolicyVersion({ PolicyArn, VersionId }))
    if (version?.PolicyVersion !== undefined) versions.push(version.PolicyVersion)
    else if (VersionId === inForce) return undefined
  }
  return { ...policy?.Policy, PolicyVersionList: versions }
}

function boundaryOf(holder: Json | undefined): string | undefined {
  const boundary = holder?.PermissionsBoundary
  if (typeof boundary !== 'object' || boundary === null || !('PermissionsBoundaryArn' in boundary)) return undefined
  return typeof boundary.PermissionsBoundaryArn === 'string' ? boundary.PermissionsBoundaryArn : undefined
}
