import type { Cidr } from '../../base/cidr.ts'
import type { Span } from '../../base/span.ts'
import type { NetworkAcl, NetworkAclEntry, PrefixList, SecurityGroup, SecurityGroupPeer, SecurityGroupRule, Vpc } from '../network.ts'
import { everyPort, parseProtocol, type Traffic } from '../traffic.ts'
import { type Answers, child, children, cidr, type Item, listOf, note, number, placeOf, required, text, texts, truth } from './describe.ts'
import { defaultNameOf } from './vpcs.ts'

const anyIpv4: Cidr = { family: 'ipv4', first: 0n, last: (1n << 32n) - 1n, prefixLength: 0 }
const anyIpv6: Cidr = { family: 'ipv6', first: 0n, last: (1n << 128n) - 1n, prefixLength: 0 }

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

function named(item: Item, key: string): readonly (readonly [string, Span])[] {
  const name = text(item, key)
  return name === undefined ? [] : [[name, placeOf(item, key)]]
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

export function importSecurityGroups(answers: Answers, vpcs: ReadonlyMap<string, Vpc>): ReadonlyMap<string, SecurityGroup> {
  const ids = new Set(listOf(answers, 'SecurityGroups').flatMap((item) => text(item, 'GroupId') ?? []))
  const groups = new Map<string, SecurityGroup>()
  for (const item of listOf(answers, 'SecurityGroups')) {
    const name = required(answers, item, 'GroupId')
    const vpc = required(answers, item, 'VpcId')
    if (name === undefined || vpc === undefined || !vpcs.has(vpc)) continue
    const groupName = text(item, 'GroupName') ?? name
    const permissions = (key: string) => children(item, key).flatMap((permission) => permissionRules(answers, permission, ids))
    groups.set(name, {
      name,
      at: item.at,
      vpc,
      groupName,
      isDefault: groupName === 'default',
      ingress: permissions('IpPermissions'),
      egress: permissions('IpPermissionsEgress'),
    })
  }
  for (const item of listOf(answers, 'SecurityGroupRules')) addRule(answers, item, groups, ids)
  return groups
}

/** One rule for each peer of a permission. */
function permissionRules(answers: Answers, permission: Item, groups: ReadonlySet<string>): readonly SecurityGroupRule[] {
  const traffic = trafficOf(answers, permission, number(permission, 'FromPort'), number(permission, 'ToPort'))
  if (traffic === undefined) return []
  const rule = (item: Item, peer: SecurityGroupPeer | undefined): readonly SecurityGroupRule[] => {
    const description = text(item, 'Description')
    return peer === undefined ? [] : [{ at: item.at, traffic, peer, ...(description === undefined ? {} : { description }) }]
  }
  return [
    ...children(permission, 'IpRanges').flatMap((each) => rule(each, cidrPeer(answers, each, 'CidrIp'))),
    ...children(permission, 'Ipv6Ranges').flatMap((each) => rule(each, cidrPeer(answers, each, 'CidrIpv6'))),
    ...children(permission, 'PrefixListIds').flatMap((each) => rule(each, listPeer(each))),
    ...children(permission, 'UserIdGroupPairs').flatMap((each) => rule(each, groupPeer(each, groups))),
  ]
}

function cidrPeer(answers: Answers, item: Item, key: string): SecurityGroupPeer | undefined {
  const block = cidr(answers, item, key)
  return block === undefined ? undefined : { type: 'cidr', cidr: block }
}

function listPeer(item: Item): SecurityGroupPeer | undefined {
  const prefixList = text(item, 'PrefixListId')
  return prefixList === undefined ? undefined : { type: 'prefixList', prefixList }
}

/** A group that was not described is of another account, or gone. */
function groupPeer(item: Item, groups: ReadonlySet<string>): SecurityGroupPeer | undefined {
  const securityGroup = text(item, 'GroupId')
  if (securityGroup === undefined) return undefined
  const status = text(item, 'PeeringStatus')
  const stale = !groups.has(securityGroup) || (status !== undefined && status !== 'active')
  return { type: stale ? 'staleSecurityGroup' : 'securityGroup', securityGroup }
}

/** A rule of `describe-security-group-rules`; a group that was described has its rules from there. */
function addRule(answers: Answers, item: Item, groups: Map<string, SecurityGroup>, ids: ReadonlySet<string>): void {
  const name = required(answers, item, 'GroupId')
  const group = groups.get(name ?? '')
  const traffic = trafficOf(answers, item, number(item, 'FromPort'), number(item, 'ToPort'))
  const reference = child(item, 'ReferencedGroupInfo')
  const peer =
    cidrPeer(answers, item, 'CidrIpv4') ??
    cidrPeer(answers, item, 'CidrIpv6') ??
    listPeer(item) ??
    (reference === undefined ? undefined : groupPeer(reference, ids))
  if (group === undefined || traffic === undefined || peer === undefined) return
  const side = truth(item, 'IsEgress') === true ? 'egress' : 'ingress'
  const described = listOf(answers, 'SecurityGroups').some(
    (each) =>
      text(each, 'GroupId') === name &&
      each.members.some(({ key }) => key === (side === 'egress' ? 'IpPermissionsEgress' : 'IpPermissions')),
  )
  if (!described) groups.set(group.name, { ...group, [side]: [...group[side], { at: item.at, traffic, peer }] })
}

function trafficOf(answers: Answers, item: Item, from: number | undefined, to: number | undefined): Traffic | undefined {
  const written = required(answers, item, 'IpProtocol')
  const protocol = parseProtocol(written ?? '')
  if (written !== undefined && protocol === undefined)
    answers.problems.push({ code: 'network/protocol', at: placeOf(item, 'IpProtocol'), message: `\`${written}\` is no protocol` })
  if (protocol === undefined) return undefined
  if (protocol === 'all') return { protocol }
  if (protocol === 'tcp' || protocol === 'udp') return { protocol, ports: rangeOf(from, to) }
  if (protocol === 'icmp' || protocol === 'icmpv6') return { protocol, type: from ?? -1, code: to ?? -1 }
  return { protocol }
}

const rangeOf = (from: number | undefined, to: number | undefined) =>
  from === undefined || from < 0 ? everyPort : { from, to: to ?? from }

export function importNetworkAcls(answers: Answers, vpcs: ReadonlyMap<string, Vpc>): ReadonlyMap<string, NetworkAcl> {
  const acls = new Map<string, NetworkAcl>()
  for (const item of listOf(answers, 'NetworkAcls')) {
    const name = required(answers, item, 'NetworkAclId')
    const vpc = required(answers, item, 'VpcId')
    if (name === undefined || vpc === undefined || !vpcs.has(vpc)) continue
    const entries = (egress: boolean) =>
      children(item, 'Entries')
        .filter((entry) => (truth(entry, 'Egress') ?? false) === egress)
        .flatMap((entry) => entryOf(answers, entry))
        .toSorted((a, b) => a.ruleNumber - b.ruleNumber)
    acls.set(name, { name, at: item.at, vpc, isDefault: truth(item, 'IsDefault') ?? false, ingress: entries(false), egress: entries(true) })
  }
  for (const vpc of vpcs.values()) {
    if ([...acls.values()].some((acl) => acl.vpc === vpc.name && acl.isDefault)) continue
    if (listOf(answers, 'Subnets').some((item) => text(item, 'VpcId') === vpc.name)) {
      note(
        answers,
        'acl-inferred',
        vpc.at,
        `the default network ACL of \`${vpc.name}\` was not described: it is taken to let everything through`,
      )
    }
    acls.set(defaultNameOf(vpc.name), openAcl(vpc))
  }
  return acls
}

function openAcl({ name: vpc, at }: Vpc): NetworkAcl {
  const entry = (ruleNumber: number, block: Cidr): NetworkAclEntry => ({
    at,
    ruleNumber,
    ruleAction: 'allow',
    traffic: { protocol: 'all' },
    cidr: block,
  })
  const entries = [entry(100, anyIpv4), entry(101, anyIpv6)]
  return { name: defaultNameOf(vpc), at, vpc, isDefault: true, ingress: entries, egress: entries }
}

/** Without the closing `*` entries, which are 32767 and 32768. */
function entryOf(answers: Answers, item: Item): readonly NetworkAclEntry[] {
  const ruleNumber = number(item, 'RuleNumber')
  const action = text(item, 'RuleAction')
  const block = cidr(answers, item, 'CidrBlock') ?? cidr(answers, item, 'Ipv6CidrBlock')
  const protocol = parseProtocol(text(item, 'Protocol') ?? '')
  if (ruleNumber === undefined || ruleNumber > 32766 || block === undefined || protocol === undefined) return []
  if (action !== 'allow' && action !== 'deny') return []
  return [{ at: item.at, ruleNumber, ruleAction: action, traffic: aclTraffic(item, protocol), cidr: block }]
}

function aclTraffic(item: Item, protocol: Traffic['protocol']): Traffic {
  if (protocol === 'all') return { protocol }
  const ports = child(item, 'PortRange')
  if (protocol === 'tcp' || protocol === 'udp')
    return { protocol, ports: rangeOf(ports && number(ports, 'From'), ports && number(ports, 'To')) }
  const icmp = child(item, 'IcmpTypeCode')
  if (protocol === 'icmp' || protocol === 'icmpv6')
    return { protocol, type: (icmp && number(icmp, 'Type')) ?? -1, code: (icmp && number(icmp, 'Code')) ?? -1 }
  return { protocol }
}
