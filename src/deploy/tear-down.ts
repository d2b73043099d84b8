import type { S3 } from '@aws-sdk/client-s3'
import { type Clients, clientsOf } from './clients.ts'
import { describeError, type LeftBehind } from './failure.ts'
import { type Created, describeCreated, type Journal } from './journal.ts'
import { shortestWaitingPeriod } from './keys.ts'
import type { Target } from './target.ts'

/** What has to be gone before the next can go: policies and members before the things that hold them. */
const order: readonly (readonly Created['kind'][])[] = [
  ['bucketPolicy', 'boundary', 'attachment', 'inlinePolicy', 'membership', 'accessKey', 'alias'],
  ['bucket', 'managedPolicy', 'key', 'identity'],
]

/** Removes everything that the journal names. What cannot be removed does not hinder the rest, and is told. */
export async function removeAll(journal: Journal, target: Target): Promise<readonly LeftBehind[]> {
  const clients = clientsOf(target)
  const leftBehind: LeftBehind[] = []
  for (const kinds of order) {
    const created = journal.filter(({ kind }) => kinds.includes(kind))
    leftBehind.push(...(await Promise.all(created.map((each) => tryToRemove(each, clients)))).flat())
  }
  return leftBehind
}

async function tryToRemove(created: Created, clients: Clients): Promise<readonly LeftBehind[]> {
  try {
    await remove(created, clients)
    return []
  } catch (error) {
    const { code, message } = describeError(error)
    return gone.has(code) ? [] : [{ what: describeCreated(created), code, message }]
  }
}

/** Somebody was faster. `KMSInvalidStateException`: the key is waiting to be deleted. */
const gone = new Set(['NoSuchEntity', 'NoSuchEntityException', 'NoSuchBucket', 'NotFoundException', 'KMSInvalidStateException'])

async function remove(created: Created, clients: Clients): Promise<void> {
  const { options } = clients
  switch (created.kind) {
    case 'identity':
      return removeIdentity(created, clients)
    case 'inlinePolicy':
      return removeInlinePolicy(created, clients)
    case 'attachment':
      return removeAttachment(created, clients)
    case 'boundary':
      return removeBoundary(created, clients)
    case 'bucket':
      return removeBucket(created, clients)
    case 'accessKey': {
      const input = { UserName: created.user, AccessKeyId: created.accessKeyId }
      await (await clients.iam(created.account)).deleteAccessKey(input, options)
      return
    }
    case 'membership': {
      const input = { UserName: created.user, GroupName: created.group }
      await (await clients.iam(created.account)).removeUserFromGroup(input, options)
      return
    }
    case 'managedPolicy':
      await (await clients.iam(created.account)).deletePolicy({ PolicyArn: created.arn }, options)
      return
    case 'alias':
      await (await clients.kms(created.account, created.region)).deleteAlias({ AliasName: created.alias }, options)
      return
    case 'key': {
      const input = { KeyId: created.keyId, PendingWindowInDays: shortestWaitingPeriod }
      await (await clients.kms(created.account, created.region)).scheduleKeyDeletion(input, options)
      return
    }
    case 'bucketPolicy':
      await (await clients.s3(created.account, created.region)).deleteBucketPolicy({ Bucket: created.bucket }, options)
  }
}

type OfKind<Kind extends Created['kind']> = Extract<Created, { readonly kind: Kind }>

async function removeIdentity({ type, account, name }: OfKind<'identity'>, clients: Clients): Promise<void> {
  const iam = await clients.iam(account)
  if (type === 'user') await iam.deleteUser({ UserName: name }, clients.options)
  else if (type === 'group') await iam.deleteGroup({ GroupName: name }, clients.options)
  else await iam.deleteRole({ RoleName: name }, clients.options)
}

async function removeInlinePolicy({ owner, name: PolicyName }: OfKind<'inlinePolicy'>, clients: Clients): Promise<void> {
  const iam = await clients.iam(owner.account)
  if (owner.type === 'user') await iam.deleteUserPolicy({ UserName: owner.name, PolicyName }, clients.options)
  else if (owner.type === 'group') await iam.deleteGroupPolicy({ GroupName: owner.name, PolicyName }, clients.options)
  else await iam.deleteRolePolicy({ RoleName: owner.name, PolicyName }, clients.options)
}

async function removeAttachment({ owner, policyArn: PolicyArn }: OfKind<'attachment'>, clients: Clients): Promise<void> {
  const iam = await clients.iam(owner.account)
  if (owner.type === 'user') await iam.detachUserPolicy({ UserName: owner.name, PolicyArn }, clients.options)
  else if (owner.type === 'group') await iam.detachGroupPolicy({ GroupName: owner.name, PolicyArn }, clients.options)
  else await iam.detachRolePolicy({ RoleName: owner.name, PolicyArn }, clients.options)
}

async function removeBoundary({ owner }: OfKind<'boundary'>, clients: Clients): Promise<void> {
  const iam = await clients.iam(owner.account)
  if (owner.type === 'user') await iam.deleteUserPermissionsBoundary({ UserName: owner.name }, clients.options)
  else await iam.deleteRolePermissionsBoundary({ RoleName: owner.name }, clients.options)
}

/** A bucket must be empty: every version and every delete marker goes first, with what probes left. */
async function removeBucket({ account, region, bucket: Bucket }: OfKind<'bucket'>, clients: Clients): Promise<void> {
  const s3 = await clients.s3(account, region)
  while (await removePage(Bucket, s3, clients));
  await s3.deleteBucket({ Bucket }, clients.options)
}

/** Removes up to 1,000 versions; true when there are more. */
async function removePage(Bucket: string, s3: S3, clients: Clients): Promise<boolean> {
  const { Versions = [], DeleteMarkers = [], IsTruncated = false } = await s3.listObjectVersions({ Bucket }, clients.options)
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
  if (Objects.length === 0) return false
  const { Errors = [] } = await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } }, clients.options)
  const [first] = Errors
  // The same page would come for ever.
  if (first !== undefined) throw new Error(`object ${first.Key}: ${first.Code}: ${first.Message}`)
  return IsTruncated
}
