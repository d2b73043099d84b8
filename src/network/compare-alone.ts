import { type Address, type Family, formatAddress } from '../base/cidr.ts'
import { equals, type IntervalSet, includes, intersect, intervalSet, subtract, union } from '../base/interval-set.ts'
import type { Opening } from './compare-ingress.ts'
import { type CompiledTraffic, compileTraffic } from './compiled-traffic.ts'
import type { NetworkAcl, NetworkAclEntry, PrefixList, SecurityGroup, SecurityGroupRule } from './network.ts'
import { portSegments } from './segments.ts'
import { everyPort, type PortRange } from './traffic.ts'

/*
 * Security groups and network ACLs by themselves: what they newly let in wherever they are in use, for those whose users are not all known. What a group
 * lets in is only ever cut down by the rest of a network, so that nothing is newly reached where a group newly lets in nothing.
 */

/** What a group newly lets in, from addresses or from the members of another group. */
export type GroupOpening = Opening & { readonly securityGroup: string; readonly peer?: string }
export type AclOpening = Opening & { readonly networkAcl: string }

export type PrefixLists = ReadonlyMap<string, PrefixList>

/** A group and the prefix lists that its rules may name. */
export interface GroupSide {
  readonly group: SecurityGroup | undefined
  readonly lists: PrefixLists
}

const protocols = { tcp: 6, udp: 17 } as const
const families: readonly Family[] = ['ipv4', 'ipv6']

/** What the group of the second side lets in and that of the first did not. `peers` leaves out addresses. */
export function groupOpenings(before: GroupSide, after: GroupSide, which: 'all' | 'peers'): readonly GroupOpening[] {
  const { group } = after
  if (group === undefined) return []
  const rules = [...(before.group?.ingress ?? []), ...group.ingress].map(({ traffic }) => compileTraffic(traffic))
  return (['tcp', 'udp'] as const).flatMap((protocol) =>
    portSegments(rules, protocols[protocol], everyPort).flatMap((ports): readonly GroupOpening[] => {
      const common = { securityGroup: group.name, protocol, ports }
      const [then, now] = [before, after].map((side) => rulesAt(side, protocols[protocol], ports.from))
      if (then === undefined || now === undefined) return []
      const fromAddresses = families.flatMap((family): readonly GroupOpening[] => {
        const sources = subtract(addressesOf(now, after.lists, family), addressesOf(then, before.lists, family))
        const [first] = sources
        if (first === undefined || which === 'peers') return []
        const address = { family, value: first.first }
        const witness = { source: formatAddress(address), port: ports.from }
        const replayed =
          admits(after, protocols[protocol], ports.from, address) && !admits(before, protocols[protocol], ports.from, address)
        const at = placeOf(now, after.lists, address) ?? group.at
        return [{ ...common, at, family, sources, witness, replayed }]
      })
      const known = new Set(then.flatMap((rule) => peerOf(rule, before.lists, which) ?? []))
      const fromPeers = now.flatMap((rule): readonly GroupOpening[] => {
        const peer = peerOf(rule, after.lists, which)
        if (peer === undefined || known.has(peer)) return []
        known.add(peer)
        return [{ ...common, at: rule.at, family: 'ipv4', sources: [], peer, witness: { source: peer, port: ports.from }, replayed: true }]
      })
      return [...fromAddresses, ...fromPeers]
    }),
  )
}

const rulesAt = ({ group }: GroupSide, protocol: number, port: number): readonly SecurityGroupRule[] =>
  (group?.ingress ?? []).filter(({ traffic }) => concerns(compileTraffic(traffic), protocol, port))

const concerns = ({ protocol: of, low, high }: CompiledTraffic, protocol: number, port: number): boolean =>
  of === -1 || (of === protocol && low <= port && port <= high)

const addressesOf = (rules: readonly SecurityGroupRule[], lists: PrefixLists, family: Family): IntervalSet =>
  union(...rules.map((rule) => addressesOfRule(rule, lists, family)))

function addressesOfRule({ peer }: SecurityGroupRule, lists: PrefixLists, family: Family): IntervalSet {
  const blocks =
    peer.type === 'cidr'
      ? [peer.cidr]
      : peer.type === 'prefixList'
        ? (lists.get(peer.prefixList)?.entries ?? []).map(({ cidr }) => cidr)
        : []
  return intervalSet(blocks.filter((each) => each.family === family))
}

/** Who is no address: members of a group, or of a list whose entries nobody printed. Members of groups that are known count only where all peers do. */
function peerOf({ peer }: SecurityGroupRule, lists: PrefixLists, which: 'all' | 'peers'): string | undefined {
  switch (peer.type) {
    case 'cidr':
      return undefined
    case 'prefixList':
      return (lists.get(peer.prefixList)?.entries.length ?? 0) > 0 ? undefined : `the prefix list ${peer.prefixList}`
    case 'securityGroup':
      return which === 'all' ? `members of ${peer.securityGroup}` : undefined
    case 'staleSecurityGroup':
      return `members of ${peer.securityGroup}`
  }
}

const placeOf = (rules: readonly SecurityGroupRule[], lists: PrefixLists, { family, value }: Address): SecurityGroup['at'] | undefined =>
  rules.find((rule) => includes(addressesOfRule(rule, lists, family), value))?.at

const admits = (side: GroupSide, protocol: number, port: number, { family, value }: Address): boolean =>
  rulesAt(side, protocol, port).some((rule) => includes(addressesOfRule(rule, side.lists, family), value))

/** What the second list lets in on one side and the first did not. */
export function aclOpenings(before: NetworkAcl, after: NetworkAcl, side: 'ingress' | 'egress'): readonly AclOpening[] {
  const rules = [...before[side], ...after[side]].map(({ traffic }) => compileTraffic(traffic))
  const found = (['tcp', 'udp'] as const).flatMap((protocol) =>
    families.flatMap((family) =>
      portSegments(rules, protocols[protocol], everyPort).flatMap((ports): readonly AclOpening[] => {
        const sources = subtract(
          letIn(after[side], protocols[protocol], ports.from, family),
          letIn(before[side], protocols[protocol], ports.from, family),
        )
        const [first] = sources
        if (first === undefined) return []
        const address = { family, value: first.first }
        const witness = { source: formatAddress(address), port: ports.from }
        const entry = deciding(after[side], protocols[protocol], ports.from, address)
        const then = deciding(before[side], protocols[protocol], ports.from, address)
        const replayed = entry?.ruleAction === 'allow' && then?.ruleAction !== 'allow'
        return [{ networkAcl: after.name, at: entry?.at ?? after.at, protocol, ports, family, sources, witness, replayed }]
      }),
    ),
  )
  return joined(found)
}

/** The first entry that matches decides. @see https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html */
function letIn(entries: readonly NetworkAclEntry[], protocol: number, port: number, family: Family): IntervalSet {
  let open: IntervalSet = []
  let decided: IntervalSet = []
  for (const { cidr, traffic, ruleAction } of entries) {
    if (cidr.family !== family || !concerns(compileTraffic(traffic), protocol, port)) continue
    const block = intervalSet([cidr])
    if (ruleAction === 'allow') open = union(open, subtract(block, decided))
    decided = union(decided, block)
  }
  return open
}

const deciding = (entries: readonly NetworkAclEntry[], protocol: number, port: number, address: Address): NetworkAclEntry | undefined =>
  entries.find(
    ({ cidr, traffic }) =>
      cidr.family === address.family &&
      intersect(intervalSet([cidr]), intervalSet([{ first: address.value, last: address.value }])).length > 0 &&
      concerns(compileTraffic(traffic), protocol, port),
  )

/** Neighbouring ports with the same sources are told once. */
function joined(openings: readonly AclOpening[]): readonly AclOpening[] {
  return openings.reduce<AclOpening[]>((all, each) => {
    const last = all.at(-1)
    const follows = last !== undefined && isNext(last.ports, each.ports) && last.protocol === each.protocol && last.family === each.family
    if (last !== undefined && follows && equals(last.sources, each.sources))
      all[all.length - 1] = { ...last, ports: { from: last.ports.from, to: each.ports.to } }
    else all.push(each)
    return all
  }, [])
}

const isNext = (one: PortRange, other: PortRange): boolean => one.to + 1 === other.from
