import { createHash } from 'node:crypto'
import type {
  CreateManagedPrefixListRequest,
  CreateManagedPrefixListResult,
  DeleteManagedPrefixListRequest,
  DeleteManagedPrefixListResult,
  DescribeManagedPrefixListsRequest,
  DescribeManagedPrefixListsResult,
  DescribePrefixListsRequest,
  DescribePrefixListsResult,
  GetManagedPrefixListAssociationsRequest,
  GetManagedPrefixListAssociationsResult,
  GetManagedPrefixListEntriesRequest,
  GetManagedPrefixListEntriesResult,
  ManagedPrefixList,
  ModifyManagedPrefixListRequest,
  ModifyManagedPrefixListResult,
  PrefixList as PrefixListOutput,
} from '@aws-sdk/client-ec2'
import { formatCidr } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { parseBlock } from './cidr-block.ts'
import { arnOf } from './context-keys.ts'
import { describe, filteredPage } from './describe.ts'
import { ec2Error, invalidParameterValue } from './errors.ts'
import type { PrefixList } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** What AWS publishes for its services, in part: blocks of `ip-ranges.json` of us-east-1. @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html */
const ofServices: Readonly<Record<string, readonly string[]>> = {
  s3: ['3.5.0.0/19', '16.182.0.0/16', '52.216.0.0/15', '54.231.0.0/16'],
  dynamodb: ['3.218.180.0/22', '52.94.0.0/22', '52.119.224.0/20'],
}

/** The lists that are there in every Region. Their ids are the same in every sandbox. */
export function addServiceLists(world: World): void {
  for (const [service, cidrs] of Object.entries(ofServices)) {
    const name = `com.amazonaws.${world.region}.${service}`
    const id = `pl-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
    if (world.store.held['prefix-list'].has(id)) continue
    const versions = [new Map(cidrs.map((cidr) => [cidr, '']))]
    world.add('prefix-list', { name, family: 'IPv4', maxEntries: undefined, version: 1, state: 'create-complete', versions }, new Map(), {
      id,
      account: 'AWS',
    })
  }
}

/** The list of a service that has a gateway endpoint. */
export function serviceList(service: string, world: World): PrefixList | undefined {
  addServiceLists(world)
  return world.of('prefix-list').find(({ account, name }) => account === 'AWS' && name === service)
}

const listOutput = (list: PrefixList): ManagedPrefixList => ({
  PrefixListId: list.id,
  PrefixListArn: arnOf('prefix-list', list.id, { account: list.account === 'AWS' ? 'aws' : list.account, region: list.region }),
  PrefixListName: list.name,
  AddressFamily: list.family,
  OwnerId: list.account,
  State: list.state,
  ...(list.state === 'delete-failed' ? { StateMessage: stillReferenced(list.id) } : {}),
  ...(list.maxEntries === undefined ? {} : { MaxEntries: list.maxEntries, Version: list.version }),
  Tags: formatTags(list.tags),
})

/** That a deletion failed is known by its state; the sentence of `StateMessage` is inferred. */
const stillReferenced = (id: string): string => `The prefix list '${id}' is still referenced by other resources.`

interface EntryInput {
  readonly Cidr?: string | undefined
  readonly Description?: string | undefined
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateManagedPrefixList.html */
export const createManagedPrefixList = ec2Operation<CreateManagedPrefixListRequest, CreateManagedPrefixListResult>({
  creates: 'prefix-list',
  run: ({ PrefixListName, Entries = [], MaxEntries, AddressFamily }, world, tags) => {
    if (AddressFamily !== 'IPv4' && AddressFamily !== 'IPv6')
      return err(invalidParameterValue(`The address family '${AddressFamily}' is invalid. It must be IPv4 or IPv6.`))
    if (PrefixListName.startsWith('com.amazonaws'))
      return err(invalidParameterValue(`The prefix list name '${PrefixListName}' is reserved`))
    const entries = withEntries(new Map(), Entries, AddressFamily)
    if (!entries.ok) return entries
    const refused = checkSize(entries.value, MaxEntries)
    if (refused !== undefined) return err(refused)
    const list = world.add(
      'prefix-list',
      {
        name: PrefixListName,
        family: AddressFamily,
        maxEntries: MaxEntries,
        version: 1,
        state: 'create-complete',
        versions: [entries.value],
      },
      tags,
    )
    return ok({ PrefixList: { ...listOutput(list), State: 'create-in-progress' } })
  },
})

function withEntries(
  present: ReadonlyMap<string, string>,
  added: readonly EntryInput[],
  family: PrefixList['family'],
): Result<ReadonlyMap<string, string>, AwsError> {
  const entries = new Map(present)
  for (const { Cidr = '', Description = '' } of added) {
    const cidr = parseBlock(Cidr, 'cidr', family === 'IPv4' ? 'ipv4' : 'ipv6')
    if (!cidr.ok) return cidr
    entries.set(formatCidr(cidr.value), Description)
  }
  return ok(entries)
}

const checkSize = (entries: ReadonlyMap<string, string>, most: number | undefined): AwsError | undefined =>
  most !== undefined && entries.size > most
    ? ec2Error('PrefixListMaxEntriesExceeded', 'The prefix list has more entries than its maximum number of entries.')
    : undefined

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeManagedPrefixLists.html */
export const describeManagedPrefixLists = describe<
  DescribeManagedPrefixListsRequest,
  ManagedPrefixList,
  DescribeManagedPrefixListsResult,
  'prefix-list'
>({
  kind: 'prefix-list',
  before: addServiceLists,
  ids: ({ PrefixListIds }) => PrefixListIds,
  item: listOutput,
  filters: {
    'owner-id': ({ OwnerId }) => OwnerId,
    'prefix-list-id': ({ PrefixListId }) => PrefixListId,
    'prefix-list-name': ({ PrefixListName }) => PrefixListName,
  },
  output: (PrefixLists, page) => ({ PrefixLists, ...page }),
})

/** Those of AWS's services alone. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribePrefixLists.html */
export const describePrefixLists = ec2Operation<DescribePrefixListsRequest, DescribePrefixListsResult>({
  run: (input, world) => {
    addServiceLists(world)
    const lists = input.PrefixListIds === undefined ? ok(world.of('prefix-list')) : world.findAll('prefix-list', input.PrefixListIds)
    if (!lists.ok) return lists
    const own: readonly PrefixListOutput[] = lists.value
      .filter(({ account }) => account === 'AWS')
      .map(({ id, name, versions }) => ({ PrefixListId: id, PrefixListName: name, Cidrs: [...(versions.at(-1)?.keys() ?? [])] }))
    const filters = {
      'prefix-list-id': ({ PrefixListId }: PrefixListOutput) => PrefixListId,
      'prefix-list-name': ({ PrefixListName }: PrefixListOutput) => PrefixListName,
    }
    return filteredPage(own, input, filters, (PrefixLists, page) => ({ PrefixLists, ...page }))
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html */
export const getManagedPrefixListEntries = ec2Operation<GetManagedPrefixListEntriesRequest, GetManagedPrefixListEntriesResult>({
  uses: ({ PrefixListId }) => [['prefix-list', PrefixListId]],
  run: (input, world) => {
    addServiceLists(world)
    const list = world.find('prefix-list', input.PrefixListId)
    if (!list.ok) return list
    const entries = list.value.versions[(input.TargetVersion ?? list.value.version) - 1]
    if (entries === undefined)
      return err(ec2Error('PrefixListVersionNotFound', `The specified version ${input.TargetVersion} does not exist.`))
    const items = [...entries].map(([Cidr, Description]) => ({ Cidr, ...(Description === '' ? {} : { Description }) }))
    return filteredPage(items, input, {}, (Entries, page) => ({ Entries, ...page }))
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html */
export const modifyManagedPrefixList = ec2Operation<ModifyManagedPrefixListRequest, ModifyManagedPrefixListResult>({
  uses: ({ PrefixListId }) => [['prefix-list', PrefixListId]],
  run: ({ PrefixListId, CurrentVersion, AddEntries = [], RemoveEntries = [], PrefixListName, MaxEntries }, world) => {
    const found = world.find('prefix-list', PrefixListId)
    if (!found.ok) return found
    const list = found.value
    if (list.account === 'AWS') return err(ec2Error('OperationNotPermitted', 'AWS-managed prefix lists cannot be modified.'))
    const present = list.versions.at(-1) ?? new Map<string, string>()
    const changes = AddEntries.length + RemoveEntries.length > 0
    if (changes && CurrentVersion === undefined)
      return err(ec2Error('MissingParameter', 'The request must contain the parameter CurrentVersion'))
    if (CurrentVersion !== undefined && CurrentVersion !== list.version)
      return err(ec2Error('PrefixListVersionMismatch', 'The prefix list has the incorrect version number.'))
    const missing = RemoveEntries.find(({ Cidr }) => !present.has(Cidr))
    if (missing !== undefined) return err(invalidParameterValue(`The prefix list entry ${missing.Cidr} does not exist`))
    const kept = new Map([...present].filter(([cidr]) => !RemoveEntries.some(({ Cidr }) => Cidr === cidr)))
    const entries = withEntries(kept, AddEntries, list.family)
    if (!entries.ok) return entries
    const refused = checkSize(entries.value, MaxEntries ?? list.maxEntries)
    if (refused !== undefined) return err(refused)
    if (PrefixListName !== undefined) list.name = PrefixListName
    if (MaxEntries !== undefined) list.maxEntries = MaxEntries
    if (changes) list.version = list.versions.push(entries.value)
    list.state = 'modify-complete'
    return ok({ PrefixList: { ...listOutput(list), State: 'modify-in-progress' } })
  },
})

/** What refers to a list: rules of security groups, and routes. */
const usersOf = ({ id }: PrefixList, world: World): readonly { readonly ResourceId: string; readonly ResourceOwner: string }[] => [
  ...world
    .of('security-group')
    .filter((group) =>
      world
        .of('security-group-rule')
        .some((rule) => rule.group === group.id && rule.key.peer.type === 'prefixList' && rule.key.peer.id === id),
    )
    .map((group) => ({ ResourceId: group.id, ResourceOwner: group.account })),
  ...world
    .of('route-table')
    .filter(({ routes }) => routes.some(({ destination }) => destination === id))
    .map((table) => ({ ResourceId: table.id, ResourceOwner: table.account })),
]

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListAssociations.html */
export const getManagedPrefixListAssociations = ec2Operation<
  GetManagedPrefixListAssociationsRequest,
  GetManagedPrefixListAssociationsResult
>({
  uses: ({ PrefixListId }) => [['prefix-list', PrefixListId]],
  run: (input, world) => {
    const list = world.find('prefix-list', input.PrefixListId)
    if (!list.ok) return list
    return filteredPage(usersOf(list.value, world), input, {}, (PrefixListAssociations, page) => ({ PrefixListAssociations, ...page }))
  },
})

/**
 * The answer comes before the references are looked at: a list that something refers to is there afterwards, as `delete-failed`.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteManagedPrefixList.html
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/20991
 */
export const deleteManagedPrefixList = ec2Operation<DeleteManagedPrefixListRequest, DeleteManagedPrefixListResult>({
  uses: ({ PrefixListId }) => [['prefix-list', PrefixListId]],
  run: ({ PrefixListId }, world) => {
    const list = world.find('prefix-list', PrefixListId)
    if (!list.ok) return list
    if (list.value.account === 'AWS') return err(ec2Error('OperationNotPermitted', 'AWS-managed prefix lists cannot be deleted.'))
    if (usersOf(list.value, world).length > 0) list.value.state = 'delete-failed'
    else world.remove('prefix-list', PrefixListId)
    return ok({ PrefixList: { ...listOutput({ ...list.value, state: 'create-complete' }), State: 'delete-in-progress' } })
  },
})
