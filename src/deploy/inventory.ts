import type { Clients } from './clients.ts'
import { describeError } from './failure.ts'
import type { Created } from './journal.ts'
import { runOfName, runOfPath, runOfTags } from './run.ts'

/** Something in an account that carries the id of a run wherever it can. */
export interface Found {
  readonly created: Created
  readonly run: string
  /** When the run said that it would be over. */
  readonly expires?: string
}

/**
 * Everything of any run in an account: what has the path, the name and the tag of one and the same run. What has only some of them was made by
 * somebody else. Groups and aliases have no tags; an alias goes by the tags of its key.
 */
export async function takeInventory(account: string, regions: readonly string[], clients: Clients): Promise<readonly Found[]> {
  const found = await Promise.all([
    findIdentities(account, clients),
    findPolicies(account, clients),
    findBuckets(account, clients),
    ...regions.map((region) => findKeys(account, region, clients)),
  ])
  return found.flat()
}

interface SdkTag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/** `tags` is absent where AWS has none for that kind of thing. */
function ours(created: Created, names: readonly (string | undefined)[], tags: readonly SdkTag[] | undefined): readonly Found[] {
  const [run] = names
  if (run === undefined || names.some((name) => name !== run)) return []
  if (tags !== undefined && runOfTags(tags) !== run) return []
  const expires = tags?.find(({ Key }) => Key === 'sallyport:expires')?.Value
  return [{ created, run, ...(expires === undefined ? {} : { expires }) }]
}

const PathPrefix = '/sallyport/'

async function findIdentities(account: string, clients: Clients): Promise<readonly Found[]> {
  const iam = await clients.iam(account)
  const { options } = clients
  const users = await pages(async (Marker) => {
    const { Users = [], ...page } = await iam.listUsers({ PathPrefix, ...Marker }, options)
    return { items: Users, ...page }
  })
  const roles = await pages(async (Marker) => {
    const { Roles = [], ...page } = await iam.listRoles({ PathPrefix, ...Marker }, options)
    return { items: Roles, ...page }
  })
  const groups = await pages(async (Marker) => {
    const { Groups = [], ...page } = await iam.listGroups({ PathPrefix, ...Marker }, options)
    return { items: Groups, ...page }
  })
  const identity = (type: 'user' | 'role' | 'group', name: string): Created => ({ kind: 'identity', type, account, name })
  const found = await Promise.all([
    ...users.map(async ({ Path = '', UserName = '' }) => {
      const tags = await tagsUnlessGone(() => iam.listUserTags({ UserName }, options))
      return ours(identity('user', UserName), [runOfPath(Path), runOfName(UserName)], tags)
    }),
    ...roles.map(async ({ Path = '', RoleName = '' }) => {
      const tags = await tagsUnlessGone(() => iam.listRoleTags({ RoleName }, options))
      return ours(identity('role', RoleName), [runOfPath(Path), runOfName(RoleName)], tags)
    }),
    ...groups.map(async ({ Path = '', GroupName = '' }) =>
      ours(identity('group', GroupName), [runOfPath(Path), runOfName(GroupName)], undefined),
    ),
  ])
  return found.flat()
}

async function findPolicies(account: string, clients: Clients): Promise<readonly Found[]> {
  const iam = await clients.iam(account)
  const { options } = clients
  const policies = await pages(async (Marker) => {
    const { Policies = [], ...page } = await iam.listPolicies({ Scope: 'Local', PathPrefix, ...Marker }, options)
    return { items: Policies, ...page }
  })
  const found = await Promise.all(
    policies.map(async ({ Path = '', PolicyName = '', Arn = '' }) => {
      const names = [runOfPath(Path), runOfName(PolicyName)]
      // The boundary of the account lies under the same path and belongs to no run.
      if (names.includes(undefined)) return []
      const tags = await tagsUnlessGone(() => iam.listPolicyTags({ PolicyArn: Arn }, options))
      return ours({ kind: 'managedPolicy', account, arn: Arn }, names, tags)
    }),
  )
  return found.flat()
}

/** S3 lists the buckets of all regions, and says where each is. */
async function findBuckets(account: string, clients: Clients): Promise<readonly Found[]> {
  const s3 = await clients.s3(account, 'us-east-1')
  const { Buckets = [] } = await s3.listBuckets({}, clients.options)
  const found = await Promise.all(
    Buckets.map(async ({ Name: bucket = '', BucketRegion }) => {
      const run = runOfName(bucket)
      if (run === undefined) return []
      const region = BucketRegion ?? (await regionOf(bucket, account, clients))
      // Another run in the account has removed what was just listed.
      if (region === undefined) return []
      const there = await clients.s3(account, region)
      const tags = await tagsUnlessGone(async () => ({ Tags: (await there.getBucketTagging({ Bucket: bucket }, clients.options)).TagSet }))
      return ours({ kind: 'bucket', account, region, bucket }, [run], tags)
    }),
  )
  return found.flat()
}

/** No constraint stands for us-east-1, EU for eu-west-1. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
async function regionOf(Bucket: string, account: string, clients: Clients): Promise<string | undefined> {
  try {
    const { LocationConstraint } = await (await clients.s3(account, 'us-east-1')).getBucketLocation({ Bucket }, clients.options)
    return LocationConstraint === 'EU' ? 'eu-west-1' : (LocationConstraint ?? 'us-east-1')
  } catch (error) {
    if (describeError(error).code === 'NoSuchBucket') return undefined
    throw error
  }
}

/** Keys that wait to be deleted are as good as gone. */
async function findKeys(account: string, region: string, clients: Clients): Promise<readonly Found[]> {
  const kms = await clients.kms(account, region)
  const { options } = clients
  const keys = await pages(async (marker) => {
    const { Keys = [], NextMarker, Truncated } = await kms.listKeys({ ...marker }, options)
    return { items: Keys, IsTruncated: Truncated, Marker: NextMarker }
  })
  const aliases = await pages(async (marker) => {
    const { Aliases = [], NextMarker, Truncated } = await kms.listAliases({ ...marker }, options)
    return { items: Aliases, IsTruncated: Truncated, Marker: NextMarker }
  })
  const found = await Promise.all(
    keys.map(async ({ KeyId: keyId = '' }) => {
      const tags = await tagsUnlessGone(async () => {
        const { Tags = [] } = await kms.listResourceTags({ KeyId: keyId }, options)
        return { Tags: Tags.map(({ TagKey, TagValue }): SdkTag => ({ Key: TagKey, Value: TagValue })) }
      })
      const run = runOfTags(tags)
      if (run === undefined) return []
      const own = aliases
        .filter(({ TargetKeyId }) => TargetKeyId === keyId)
        .flatMap(({ AliasName: alias = '' }) =>
          ours({ kind: 'alias', account, region, alias }, [runOfName(alias.slice(6)), run], undefined),
        )
      const { KeyMetadata } = await kms.describeKey({ KeyId: keyId }, options)
      const waiting = KeyMetadata?.KeyState === 'PendingDeletion'
      return waiting ? own : [...own, ...ours({ kind: 'key', account, region, keyId }, [run], tags)]
    }),
  )
  return found.flat()
}

interface Page<T> {
  readonly items: readonly T[]
  readonly IsTruncated?: boolean | undefined
  readonly Marker?: string | undefined
}

async function pages<T>(ask: (marker: { readonly Marker?: string }) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = []
  for (let marker: { readonly Marker?: string } = {}; ; ) {
    const { items, IsTruncated, Marker } = await ask(marker)
    all.push(...items)
    if (IsTruncated !== true || Marker === undefined) return all
    marker = { Marker }
  }
}

/**
 * What has no tags, is gone meanwhile, or is somebody else's key that says nothing to us, is not known to be ours. Any other failure is one: what
 * cannot be seen now must not be taken for nothing.
 */
async function tagsUnlessGone(ask: () => Promise<{ readonly Tags?: readonly SdkTag[] | undefined }>): Promise<readonly SdkTag[]> {
  try {
    return (await ask()).Tags ?? []
  } catch (error) {
    const { code } = describeError(error)
    if (/^(NoSuch|NotFound|AccessDenied)/.test(code)) return []
    throw error
  }
}
