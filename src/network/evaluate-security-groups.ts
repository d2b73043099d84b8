import type { Address } from '../base/cidr.ts'
import { includes } from '../base/interval-set.ts'
import type { CompiledGroup, CompiledInterface, CompiledRule } from './compile-network.ts'
import type { CompiledTraffic, PacketTraffic } from './compiled-traffic.ts'
import type { NearestRule, RuleField } from './verdict.ts'

/** Who the rules see at the other end: an address, and the interface that has it where its groups are still recognized. */
export interface Peer {
  readonly address: Address
  readonly networkInterface?: CompiledInterface | undefined
}

export type GroupsVerdict =
  | { readonly admits: true; readonly group?: CompiledGroup; readonly rule?: CompiledRule }
  | { readonly admits: false; readonly empty: boolean; readonly nearest?: NearestRule }

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
  if (securityGroups.length === 0) return { admits: true }
  let nearest: { readonly group: CompiledGroup; readonly rule: CompiledRule; readonly misses: number } | undefined
  let fewest = 4
  for (const group of securityGroups) {
    for (const rule of group[side]) {
      const misses = mismatch(rule, traffic, peer)
      if (misses === 0) return { admits: true, group, rule }
      const count = bitCount[misses] as number
      if (count >= fewest) continue
      fewest = count
      nearest = { group, rule, misses }
    }
  }
  if (nearest === undefined) return { admits: false, empty: true }
  const { group, rule, misses } = nearest
  return {
    admits: false,
    empty: false,
    nearest: { securityGroup: group.securityGroup.name, rule: rule.rule, differs: fields(misses, rule, peer) },
  }
}

const bitCount = [0, 1, 1, 2, 1, 2, 2, 3]

/** Bit 1: another protocol. Bit 2: other ports. Bit 4: another peer. */
function mismatch(rule: CompiledRule, traffic: PacketTraffic, peer: Peer): number {
  return trafficMismatch(rule.traffic, traffic) | (matchesPeer(rule, peer) ? 0 : 4)
}

function trafficMismatch(rule: CompiledTraffic, traffic: PacketTraffic): number {
  if (rule.protocol === -1) return 0
  if (rule.protocol !== traffic.protocol) return 1
  return traffic.low < rule.low || traffic.low > rule.high || (rule.code !== -1 && rule.code !== traffic.code) ? 2 : 0
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

export const matchesTraffic = (rule: CompiledTraffic, traffic: PacketTraffic): boolean => trafficMismatch(rule, traffic) === 0

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
