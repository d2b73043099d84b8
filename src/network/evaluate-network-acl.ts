import { type Address, covers } from '../base/cidr.ts'
import type { CompiledEntry } from './compiled-network.ts'
import type { PacketTraffic } from './compiled-traffic.ts'
import type { NetworkAclEntry } from './network.ts'
import type { PortRange } from './traffic.ts'

export interface AclVerdict {
  /** The ports of the packet's range that are denied; empty when all pass. */
  readonly denied: readonly PortRange[]
  /** The entry that decided the first denied port, or the first port when all pass; undefined for the closing `*`. */
  readonly entry: CompiledEntry | undefined
  /** An allow for the denied port that came too late. */
  readonly shadowed: NetworkAclEntry | undefined
}

/**
 * The entries in ascending order; the first that matches decides, and `*` denies the rest. A reply may be for any port of a range, and each port is
 * decided by itself.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 */
export function evaluateNetworkAcl(entries: readonly CompiledEntry[], traffic: PacketTraffic, peer: Address): AclVerdict {
  // The common case: the first entry that concerns the packet settles all of its ports.
  for (const entry of entries) {
    if (!concerns(entry, traffic, peer)) continue
    const { low, high } = entry.traffic
    if (low > traffic.high || high < traffic.low) continue
    const settles = low <= traffic.low && traffic.high <= high && entry.entry.ruleAction === 'allow'
    return settles ? { denied: [], entry, shadowed: undefined } : evaluateEachPort(entries, traffic, peer)
  }
  return evaluateEachPort(entries, traffic, peer)
}

function evaluateEachPort(entries: readonly CompiledEntry[], traffic: PacketTraffic, peer: Address): AclVerdict {
  let open: readonly PortRange[] = [{ from: traffic.low, to: traffic.high }]
  const denied: PortRange[] = []
  let allowedBy: CompiledEntry | undefined
  let deniedBy: CompiledEntry | undefined
  for (const each of entries) {
    if (!concerns(each, traffic, peer)) continue
    const { inside, outside } = cut(open, each.traffic.low, each.traffic.high)
    if (inside.length === 0) continue
    if (each.entry.ruleAction === 'allow') allowedBy ??= each
    else {
      if (denied.length === 0) deniedBy = each
      denied.push(...inside)
    }
    open = outside
    if (open.length === 0) break
  }
  if (denied.length === 0) deniedBy = undefined
  const all = [...denied, ...open]
  const [first] = all
  if (first === undefined) return { denied: all, entry: allowedBy, shadowed: undefined }
  return { denied: all, entry: deniedBy, shadowed: shadowedBy(entries, traffic, peer, deniedBy, first.from) }
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

/** The first allow for the port behind the deny. */
function shadowedBy(
  entries: readonly CompiledEntry[],
  traffic: PacketTraffic,
  peer: Address,
  deniedBy: CompiledEntry | undefined,
  port: number,
): NetworkAclEntry | undefined {
  if (deniedBy === undefined) return undefined
  const behind = entries.slice(entries.indexOf(deniedBy) + 1)
  return behind.find(
    (each) => each.entry.ruleAction === 'allow' && concerns(each, traffic, peer) && each.traffic.low <= port && port <= each.traffic.high,
  )?.entry
}
