import type { Cidr } from '../../base/cidr.ts'
import type { Span } from '../../base/span.ts'
import type { PrefixList } from '../network.ts'
import { type Answers, children, cidr, type Item, listOf, named, note, placeOf, required, text, texts } from './describe.ts'

/** The lists that are described, with the entries of whichever answer has them, and those that rules and routes only mention. */
export function importPrefixLists(answers: Answers): ReadonlyMap<string, PrefixList> {
  const lists = new Map<string, PrefixList>()
  for (const item of listOf(answers, 'PrefixLists')) {
    const name = required(answers, item, 'PrefixListId')
    if (name === undefined) continue
    const entries = [
      ...children(item, 'Entries').flatMap((entry) => placed(cidr(answers, entry, 'Cidr'), entry.at)),
      ...texts(item, 'Cidrs').flatMap((_, index) => placed(cidrAt(answers, item, index), placeOf(item, 'Cidrs'))),
    ]
    const before = lists.get(name)
    const listName = text(item, 'PrefixListName')
    const service = listName?.startsWith('com.amazonaws.') === true ? { service: listName } : {}
    lists.set(name, { name, at: before?.at ?? item.at, entries: [...(before?.entries ?? []), ...entries], ...service })
  }
  for (const [name, at] of mentionedLists(answers)) if (!lists.has(name)) lists.set(name, { name, at, entries: [] })
  return new Map([...lists].map(([name, list], index) => [name, withStandIn(answers, list, index)]))
}

const placed = (block: Cidr | undefined, at: Span) => (block === undefined ? [] : [{ cidr: block, at }])

function cidrAt(answers: Answers, item: Item, index: number): Cidr | undefined {
  const list = item.members.find(({ key }) => key === 'Cidrs')?.value
  const entry = list?.kind === 'array' ? list.items[index] : undefined
  if (entry === undefined) return undefined
  return cidr(answers, { kind: 'object', at: entry.at, members: [{ key: 'Cidr', keyAt: entry.at, value: entry }] }, 'Cidr')
}

function mentionedLists(answers: Answers): readonly (readonly [string, Span])[] {
  const routes = listOf(answers, 'RouteTables').flatMap((table) => children(table, 'Routes'))
  const permissions = listOf(answers, 'SecurityGroups').flatMap((group) => [
    ...children(group, 'IpPermissions'),
    ...children(group, 'IpPermissionsEgress'),
  ])
  return [
    ...routes.flatMap((route) => named(route, 'DestinationPrefixListId')),
    ...permissions.flatMap((permission) => children(permission, 'PrefixListIds').flatMap((each) => named(each, 'PrefixListId'))),
    ...listOf(answers, 'SecurityGroupRules').flatMap((rule) => named(rule, 'PrefixListId')),
  ]
}

/** AWS's own lists stand for their service even when nobody printed their entries; an unknown list of a customer matches nothing. */
function withStandIn(answers: Answers, list: PrefixList, index: number): PrefixList {
  if (list.entries.length > 0) return list
  if (list.service === undefined) {
    note(
      answers,
      'prefix-list-unknown',
      list.at,
      `the entries of the prefix list \`${list.name}\` are not here: rules and routes that name it match nothing`,
    )
    return list
  }
  note(answers, 'prefix-list-implied', list.at, `the addresses of \`${list.service}\` are not here: one stands for them all`)
  const first = 0xc612_0000n + BigInt(index)
  return { ...list, entries: [{ at: list.at, cidr: { family: 'ipv4', first, last: first, prefixLength: 32 } }] }
}
