import type { Organizations, PolicySummary } from '@aws-sdk/client-organizations'
import { clientsOf } from './clients.ts'
import { describeError } from './failure.ts'
import type { Target } from './target.ts'

/** The policy of a resource: its text, that it has none, or that there is no such resource. */
export type ReadPolicy = { readonly state: 'there'; readonly text: string } | { readonly state: 'none' | 'gone' }

export interface Place {
  readonly account: string
  readonly region: string
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export async function readBucketPolicy(target: Target, { account, region }: Place, Bucket: string): Promise<ReadPolicy> {
  const s3 = await clientsOf(target).s3(account, region)
  try {
    const { Policy } = await s3.getBucketPolicy({ Bucket, ExpectedBucketOwner: account })
    return Policy === undefined ? { state: 'none' } : { state: 'there', text: Policy }
  } catch (error) {
    const { code } = describeError(error)
    if (code === 'NoSuchBucketPolicy') return { state: 'none' }
    if (code === 'NoSuchBucket') return { state: 'gone' }
    throw error
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicy.html */
export async function readAccessPointPolicy(target: Target, { account, region }: Place, Name: string): Promise<ReadPolicy> {
  const control = await clientsOf(target).s3Control(account, region)
  try {
    const { Policy } = await control.getAccessPointPolicy({ AccountId: account, Name })
    return Policy === undefined ? { state: 'none' } : { state: 'there', text: Policy }
  } catch (error) {
    const { code } = describeError(error)
    if (code === 'NoSuchAccessPointPolicy') return { state: 'none' }
    if (code === 'NoSuchAccessPoint') return { state: 'gone' }
    throw error
  }
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicy.html */
export async function readCatalogPolicy(target: Target, { account, region }: Place): Promise<ReadPolicy> {
  const glue = await clientsOf(target).glue(account, region)
  try {
    const { PolicyInJson } = await glue.getResourcePolicy({})
    return PolicyInJson === undefined ? { state: 'none' } : { state: 'there', text: PolicyInJson }
  } catch (error) {
    if (describeError(error).code === 'EntityNotFoundException') return { state: 'none' }
    throw error
  }
}

export type ReadKey = { readonly state: 'there'; readonly text: string; readonly keyId: string } | { readonly state: 'gone' }

/** The key behind an alias, and its policy. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export async function readKeyPolicy(target: Target, { account, region }: Place, alias: string): Promise<ReadKey> {
  const kms = await clientsOf(target).kms(account, region)
  let Marker: string | undefined
  do {
    const { Aliases = [], NextMarker } = await kms.listAliases(Marker === undefined ? {} : { Marker })
    const KeyId = Aliases.find(({ AliasName }) => AliasName === `alias/${alias}`)?.TargetKeyId
    if (KeyId !== undefined) return { state: 'there', keyId: KeyId, text: (await kms.getKeyPolicy({ KeyId })).Policy ?? '' }
    Marker = NextMarker
  } while (Marker !== undefined)
  return { state: 'gone' }
}

/** What is attached at one level of an organization: the documents by the names of their policies. */
export interface ReadLevel {
  readonly scps: ReadonlyMap<string, string>
  readonly rcps: ReadonlyMap<string, string>
  readonly fullAWSAccess: boolean
}

export interface ReadOrganization {
  readonly root: ReadLevel
  /** By their names; of units of one name the first. */
  readonly units: ReadonlyMap<string, ReadLevel>
  /** By account id, of those that were asked for; undefined for one that is no member. */
  readonly members: ReadonlyMap<string, ReadLevel | undefined>
}

/**
 * The control policies of an organization, level by level, as its management account or a delegated administrator sees them.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html
 */
export async function readOrganization(target: Target, account: string, memberIds: readonly string[]): Promise<ReadOrganization> {
  const manager = await clientsOf(target).organizations(account)
  const { Roots = [] } = await manager.listRoots({})
  const rootId = Roots[0]?.Id ?? ''
  const units = new Map<string, ReadLevel>()
  for (const { id, name } of await unitsBelow(manager, rootId)) if (!units.has(name)) units.set(name, await readLevel(manager, id))
  const members = new Map<string, ReadLevel | undefined>()
  for (const id of memberIds) members.set(id, await readMember(manager, id))
  return { root: await readLevel(manager, rootId), units, members }
}

async function unitsBelow(manager: Organizations, ParentId: string): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const units = await pages(async (token) => {
    const { OrganizationalUnits = [], NextToken } = await manager.listOrganizationalUnitsForParent({ ParentId, ...token })
    return { items: OrganizationalUnits, NextToken }
  })
  const below = await Promise.all(units.map(({ Id = '' }) => unitsBelow(manager, Id)))
  return [...units.map(({ Id = '', Name = '' }) => ({ id: Id, name: Name })), ...below.flat()]
}

async function readMember(manager: Organizations, account: string): Promise<ReadLevel | undefined> {
  try {
    return await readLevel(manager, account)
  } catch (error) {
    if (describeError(error).code === 'TargetNotFoundException') return undefined
    throw error
  }
}

async function readLevel(manager: Organizations, TargetId: string): Promise<ReadLevel> {
  const attached = async (Filter: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'): Promise<readonly PolicySummary[]> =>
    pages(async (token) => {
      const { Policies = [], NextToken } = await manager.listPoliciesForTarget({ TargetId, Filter, ...token })
      return { items: Policies, NextToken }
    })
  const documents = async (policies: readonly PolicySummary[]): Promise<ReadonlyMap<string, string>> => {
    const own = policies.filter(({ AwsManaged }) => AwsManaged !== true)
    const read = own.map(async ({ Id = '', Name = '' }) => {
      const { Policy } = await manager.describePolicy({ PolicyId: Id })
      return [Name, Policy?.Content ?? ''] as const
    })
    return new Map(await Promise.all(read))
  }
  const scps = await attached('SERVICE_CONTROL_POLICY')
  const rcps = await attached('RESOURCE_CONTROL_POLICY')
  const fullAWSAccess = scps.some(({ Id }) => Id === 'p-FullAWSAccess')
  return { scps: await documents(scps), rcps: await documents(rcps), fullAWSAccess }
}

async function pages<T>(
  ask: (token: { readonly NextToken?: string }) => Promise<{ readonly items: readonly T[]; readonly NextToken: string | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = []
  let NextToken: string | undefined
  do {
    const page = await ask(NextToken === undefined ? {} : { NextToken })
    all.push(...page.items)
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return all
}
