import type { Address } from '../base/cidr.ts'
import { includes } from '../base/interval-set.ts'
import type { CompiledGroup, CompiledInterface } from './compiled-network.ts'
import type { CompiledTraffic, PacketTraffic } from './compiled-traffic.ts'
import { type CompiledRule, interval, keyOf, other } from './rule-table.ts'
import type { NearestRule, RuleField } from './verdict.ts'

/** Who the rules see at the other end: an address, and the interface that has it where its groups are still recognized. */
export interface Peer {
  readonly address: Address
  readonly networkInterface?: CompiledInterface | undefined
}

export type GroupsVerdict =
  | { readonly admits: true; readonly group: CompiledGroup | undefined; readonly rule: CompiledRule | undefined }
  | { readonly admits: false; readonly empty: boolean; readonly nearest: NearestRule | undefined }

/**
 * Whether any rule of any group admits the traffic: groups only allow, and the most permissive rule wins. An interface without groups filters nothing.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function evaluateSecurityGroups(
  { securityGroups }: CompiledInterface,
  side: 'ingress' | 'egress',
  traffic: PacketTraffic,
  peer: Peer,
): GroupsVerdict {
  if (securityGroups.length === 0) return { admits: true, group: undefined, rule: undefined }
  let nearest: Candidate | undefined
  for (const group of securityGroups) {
    const candidate: Candidate | undefined = closest(group, side, traffic, peer, nearest === undefined ? 3 : bitCount(nearest.misses))
    if (candidate?.misses === 0) return { admits: true, group, rule: candidate.rule }
    nearest = candidate ?? nearest
  }
  if (nearest === undefined) return { admits: false, empty: true, nearest: undefined }
  const { group, rule, misses } = nearest
  return {
    admits: false,
    empty: false,
    nearest: { securityGroup: group.securityGroup.name, rule: rule.rule, differs: fields(misses, rule, peer) },
  }
}

/** A rule and what it misses: bit 1 another protocol, bit 2 other ports, bit 4 another peer. */
interface Candidate {
  readonly group: CompiledGroup
  readonly rule: CompiledRule
  readonly misses: number
}

const counts = [0, 1, 1, 2, 1, 2, 2, 3]
const bitCount = (misses: number): number => counts[misses] ?? 0

/**
 * The first rule that admits the packet, else the first of those that miss it in the fewest fields, fewer than `fewest`. One loop over columns: it is
 * the hottest, and most rules are for other ports and other peers.
 */
function closest(
  group: CompiledGroup,
  side: 'ingress' | 'egress',
  traffic: PacketTraffic,
  peer: Peer,
  fewest: number,
): Candidate | undefined {
  const { rules, low, high, code, peer: peers, first, last } = group[side]
  // Of an IPv6 packet: a number that no interval of the table holds.
  const address = peer.address.family === 'ipv4' ? Number(peer.address.value) : -1
  const key = keyOf(traffic.protocol, traffic.low)
  const askedCode = traffic.code
  const length = rules.length
  const members = peer.networkInterface?.groupNumbers
  let best = -1
  let isBestFor = false
  let isBestListed = false
  for (let index = 0; index < length; index++) {
    const isFor = key >= (low[index] ?? 0) && key <= (high[index] ?? 0) && (code[index] === -1 || code[index] === askedCode)
    if (!isFor && fewest === 1) continue
    const named = peers[index] ?? other
    const rule = rules[index]
    let listed = false
    if (named === interval) listed = (first[index] ?? 0) <= address && address <= (last[index] ?? 0)
    else if (named !== other) listed = members?.includes(named) === true
    else if (rule !== undefined) listed = matchesPeer(rule, peer)
    const count = (isFor ? 0 : 1) + (listed ? 0 : 1)
    if (count >= fewest) continue
    best = index
    isBestFor = isFor
    isBestListed = listed
    fewest = count
    if (count === 0) break
  }
  const rule = rules[best]
  return rule === undefined ? undefined : { group, rule, misses: missesOf(rule, traffic, isBestFor, isBestListed) }
}

function missesOf({ traffic: { protocol } }: CompiledRule, traffic: PacketTraffic, isFor: boolean, listed: boolean): number {
  return (isFor ? 0 : protocol === -1 || protocol === traffic.protocol ? 2 : 1) | (listed ? 0 : 4)
}

/**
 * A group stands for the private addresses of its members, not for their public ones, and not for its own rules.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing
 */
export function matchesPeer({ rule, peers }: CompiledRule, { address, networkInterface }: Peer): boolean {
  if (rule.peer.type === 'securityGroup') return networkInterface?.groupNames.has(rule.peer.securityGroup) ?? false
  return includes(peers[address.family], address.value)
}

export function matchesTraffic(rule: CompiledTraffic, traffic: PacketTraffic): boolean {
  if (rule.protocol === -1) return true
  if (rule.protocol !== traffic.protocol || traffic.low < rule.low || traffic.low > rule.high) return false
  return rule.code === -1 || rule.code === traffic.code
}

function fields(misses: number, { rule, peers }: CompiledRule, peer: Peer): readonly RuleField[] {
  const differs: RuleField[] = []
  if ((misses & 1) !== 0) differs.push('protocol')
  if ((misses & 2) !== 0) differs.push('ports')
  if ((misses & 4) !== 0) {
    const otherFamily =
      peers[peer.address.family].length === 0 && rule.peer.type !== 'securityGroup' && rule.peer.type !== 'staleSecurityGroup'
    differs.push(otherFamily ? 'family' : rule.peer.type)
  }
  return differs
}
