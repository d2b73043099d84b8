import type { Family } from '../base/cidr.ts'
import type { IntervalSet } from '../base/interval-set.ts'
import type { CompiledTraffic } from './compiled-traffic.ts'
import type { SecurityGroupRule } from './network.ts'
import type { Passed } from './verdict.ts'

export interface CompiledRule {
  readonly rule: SecurityGroupRule
  readonly traffic: CompiledTraffic
  /** What the trace says when it admits a packet. */
  readonly passes: Passed
  /** The peers' addresses by family; empty where the rule speaks of the other family or of a group. */
  readonly peers: Readonly<Record<Family, IntervalSet>>
}

/** In the place of a group's number: the peers are one IPv4 interval, or something that has to be asked for itself. */
export const interval = -1
export const other = -2

/**
 * The rules of one side of a group in columns of plain numbers, since this is where a model with thousands of rules spends its time. IPv4 addresses
 * fit a number; rules with other peers, lists and IPv6, are asked one by one.
 */
export interface RuleTable {
  readonly rules: readonly CompiledRule[]
  /** Protocol and port in one number, so that one comparison asks for both. */
  readonly low: Int32Array
  readonly high: Int32Array
  readonly code: Int16Array
  /** The number of the group that is the peer, or what the peers are instead. */
  readonly peer: Int32Array
  readonly first: Float64Array
  readonly last: Float64Array
  /** The rules that name a group which is gone. */
  readonly stale: readonly CompiledRule[]
}

/** A protocol has a byte, a port two. */
export const keyOf = (protocol: number, port: number): number => protocol * 0x10000 + port
const [smallest, largest] = [-0x8000_0000, 0x7fff_ffff]

/** `numbers` are those of the network's groups. */
export function ruleTable(rules: readonly CompiledRule[], numbers: ReadonlyMap<string, number>): RuleTable {
  return {
    rules,
    low: Int32Array.from(rules, ({ traffic: { protocol, low } }) => (protocol === -1 ? smallest : keyOf(protocol, low))),
    high: Int32Array.from(rules, ({ traffic: { protocol, high } }) => (protocol === -1 ? largest : keyOf(protocol, high))),
    code: Int16Array.from(rules, ({ traffic }) => traffic.code),
    peer: Int32Array.from(rules, (rule) => peerOf(rule, numbers)),
    first: Float64Array.from(rules, ({ peers }) => Number(peers.ipv4[0]?.first ?? 1)),
    last: Float64Array.from(rules, ({ peers }) => Number(peers.ipv4[0]?.last ?? 0)),
    stale: rules.filter(({ rule }) => rule.peer.type === 'staleSecurityGroup'),
  }
}

function peerOf({ rule, peers }: CompiledRule, numbers: ReadonlyMap<string, number>): number {
  if (rule.peer.type === 'securityGroup') return numbers.get(rule.peer.securityGroup) ?? other
  return rule.peer.type === 'cidr' && peers.ipv4.length === 1 ? interval : other
}
