import { type Address, cidrAround, formatCidr } from '../../base/cidr.ts'
import type { CompiledEntry, CompiledSubnet } from '../compiled-network.ts'
import { type PacketTraffic, trafficFrom } from '../compiled-traffic.ts'
import { type AclVerdict, evaluateNetworkAcl } from '../evaluate-network-acl.ts'
import type { NewNetworkAclEntry, Opening } from '../opening.ts'
import { formatTraffic } from '../traffic.ts'
import type { Packet } from './packet.ts'
import type { Block, Trail } from './trail.ts'

/**
 * The network ACL of a subnet that the packet enters or leaves. It knows no connections: a reply is a packet like any other.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export function checkNetworkAcl(subnet: CompiledSubnet, side: 'ingress' | 'egress', packet: Packet, trail: Trail): void {
  const name = subnet.subnet.networkAcl
  trail.reach('networkAcl', name, packet)
  const peer = side === 'ingress' ? packet.source : packet.destination
  const verdict = evaluateNetworkAcl(subnet[side], packet.traffic, peer)
  if (verdict.denied.length === 0) {
    // An ACL that lets everything through has an entry that does: the closing `*` denies.
    if (verdict.entry !== undefined) trail.pass(verdict.entry.passes)
    return
  }
  const block = blockOf(name, side, subnet[side], packet.traffic, peer, verdict, trail)
  if (packet.space === undefined || size(verdict.denied) === packet.traffic.high - packet.traffic.low + 1) trail.block(block)
  else trail.narrow(block, packet.space, verdict.denied)
}

const size = (ranges: AclVerdict['denied']): number => ranges.reduce((total, { from, to }) => total + to - from + 1, 0)

function blockOf(
  networkAcl: string,
  side: 'ingress' | 'egress',
  entries: readonly CompiledEntry[],
  packetTraffic: PacketTraffic,
  peer: Address,
  { entry: compiledEntry, shadowed }: AclVerdict,
  trail: Trail,
): Block {
  const entry = compiledEntry?.entry
  const traffic = trafficFrom(packetTraffic)
  return {
    code: 'SUBNET_ACL_RESTRICTION',
    ...(entry === undefined ? {} : { at: entry.at }),
    why: {
      fact: 'networkAclEntry',
      side,
      traffic,
      peer,
      ...(entry === undefined ? {} : { entry }),
      ...(shadowed === undefined ? {} : { shadowed }),
    },
    opens: openingOf({ networkAcl, side, traffic, cidr: cidrAround(peer) }, entries, entry?.ruleNumber, trail),
  }
}

/** An allow with a free number before the deny, else the removal of the deny. */
function openingOf(
  { networkAcl, side, traffic, cidr }: Omit<NewNetworkAclEntry, 'change' | 'ruleNumber'>,
  entries: readonly CompiledEntry[],
  denyNumber: number | undefined,
  trail: Trail,
): Opening {
  const asked = trail.newEntries.filter((each) => each.networkAcl === networkAcl && each.side === side)
  const known = asked.find((each) => formatTraffic(each.traffic) === formatTraffic(traffic) && formatCidr(each.cidr) === formatCidr(cidr))
  if (known !== undefined && (denyNumber === undefined || known.ruleNumber < denyNumber)) return known
  const taken = new Set([...entries.map(({ entry }) => entry.ruleNumber), ...asked.map(({ ruleNumber }) => ruleNumber)])
  let ruleNumber = denyNumber === undefined ? Math.min(Math.max(0, ...taken) + 10, 32766) : denyNumber - 1
  while (taken.has(ruleNumber)) ruleNumber -= 1
  if (ruleNumber < 1) return { change: 'deleteNetworkAclEntry', networkAcl, side, ruleNumber: denyNumber ?? 1 }
  const entry: NewNetworkAclEntry = { change: 'createNetworkAclEntry', networkAcl, side, ruleNumber, traffic, cidr }
  trail.newEntries.push(entry)
  return entry
}
