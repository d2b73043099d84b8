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
    const answers = answersIn(tree)
    if (answers.length === 0) {
      problems.push({
        code: 'network/not-an-answer',
        at: tree.at,
        message: 'expected the JSON answer of a describe command',
        help: 'for example of `aws ec2 describe-subnets`',
      })
    }
    for (const { key, keyAt, value } of answers.flatMap(({ members }) => members)) {
      const list = key === 'Entries' ? prefixListOf(file, value) : undefined
      addList(list === undefined ? key : 'PrefixLists', keyAt, list ?? value, { items, problems, notes })
    }
  }
  return { items, problems, notes }
}

/** Deeper than any folder of answers that was put into one file. */
const mostNested = 4

/** The answers of a document: itself, those that stand in it under names of their own, or what `--query` left of one. */
function answersIn(tree: Located, depth = 0): readonly Item[] {
  if (tree.kind === 'array') return ofBareList(tree)
  if (tree.kind !== 'object' || depth > mostNested) return []
  const lists = tree.members.filter(({ key, value }) => value.kind === 'array' && (isKnown(key) || !isAnswer(value, depth)))
  const inner = tree.members
    .filter(({ value }) => value.kind === 'object' || value.kind === 'array')
    .filter((each) => !lists.includes(each))
    .flatMap(({ value }) => answersIn(value, depth + 1))
  const rest = tree.members.filter((each) => lists.includes(each) || each.key === 'NextToken')
  return rest.length === 0 ? inner : [{ ...tree, members: rest }, ...inner]
}

const isAnswer = (value: Located, depth: number): boolean => answersIn(value, depth + 1).length > 0

/** Whether a document is, or holds, an answer of a describe command that a network is made of. */
export const isDescribeAnswer = (tree: Located): boolean =>
  answersIn(tree).some(({ members }) => members.some(({ key }) => isKnown(key) || key === 'Entries'))

const isKnown = (key: string): boolean => known.some((name) => name === key)

/** What tells the items of a list that lost its name: the id that they have, and a member that only they have. */
const signs: readonly (readonly [ListName, ...(readonly string[])])[] = [
  ['SecurityGroupRules', 'SecurityGroupRuleId'],
  ['SecurityGroups', 'GroupId', 'IpPermissions'],
  ['Subnets', 'SubnetId', 'CidrBlock'],
  ['Vpcs', 'VpcId', 'CidrBlock'],
  ['RouteTables', 'RouteTableId', 'Routes'],
  ['NetworkAcls', 'NetworkAclId', 'Entries'],
  ['NetworkInterfaces', 'NetworkInterfaceId', 'PrivateIpAddress'],
  ['InternetGateways', 'InternetGatewayId', 'Attachments'],
  ['NatGateways', 'NatGatewayId', 'NatGatewayAddresses'],
  ['VpcEndpoints', 'VpcEndpointId', 'ServiceName'],
  ['VpcPeeringConnections', 'VpcPeeringConnectionId', 'Status'],
  ['Reservations', 'ReservationId', 'Instances'],
]

function ofBareList(list: Located & { readonly kind: 'array' }): readonly Item[] {
  const [first] = list.items
  if (first?.kind !== 'object') return []
  const has = (key: string): boolean => member(first, key) !== undefined
  const name = signs.find(([, ...keys]) => keys.every(has))?.[0]
  if (name !== undefined) return [answerOf(name, list)]
  return has('InstanceId') ? [answerOf('Reservations', { ...list, items: [answerOf('Instances', list)] })] : []
}

const answerOf = (key: string, value: Located & { readonly kind: 'array' }): Item => ({
  kind: 'object',
  at: value.at,
  members: [{ key, keyAt: value.at, value }],
})

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
  if (!isKnown(key)) {
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
