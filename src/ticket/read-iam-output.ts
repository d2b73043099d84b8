import { member } from '../base/located.ts'
import type { Findings } from './findings.ts'
import { namesInWords } from './names-in.ts'
import { has, innerDocument, type LocatedObject, objectAt, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import { addPolicy, type KnownOfPolicy } from './read-policy.ts'
import type { TicketIdentity } from './ticket.ts'

/** Reads what the IAM commands of the AWS CLI print. @see https://docs.aws.amazon.com/cli/latest/reference/iam/ */
export function readIamOutput(piece: Piece, into: Findings): boolean {
  return outputs.some((read) => read(piece, into))
}

type Read = (piece: Piece, into: Findings) => boolean

const getRole: Read = (piece, into) => {
  const roles = [objectAt(piece.root, 'Role'), ...objectsAt(piece.root, 'Roles')].filter(
    (role) => role !== undefined && has(role, 'RoleName'),
  )
  const own = has(piece.root, 'RoleName', 'AssumeRolePolicyDocument') ? [piece.root] : []
  const found = [...own, ...roles.filter((role) => role !== undefined)]
  for (const role of found) addIdentity(piece, role, 'role', 'get-role', into)
  return found.length > 0
}

const getUser: Read = (piece, into) => {
  const user = objectAt(piece.root, 'User')
  if (user === undefined || !has(user, 'UserName')) return false
  addIdentity(piece, user, 'user', 'get-user', into)
  return true
}

/** What `aws iam list-groups-for-user` prints. */
const groupsOfUser: Read = (piece, into) => {
  const names = objectsAt(piece.root, 'Groups').flatMap((group) => (has(group, 'Arn') ? (textAt(group, 'GroupName') ?? []) : []))
  const { user } = namesInWords(piece.hint)
  if (names.length === 0 || user === undefined) return false
  const at = placeOf(piece, piece.root)
  into.identities.push({ type: 'user', name: user, at, tags: new Map(), groups: names, attached: [], hasAllPolicies: false })
  into.understand(at, `the groups of user \`${user}\``, 'it is what `aws iam list-groups-for-user` prints')
  return true
}

const holders = { RoleName: 'role', UserName: 'user', GroupName: 'group' } as const

const getInlinePolicy: Read = (piece, into) => {
  const { root } = piece
  if (!has(root, 'PolicyName', 'PolicyDocument')) return false
  const found = Object.entries(holders).find(([key]) => has(root, key))
  const holder = found === undefined ? undefined : { type: found[1], name: textAt(root, found[0]) ?? '' }
  return addPolicy(piece, member(root, 'PolicyDocument'), inline(root, holder, `get-${holder?.type ?? 'role'}-policy`), into)
}

const getPolicyVersion: Read = (piece, into) => {
  const version = objectAt(piece.root, 'PolicyVersion')
  if (version === undefined || !has(version, 'Document')) return false
  const arn = /arn:[^\s"']*:policy\/[\w+=,.@/-]+/.exec(piece.hint)?.[0]
  const name = arn?.replace(/^.*\//, '') ?? namesInWords(piece.hint).policy
  if (member(version, 'IsDefaultVersion')?.kind === 'boolean' && plainTruth(version, 'IsDefaultVersion') === false) {
    into.report(
      'not-the-default-version',
      placeOf(piece, version),
      `\`${textAt(version, 'VersionId') ?? 'this'}\` is not the default version of the policy`,
      'only the default version is in force: ask for it',
    )
  }
  const known: KnownOfPolicy = {
    type: 'identity',
    because: 'it is what `aws iam get-policy-version` prints',
    ...(arn === undefined ? {} : { arn }),
    ...(name === undefined ? {} : { name }),
  }
  return addPolicy(piece, member(version, 'Document'), known, into)
}

const listAttached: Read = (piece, into) => {
  const attached = objectsAt(piece.root, 'AttachedPolicies')
  if (attached.length === 0) return false
  const { role, user, group } = namesInWords(piece.hint)
  const [type, name] =
    role !== undefined ? (['role', role] as const) : user !== undefined ? (['user', user] as const) : (['group', group] as const)
  const arns = attached.flatMap((policy) => textAt(policy, 'PolicyArn') ?? [])
  if (name !== undefined)
    into.identities.push({ type, name, at: placeOf(piece, piece.root), tags: new Map(), groups: [], attached: arns, hasAllPolicies: false })
  const whose = name === undefined ? 'somebody whose name is not there' : `${type} \`${name}\``
  into.understand(
    placeOf(piece, piece.root),
    `the managed policies of ${whose}`,
    `it is what \`aws iam list-attached-${type}-policies\` prints`,
  )
  return true
}

const callerIdentity: Read = (piece, into) => {
  const { root } = piece
  const arn = textAt(root, 'Arn')
  if (arn === undefined || !has(root, 'UserId', 'Account')) return false
  into.callers.push({ arn, at: placeOf(piece, root) })
  into.understand(placeOf(piece, root), `who calls: \`${arn}\``, 'it is what `aws sts get-caller-identity` prints')
  return true
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
const authorizationDetails: Read = (piece, into) => {
  const lists = { RoleDetailList: 'role', UserDetailList: 'user', GroupDetailList: 'group' } as const
  const details = Object.entries(lists).flatMap(([list, type]) => objectsAt(piece.root, list).map((entity) => ({ entity, type })))
  const managed = objectsAt(piece.root, 'Policies').filter((policy) => has(policy, 'PolicyVersionList'))
  if (details.length + managed.length === 0 && !has(piece.root, 'RoleDetailList') && !has(piece.root, 'UserDetailList')) return false
  const before = into.understood.length
  for (const { entity, type } of details) addIdentity(piece, entity, type, 'get-account-authorization-details', into)
  for (const policy of managed) addManagedPolicy(piece, policy, into)
  // Hundreds of entries are one part of the ticket, not hundreds.
  into.understood.splice(before)
  const what = `an account: ${count(details.length, 'user, group or role', 'users, groups and roles')} and ${count(managed.length, 'managed policy', 'managed policies')}`
  into.understand(placeOf(piece, piece.root), what, 'it is what `aws iam get-account-authorization-details` prints')
  return true
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
const listAccessKeys: Read = (piece, into) => {
  const listed = objectsAt(piece.root, 'AccessKeyMetadata')
  const name = listed.flatMap((key) => textAt(key, 'UserName') ?? [])[0]
  if (name === undefined) return false
  const accessKeys = listed.map((key) => (textAt(key, 'Status') === 'Inactive' ? 'Inactive' : 'Active'))
  const at = placeOf(piece, piece.root)
  into.identities.push({ type: 'user', name, at, tags: new Map(), groups: [], attached: [], hasAllPolicies: false, accessKeys })
  into.understand(at, `the access keys of user \`${name}\``, 'it is what `aws iam list-access-keys` prints')
  return true
}

const outputs: readonly Read[] = [
  groupsOfUser,
  authorizationDetails,
  getRole,
  getUser,
  getInlinePolicy,
  getPolicyVersion,
  listAttached,
  listAccessKeys,
  callerIdentity,
]

function addManagedPolicy(piece: Piece, policy: LocatedObject, into: Findings): void {
  const versions = objectsAt(policy, 'PolicyVersionList')
  const inForce = versions.find((version) => plainTruth(version, 'IsDefaultVersion') === true) ?? versions[0]
  const [arn, name] = [textAt(policy, 'Arn'), textAt(policy, 'PolicyName')]
  if (inForce === undefined || arn === undefined || name === undefined) return
  const otherVersions = versions.flatMap((version) => {
    const inner = version === inForce ? undefined : innerDocument(piece, member(version, 'Document'), [])
    return inner?.isWhole === true ? [inner.value] : []
  })
  const versionsBeside = otherVersions.length === 0 ? {} : { otherVersions }
  addPolicy(
    piece,
    member(inForce, 'Document'),
    { type: 'identity', arn, name, because: 'it is the default version', ...versionsBeside },
    into,
  )
}

function addIdentity(piece: Piece, entity: LocatedObject, type: TicketIdentity['type'], command: string, into: Findings): void {
  const [key] = Object.entries(holders).find(([, holder]) => holder === type) ?? ['RoleName']
  const name = textAt(entity, key) ?? ''
  const [arn, path] = [textAt(entity, 'Arn'), textAt(entity, 'Path')]
  const boundaryArn = textAt(objectAt(entity, 'PermissionsBoundary') ?? entity, 'PermissionsBoundaryArn')
  const maxSession = Number(textAt(entity, 'MaxSessionDuration'))
  const because = `it is what \`aws iam ${command}\` prints`
  into.identities.push({
    type,
    name,
    at: placeOf(piece, entity),
    ...(arn === undefined ? {} : { arn }),
    ...(path === undefined ? {} : { path }),
    ...(boundaryArn === undefined ? {} : { boundaryArn }),
    ...(Number.isInteger(maxSession) && maxSession > 0 ? { maxSession } : {}),
    tags: new Map(objectsAt(entity, 'Tags').map((tag) => [textAt(tag, 'Key') ?? '', textAt(tag, 'Value') ?? ''])),
    groups: textsAt(entity, 'GroupList'),
    hasAllPolicies: command === 'get-account-authorization-details',
    attached: objectsAt(entity, 'AttachedManagedPolicies').flatMap((policy) => textAt(policy, 'PolicyArn') ?? []),
  })
  const trust = member(entity, 'AssumeRolePolicyDocument')
  if (trust === undefined) into.understand(placeOf(piece, entity), `${type} \`${name}\``, because)
  else addPolicy(piece, trust, { type: 'trust', holder: { type: 'role', name }, because }, into)
  for (const list of ['RolePolicyList', 'UserPolicyList', 'GroupPolicyList']) {
    for (const policy of objectsAt(entity, list))
      addPolicy(piece, member(policy, 'PolicyDocument'), inline(policy, { type, name }, command), into)
  }
}

function inline(policy: LocatedObject, holder: KnownOfPolicy['holder'], command: string): KnownOfPolicy {
  const name = textAt(policy, 'PolicyName')
  return {
    type: 'identity',
    because: `it is what \`aws iam ${command}\` prints`,
    ...(holder === undefined ? {} : { holder }),
    ...(name === undefined ? {} : { name }),
  }
}

function plainTruth(object: LocatedObject, key: string): boolean | undefined {
  const value = member(object, key)
  return value?.kind === 'boolean' ? value.value : undefined
}

function textsAt(object: LocatedObject, key: string): readonly string[] {
  const value = member(object, key)
  return value?.kind === 'array' ? value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : []
}

const count = (number: number, one: string, several: string): string => `${number} ${number === 1 ? one : several}`
