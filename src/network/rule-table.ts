import type { Family } from '../base/cidr.ts'
import type { IntervalSet } from '../base/interval-set.ts'
import type { CompiledTraffic } from './compiled-traffic.ts'
import type { SecurityGroupRule } from './network.ts'

export interface CompiledRule {
  readonly rule: SecurityGroupRule
  readonly traffic: CompiledTraffic
  /** The peers' addresses by family; empty where the rule speaks of the other family or of a group. */
  readonly peers: Readonly<Record<Family, IntervalSet>>
}

/**
 * The rules of one side of a group in columns of plain numbers, since this is where a model with thousands of rules spends its time. IPv4 addresses
 * fit a number; rules with any other peer are asked one by one.
 */
export interface RuleTable {
  readonly rules: readonly CompiledRule[]
  readonly protocol: Int16Array
  readonly low: Int32Array
  readonly high: Int32Array
  readonly code: Int16Array
  /** The IPv4 peers; an interval that no address is in where the rule is special. */
  readonly first: Float64Array
  readonly last: Float64Array
  /** The rule itself where its peers are not one IPv4 interval. */
  readonly special: readonly (CompiledRule | undefined)[]
  /** The rules that name a group which is gone. */
  readonly stale: readonly CompiledRule[]
}

export function ruleTable(rules: readonly CompiledRule[]): RuleTable {
  const count = rules.length
  const table = {
    rules,
    protocol: new Int16Array(count),
    low: new Int32Array(count),
    high: new Int32Array(count),
    code: new Int16Array(count),
    first: new Float64Array(count).fill(1),
    last: new Float64Array(count).fill(0),
    special: rules.map((rule) => (isPlain(rule) ? undefined : rule)),
    stale: rules.filter(({ rule }) => rule.peer.type === 'staleSecurityGroup'),
  }
  for (const [index, { traffic, peers }] of rules.entries()) {
    table.protocol[index] = traffic.protocol
    table.low[index] = traffic.low
    table.high[index] = traffic.high
    table.code[index] = traffic.code
    const [only] = peers.ipv4
    if (table.special[index] !== undefined || only === undefined) continue
    table.first[index] = Number(only.first)
    table.last[index] = Number(only.last)
  }
  return table
}

const isPlain = ({ rule, peers }: CompiledRule): boolean => rule.peer.type === 'cidr' && peers.ipv4.length === 1
