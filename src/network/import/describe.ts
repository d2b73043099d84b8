import { type Address, type Cidr, parseAddress, parseCidr } from '../../base/cidr.ts'
import { type Located, member } from '../../base/located.ts'
import type { Problem } from '../../base/problem.ts'
import type { Span } from '../../base/span.ts'
import type { PlacedCidr } from '../network.ts'
import { everyPort } from '../traffic.ts'

/** One resource of a describe answer. Answers have many more members than a network needs: what is not asked for is left alone. */
export type Item = Located & { readonly kind: 'object' }

/** All answers together: the resources under each name, `Subnets` for one. */
export interface Answers {
  readonly items: ReadonlyMap<string, readonly Item[]>
  readonly problems: Problem[]
  readonly notes: Problem[]
}

/** An answer, and the file that it is from. */
export interface DescribeDocument {
  readonly file: string
  readonly tree: Located
}

/** The lists that a network is made of, by the names under which the AWS CLI prints them. */
const known = [
  'Addresses',
  'AllowedPrincipals',
  'DBInstances',
  'EgressOnlyInternetGateways',
  'InternetGateways',
  'NatGateways',
  'NetworkAcls',
  'NetworkInterfaces',
  'PrefixLists',
  'Reservations',
  'RouteTables',
  'SecurityGroupRules',
  'SecurityGroups',
  'ServiceConfigurations',
  'Subnets',
  'TransitGatewayAttachments',
  'TransitGatewayPropagations',
  'TransitGatewayRouteTables',
  'TransitGatewayStaticRoutes',
  'TransitGatewayVpcAttachments',
  'TransitGateways',
  'VpcEndpoints',
  'VpcPeeringConnections',
  'Vpcs',
  'VpnConnections',
  'VpnGateways',
] as const

export type ListName = (typeof known)[number]

export function collect(documents: readonly DescribeDocument[]): Answers {
  const items = new Map<string, Item[]>()
  const problems: Problem[] = []
  const notes: Problem[] = []
  for (const { file, tree } of documents) {
    if (tree.kind !== 'object') {
      problems.push({
        code: 'network/not-an-answer',
        at: tree.at,
        message: 'expected the JSON answer of a describe command',
        help: 'for example of `aws ec2 describe-subnets`',
      })
      continue
    }
    for (const { key, keyAt, value } of tree.members) {
      const list = key === 'Entries' ? prefixListOf(file, value) : undefined
      addList(list === undefined ? key : 'PrefixLists', keyAt, list ?? value, { items, problems, notes })
    }
  }
  return { items, problems, notes }
}

/** `get-managed-prefix-list-entries` prints no id: the name of the file has it. */
function prefixListOf(file: string, entries: Located): Located | undefined {
  const name = /pl-[0-9a-f]+/.exec(file)?.[0]
  if (name === undefined) return undefined
  const { at } = entries
  const members = [
    { key: 'PrefixListId', keyAt: at, value: { kind: 'string', at, value: name } },
    { key: 'Entries', keyAt: at, value: entries },
  ] as const
  return { kind: 'array', at, items: [{ kind: 'object', at, members }] }
}

function addList(
  key: string,
  at: Span,
  value: Located,
  { items, problems, notes }: { readonly items: Map<string, Item[]>; readonly problems: Problem[]; readonly notes: Problem[] },
): void {
  if (key === 'NextToken' && value.kind === 'string' && value.value !== '') {
    notes.push({ code: 'network/incomplete-answer', at, message: 'the answer goes on after `NextToken`: what follows is not here' })
  }
  if (value.kind !== 'array') return
  if (!known.some((name) => name === key)) {
    notes.push({ code: 'network/list-not-imported', at, message: `\`${key}\` is no part of a network that is imported: it is left out` })
    return
  }
  const list = items.get(key) ?? []
  for (const item of value.items) {
    if (item.kind === 'object') list.push(item)
    else problems.push({ code: 'network/not-an-answer', at: item.at, message: `expected an object in \`${key}\`` })
  }
  items.set(key, list)
}

export const listOf = ({ items }: Answers, name: ListName): readonly Item[] => items.get(name) ?? []

export function note({ notes }: Answers, what: string, at: Span, message: string): void {
  notes.push({ code: `network/${what}`, at, message })
}

/** A text that must be there. */
export function required({ problems }: Answers, item: Item, key: string): string | undefined {
  const found = text(item, key)
  if (found === undefined) problems.push({ code: 'network/missing-key', at: item.at, message: `expected \`${key}\` here` })
  return found
}

export function text(item: Item, key: string): string | undefined {
  const value = member(item, key)
  if (value?.kind === 'string') return value.value
  return value?.kind === 'number' ? value.text : undefined
}

export function number(item: Item, key: string): number | undefined {
  const value = member(item, key)
  if (value?.kind === 'number') return value.value
  return value?.kind === 'string' && /^-?\d+$/.test(value.value) ? Number(value.value) : undefined
}

export function truth(item: Item, key: string): boolean | undefined {
  const value = member(item, key)
  return value?.kind === 'boolean' ? value.value : undefined
}

export function child(item: Item | undefined, key: string): Item | undefined {
  const value = item === undefined ? undefined : member(item, key)
  return value?.kind === 'object' ? value : undefined
}

export function children(item: Item, key: string): readonly Item[] {
  const value = member(item, key)
  return value?.kind === 'array' ? value.items.filter((each): each is Item => each.kind === 'object') : []
}

export function texts(item: Item, key: string): readonly string[] {
  const value = member(item, key)
  return value?.kind === 'array' ? value.items.flatMap((each) => (each.kind === 'string' ? [each.value] : [])) : []
}

/** Where a member stands, or its object. */
export const placeOf = (item: Item, key: string): Span => member(item, key)?.at ?? item.at

/** A CIDR block under the key. AWS's answers are canonical; what is not a block is a problem. */
export function cidr(answers: Answers, item: Item, key: string): Cidr | undefined {
  const written = text(item, key)
  if (written === undefined) return undefined
  const parsed = parseCidr(written)
  if (parsed.ok) return parsed.value.cidr
  answers.problems.push({ code: 'network/malformed-cidr', at: placeOf(item, key), message: `\`${written}\` is not a CIDR block` })
  return undefined
}

export function address(answers: Answers, item: Item, key: string): Address | undefined {
  const written = text(item, key)
  if (written === undefined) return undefined
  const parsed = parseAddress(written)
  if (parsed.ok) return parsed.value
  answers.problems.push({ code: 'network/malformed-address', at: placeOf(item, key), message: `\`${written}\` is not an IP address` })
  return undefined
}

/** The text under the key with its place, or nothing. */
export function named(item: Item, key: string): readonly (readonly [string, Span])[] {
  const name = text(item, key)
  return name === undefined ? [] : [[name, placeOf(item, key)]]
}

/** The ports of a rule for TCP or UDP; without them every port. */
export const rangeOf = (from: number | undefined, to: number | undefined) =>
  from === undefined || from < 0 ? everyPort : { from, to: to ?? from }

/** Every route of every table, with the VPC of the table. */
export const routesOf = (answers: Answers): readonly { readonly vpc: string; readonly route: Item }[] =>
  listOf(answers, 'RouteTables').flatMap((table) => children(table, 'Routes').map((route) => ({ vpc: text(table, 'VpcId') ?? '', route })))

/** The block that a route is for; of a route to a prefix list, none. */
export function destinationOf(answers: Answers, route: Item): readonly PlacedCidr[] {
  const block = cidr(answers, route, 'DestinationCidrBlock') ?? cidr(answers, route, 'DestinationIpv6CidrBlock')
  return block === undefined ? [] : [{ cidr: block, at: route.at }]
}
