import { type Address, covers } from '../base/cidr.ts'
import type { CompiledEntry } from './compiled-network.ts'
import type { PacketTraffic } from './compiled-traffic.ts'
import type { NetworkAclEntry } from './network.ts'
import type { PortRange } from './traffic.ts'

export interface AclVerdict {
  /** The ports of the packet's range that are denied; empty when all pass. */
  readonly denied: readonly PortRange[]
  /** The entry that decided the first denied port, or the first port when all pass; absent for the closing `*`. */
  readonly entry?: NetworkAclEntry
  /** An allow for the denied port that came too late. */
  readonly shadowed?: NetworkAclEntry
}

/**
 * The entries in ascending order; the first that matches decides, and `*` denies the rest. A reply may be for any port of a range, and each port is
 * decided by itself.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 */
export function evaluateNetworkAcl(entries: readonly CompiledEntry[], traffic: PacketTraffic, peer: Address): AclVerdict {
  // The common case: the first entry that concerns the packet settles all of its ports.
  const first = entries.find(
    (each) => concerns(each, traffic, peer) && each.traffic.low <= traffic.high && traffic.low <= each.traffic.high,
  )
  const settled = first !== undefined && first.traffic.low <= traffic.low && traffic.high <= first.traffic.high
  return settled && first.entry.ruleAction === 'allow' ? { denied: [], entry: first.entry } : evaluateEachPort(entries, traffic, peer)
}

function evaluateEachPort(entries: readonly CompiledEntry[], traffic: PacketTraffic, peer: Address): AclVerdict {
  let open: readonly PortRange[] = [{ from: traffic.low, to: traffic.high }]
  const denied: PortRange[] = []
  let allowedBy: NetworkAclEntry | undefined
  let deniedBy: NetworkAclEntry | undefined
  for (const compiledEntry of entries) {
    if (!concerns(compiledEntry, traffic, peer)) continue
    const { low, high } = compiledEntry.traffic
    const { entry } = compiledEntry
    const { inside, outside } = cut(open, low, high)
    if (inside.length === 0) continue
    if (entry.ruleAction === 'allow') allowedBy ??= entry
    else {
      if (denied.length === 0) deniedBy = entry
      denied.push(...inside)
    }
    if (outside.length === 0) return verdict(denied, allowedBy, deniedBy, entries, traffic, peer)
    open = outside
  }
  return verdict([...denied, ...open], allowedBy, denied.length > 0 ? deniedBy : undefined, entries, traffic, peer)
}

function concerns({ entry, traffic: rule }: CompiledEntry, traffic: PacketTraffic, peer: Address): boolean {
  if (rule.protocol !== -1 && rule.protocol !== traffic.protocol) return false
  if (rule.code !== -1 && rule.code !== traffic.code) return false
  return covers(entry.cidr, peer)
}

function cut(ranges: readonly PortRange[], low: number, high: number): { inside: PortRange[]; outside: PortRange[] } {
  const inside: PortRange[] = []
  const outside: PortRange[] = []
  for (const { from, to } of ranges) {
    const [first, last] = [Math.max(from, low), Math.min(to, high)]
    if (first > last) {
      outside.push({ from, to })
      continue
    }
    inside.push({ from: first, to: last })
    if (from < first) outside.push({ from, to: first - 1 })
    if (last < to) outside.push({ from: last + 1, to })
  }
  return { inside, outside }
}

function verdict(
  denied: readonly PortRange[],
  allowedBy: NetworkAclEntry | undefined,
  deniedBy: NetworkAclEntry | undefined,
  entries: readonly CompiledEntry[],
  traffic: PacketTraffic,
  peer: Address,
): AclVerdict {
  const [first] = denied
  if (first === undefined) return { denied, ...(allowedBy === undefined ? {} : { entry: allowedBy }) }
  const port = first.from
  const shadowed = entries.find(
    (each) =>
      each.entry.ruleAction === 'allow' &&
      each.entry.ruleNumber > (deniedBy?.ruleNumber ?? Number.POSITIVE_INFINITY) &&
      concerns(each, traffic, peer) &&
      each.traffic.low <= port &&
      port <= each.traffic.high,
  )
  return { denied, ...(deniedBy === undefined ? {} : { entry: deniedBy }), ...(shadowed === undefined ? {} : { shadowed: shadowed.entry }) }
}
