import type { Span } from '../../base/span.ts'
import type { SecurityGroup, SecurityGroupPeer, SecurityGroupRule, Vpc } from '../network.ts'
import { parseProtocol, type Traffic } from '../traffic.ts'
import {
  type Answers,
  child,
  children,
  cidr,
  type Item,
  listOf,
  named,
  note,
  number,
  placeOf,
  rangeOf,
  required,
  text,
  truth,
} from './describe.ts'

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
  for (const [name, at, vpc] of groupsOfInterfaces(answers)) {
    if (groups.has(name) || !vpcs.has(vpc)) continue
    note(answers, 'group-unknown', at, `the security group \`${name}\` was not described: nothing is known to pass it`)
    groups.set(name, { name, at, vpc, groupName: name, isDefault: false, ingress: [], egress: [] })
  }
  return groups
}

function groupsOfInterfaces(answers: Answers): readonly (readonly [name: string, at: Span, vpc: string])[] {
  const ofInstances = listOf(answers, 'Reservations').flatMap((each) =>
    children(each, 'Instances').flatMap((instance) => children(instance, 'NetworkInterfaces')),
  )
  return [...listOf(answers, 'NetworkInterfaces'), ...ofInstances].flatMap((item) =>
    children(item, 'Groups').flatMap((group) =>
      named(group, 'GroupId').map(([name, at]) => [name, at, text(item, 'VpcId') ?? ''] as const),
    ),
  )
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
