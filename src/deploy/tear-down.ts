import { endCatalogEncryption, removeDatabase, resetDataLake } from './catalogs.ts'
import { type Clients, clientsOf } from './clients.ts'
import { emptyBucket } from './empty-bucket.ts'
import { describeError, type LeftBehind } from './failure.ts'
import { type Created, describeCreated, type Journal } from './journal.ts'
import { shortestWaitingPeriod } from './keys.ts'
import { networkRanks, rankOf, removeNetworkPart } from './network-removal.ts'
import { removeOrganization } from './organizations.ts'
import { removeIdentity } from './remove-identity.ts'
import { putStsRegions } from './sts-regions.ts'
import type { Target } from './target.ts'
import { whileThere } from './while-there.ts'

/** What has to be gone before the next can go: users sign, groups have members, policies are attached, keys encrypt what is in buckets. */
const order: readonly ((created: Created) => boolean)[] = [
  // Its policies would bind whoever removes the rest.
  ({ kind }) => kind === 'organization',
  (created) => created.kind === 'identity' && created.type === 'user',
  // Buckets with access points stay, and Lake Formation is asked about databases while it is as it was.
  ({ kind }) => kind === 'accessPoint' || kind === 'database' || kind === 'dataLocation',
  ({ kind }) => kind === 'dataLake' || kind === 'catalogEncryption',
  ({ kind }) => kind === 'identity' || kind === 'bucket',
  ({ kind }) => kind === 'managedPolicy' || kind === 'alias' || kind === 'stsRegions',
  ({ kind }) => kind === 'key',
  ...networkRanks.map((rank) => (created: Created) => created.kind === 'network' && rankOf(created) === rank),
]

/**
 * Removes everything that the journal names. What cannot be removed does not hinder the rest, and is told; a target that has not yet seen what was
 * removed before it is asked again.
 */
export async function removeAll(journal: Journal, target: Target): Promise<readonly LeftBehind[]> {
  const { permit } = target
  const until = performance.now() + (permit?.window.seconds ?? 0) * 1000
  let there = journal
  for (let pause = 250; ; pause = Math.min(pause * 2, 4000)) {
    const failures = await removeOnce(there, target)
    if (failures.length === 0 || performance.now() + pause > until) return failures.map(({ leftBehind }) => leftBehind)
    there = failures.map(({ created }) => created)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

interface Failure {
  readonly created: Created
  readonly leftBehind: LeftBehind
}

async function removeOnce(journal: Journal, target: Target): Promise<readonly Failure[]> {
  const clients = clientsOf(target)
  const done = new Set<Created>()
  const failures: Failure[] = []
  for (const belongs of order) {
    const now = journal.filter((created) => belongs(created) && !done.has(created))
    for (const created of now) done.add(created)
    failures.push(...(await Promise.all(now.map((created) => tryToRemove(created, clients, target)))).flat())
  }
  return failures
}

async function tryToRemove(created: Created, clients: Clients, target: Target): Promise<readonly Failure[]> {
  const { permit } = target
  // Only its tags say where it is: the inventory of the run finds it.
  if (created.kind === 'key' && created.keyId === undefined) return []
  try {
    await whileThere(() => remove(created, clients, target))
    permit?.journal?.gone(created)
    return []
  } catch (error) {
    const { code, message } = describeError(error)
    return [{ created, leftBehind: { what: describeCreated(created), code, message } }]
  }
}

/** Where it has other versions they go first. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
async function removeManagedPolicy(
  { account, arn: PolicyArn }: Extract<Created, { kind: 'managedPolicy' }>,
  clients: Clients,
): Promise<void> {
  const { options } = clients
  const iam = await clients.iam(account)
  try {
    await iam.deletePolicy({ PolicyArn }, options)
  } catch (error) {
    if (describeError(error).code !== 'DeleteConflict') throw error
    const { Versions = [] } = await iam.listPolicyVersions({ PolicyArn }, options)
    for (const { VersionId, IsDefaultVersion } of Versions)
      if (IsDefaultVersion !== true) await iam.deletePolicyVersion({ PolicyArn, VersionId }, options)
    await iam.deletePolicy({ PolicyArn }, options)
  }
}

async function remove(created: Created, clients: Clients, target: Target): Promise<void> {
  const { options } = clients
  switch (created.kind) {
    case 'identity':
      return removeIdentity(created, clients)
    case 'bucket': {
      const s3 = await clients.s3(created.account, created.region)
      await emptyBucket(created.bucket, s3, clients)
      await s3.deleteBucket({ Bucket: created.bucket }, options)
      return
    }
    case 'organization':
      return removeOrganization(created.account, clients)
    case 'network':
      return removeNetworkPart(created, clients)
    case 'managedPolicy':
      return removeManagedPolicy(created, clients)
    case 'accessPoint': {
      const { account, region, accessPoint: Name } = created
      await (await clients.s3Control(account, region)).deleteAccessPoint({ AccountId: account, Name }, options)
      return
    }
    case 'database':
      return removeDatabase(created, clients)
    case 'dataLocation': {
      const { account, region, location: ResourceArn } = created
      await (await clients.lakeFormation(account, region)).deregisterResource({ ResourceArn }, options)
      return
    }
    case 'dataLake':
      return resetDataLake(created, clients)
    case 'catalogEncryption':
      return endCatalogEncryption(created, clients)
    case 'stsRegions':
      return putStsRegions(target, created.account, [])
    case 'alias':
      await (await clients.kms(created.account, created.region)).deleteAlias({ AliasName: created.alias }, options)
      return
    case 'key': {
      const input = { KeyId: created.keyId, PendingWindowInDays: shortestWaitingPeriod }
      await (await clients.kms(created.account, created.region)).scheduleKeyDeletion(input, options)
    }
  }
}
