import { cidrAround } from '../../base/cidr.ts'
import type { CompiledInterface } from '../compiled-network.ts'
import { type PacketTraffic, trafficFrom } from '../compiled-traffic.ts'
import { evaluateSecurityGroups, type GroupsVerdict, matchesPeer, matchesTraffic, type Peer } from '../evaluate-security-groups.ts'
import type { ExplanationCode } from '../explanation-code.ts'
import type { Sender } from './packet.ts'
import type { Trail } from './trail.ts'

/** The security groups of an interface, for a packet that it sends or receives. `sender` is who sent it, recognized or not. */
export function checkSecurityGroups(
  networkInterface: CompiledInterface,
  side: 'ingress' | 'egress',
  traffic: PacketTraffic,
  peer: Peer,
  trail: Trail,
  sender?: Sender,
): void {
  const verdict = evaluateSecurityGroups(networkInterface, side, traffic, peer)
  if (verdict.admits) {
    if (verdict.group === undefined || verdict.rule === undefined) return
    trail.pass(verdict.rule.passes)
    return
  }
  const securityGroups = networkInterface.securityGroups.map(({ securityGroup }) => securityGroup)
  const group = securityGroups[0]
  if (group === undefined) return
  const lostAt = lostSender(networkInterface, side, traffic, sender)
  trail.block({
    code: codeOf(networkInterface, side, traffic, verdict, lostAt),
    at: verdict.nearest?.rule.at ?? group.at,
    why: {
      fact: 'securityGroupRules',
      side,
      securityGroups: securityGroups.map(({ name }) => name),
      traffic: trafficFrom(traffic),
      peer: peer.address,
      nearest: verdict.nearest,
      senderLostAt: lostAt,
    },
    opens: {
      change: side === 'ingress' ? 'authorizeSecurityGroupIngress' : 'authorizeSecurityGroupEgress',
      securityGroup: verdict.nearest?.securityGroup ?? group.name,
      traffic: trafficFrom(traffic),
      peer: { type: 'cidr', cidr: cidrAround(peer.address) },
    },
  })
}

/** Where the sender was lost, if a rule would have admitted it by its groups. */
function lostSender({ securityGroups }: CompiledInterface, side: 'ingress' | 'egress', traffic: PacketTraffic, sender: Sender | undefined) {
  if (sender?.lostAt === undefined) return undefined
  const { networkInterface, lostAt } = sender
  const address = networkInterface.networkInterface.privateIps[0]?.address ?? networkInterface.networkInterface.ipv6Addresses[0]
  if (address === undefined) return undefined
  const admits = securityGroups.some((group) =>
    group[side].rules.some(
      (rule) =>
        rule.rule.peer.type === 'securityGroup' &&
        matchesTraffic(rule.traffic, traffic) &&
        matchesPeer(rule, { address, networkInterface }),
    ),
  )
  return admits ? lostAt : undefined
}

/** @see https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html */
function codeOf(
  { securityGroups }: CompiledInterface,
  side: 'ingress' | 'egress',
  traffic: PacketTraffic,
  verdict: GroupsVerdict & { readonly admits: false },
  lostAt: Sender['lostAt'],
): ExplanationCode {
  if (verdict.empty) return 'SG_HAS_NO_RULES'
  if (lostAt !== undefined) return lostAt.type === 'transitGateway' ? 'SG_REFERENCING_SUPPORT' : 'SG_REFERENCES_NOT_PRESERVED'
  const stale = securityGroups.some((group) => group[side].stale.some((rule) => matchesTraffic(rule.traffic, traffic)))
  return stale ? 'UNKNOWN_PEERED_SGS' : 'ENI_SG_RULES_MISMATCH'
}
